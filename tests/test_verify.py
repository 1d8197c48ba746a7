"""`--verify-with`: the site's own engine has the last word, and is not needed for anything else."""

from __future__ import annotations

import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from engines import hugo, kramdown

import normalizer
from normalizer.proof import site_engine

if TYPE_CHECKING:
    from pathlib import Path

POST = """\
---
title: a
---
--- not front matter

<p data-ke-size="size16"><b>굵게</b>와 <span style="color: #ee2323">빨강</span> {{ x }}</p>

{{< figure src="a" >}} {% include a %}
"""
REWRITTEN = POST.replace(
    '<p data-ke-size="size16"><b>굵게</b>와 <span style="color: #ee2323">빨강</span> {{ x }}</p>',
    "**굵게**와 **빨강** {{ x }}",
)
MISSING = {"kramdown": kramdown.missing(), "hugo": hugo.missing()}
# An engine that shows raw HTML as text, and one that drops whatever is bold.
ESCAPES = "import sys, html; print('<p>' + html.escape(sys.stdin.read(), quote=False) + '</p>')"
DROPS = "import sys, re; print(re.sub(r'[*]{2}.*?[*]{2}', '', sys.stdin.read()))"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "normalizer", *arguments, "--no-cache"]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.mark.engine
@pytest.mark.parametrize("name", MISSING)
def test_the_real_engine_confirms(name: str) -> None:
    if MISSING[name]:
        pytest.skip(MISSING[name])
    found = normalizer.Normalizer(source="markdown", policy="author", verify_with=name).normalize(POST)
    assert (found.text, list(found.skips)) == (REWRITTEN, [])


@pytest.mark.parametrize("script", [ESCAPES, DROPS])
def test_what_the_engine_does_not_confirm_stays(script: str) -> None:
    command = shlex.join([sys.executable, "-c", script])
    found = normalizer.Normalizer(source="markdown", policy="author", verify_with=command).normalize(POST)
    assert not found.changed
    assert not found.changes
    [skip] = found.skips
    assert skip.reason.startswith("not confirmed by ")


@pytest.mark.engine
def test_many_bodies_are_one_call() -> None:
    for name, missing in MISSING.items():
        if not missing:
            pages = site_engine.get(name).render(["*a*", "", "---\n\n*b*"])
            assert ["<em>a</em>" in pages[0], pages[1].strip(), "<em>b</em>" in pages[2]] == [True, "", True]


def test_an_engine_that_fails_is_an_error_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(POST, encoding="utf-8")
    engine = shlex.join([sys.executable, "-c", "raise SystemExit('no such theme')"])
    done = run("fix", "--verify-with", engine, str(tmp_path / "a.md"))
    assert (done.returncode, "no such theme" in done.stderr) == (2, True)
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == POST


def test_an_engine_that_is_not_there_is_told_before_any_file(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("clean\n")
    done = run("check", "--verify-with", "no-such-engine", str(tmp_path))
    assert (done.returncode, "kramdown and hugo" in done.stderr) == (2, True)
