"""Attacks kept as data: what fuzzing found, and what was thought of. Nothing alive, nothing crashed, nothing unstable."""

from __future__ import annotations

import json
import pathlib
from collections import defaultdict

import pytest
from attacks import judges
from engines import ENGINES, missing

import normalizer

FOLDER = pathlib.Path(__file__).parent / "cases/attacks"
CASES = [
    json.loads(line)
    for path in sorted(FOLDER.glob("*.jsonl"))
    for line in path.read_text("utf-8").strip().split("\n")
]
LIBRARIES = ("cmark", "cmark-gfm", "markdown-it", "python-markdown", "mistune")
BOTH = {"source": ("html", "markdown"), "dialect": ("portable", "kramdown")}


def _ways(case: dict[str, str]) -> list[tuple[str, str]]:
    """A case that names no source or dialect is tried in all of them."""
    sources = (case["source"],) if "source" in case else BOTH["source"]
    dialects = (case["dialect"],) if "dialect" in case else BOTH["dialect"]
    return [(source, dialect) for source in sources for dialect in dialects]


def _outputs() -> dict[str, list[str]]:
    """Every output once, with the names of the cases that lead to it."""
    found: dict[str, list[str]] = defaultdict(list)
    for case in CASES:
        for source, dialect in _ways(case):
            result = normalizer.normalize(case["text"], source=source, dialect=dialect, policy="strict")
            found[result.text].append(f"{case['name']} ({source}, {dialect})")
    return found


@pytest.fixture(scope="module")
def outputs() -> dict[str, list[str]]:
    return _outputs()


@pytest.mark.parametrize("name", LIBRARIES)
def test_nothing_is_alive(name: str, outputs: dict[str, list[str]]) -> None:
    _check(name, outputs)


@pytest.mark.engine
@pytest.mark.parametrize("name", ["kramdown", "goldmark"])
def test_nothing_is_alive_in_real_engines(name: str, outputs: dict[str, list[str]]) -> None:
    if reason := missing(name):
        pytest.skip(reason)
    _check(name, outputs)


def _check(name: str, outputs: dict[str, list[str]]) -> None:
    pages = ENGINES[name](list(outputs))
    failures = [
        f"{cases}: {found} in {output!r}"
        for (output, cases), page in zip(outputs.items(), pages, strict=True)
        if (found := judges.alive(page))
    ]
    assert not failures, f"{len(failures)}\n" + "\n".join(failures[:20])


TRUSTED = ("{%", "{{", "{::", "<%", "<?", "---\n", "+++", "{\n", "<select>")
"""An author's own template code and front matter; and what only browsers of old read inside a select."""


def test_nothing_runs_for_an_author_either() -> None:
    outputs = {
        normalizer.normalize(case["text"], source=source, dialect=dialect, policy="author").text: case["name"]
        for case in CASES
        for source, dialect in _ways(case)
        if not any(mark in case["text"] for mark in TRUSTED)
    }
    pages = ENGINES["cmark-gfm"](list(outputs))
    failures = []
    for (output, name), page in zip(outputs.items(), pages, strict=True):
        found = [
            one
            for one in judges.alive(page)
            if "[on" in one or one in ("<script>", "<object>", "<embed>", "a[href]")
        ]
        if found:
            failures.append(f"{name}: {found} in {output!r}")
    assert not failures, f"{len(failures)}\n" + "\n".join(failures[:20])


@pytest.mark.parametrize("policy", ["strict", "author"])
def test_nothing_is_unstable(policy: str) -> None:
    failures = []
    for case in CASES:
        for source, dialect in _ways(case):
            first = normalizer.normalize(case["text"], source=source, dialect=dialect, policy=policy).text
            again = normalizer.normalize(first, source="markdown", dialect=dialect, policy=policy).text
            if again != first:
                failures.append(f"{case['name']} ({source}, {dialect}): {first!r} -> {again!r}")
    assert not failures, f"{len(failures)}\n" + "\n".join(failures[:20])


def test_clean_html_is_inert() -> None:
    pages = {case["name"]: normalizer.clean_html(case["text"]) for case in CASES}
    assert {name: found for name, page in pages.items() if (found := judges.alive(page))} == {}
