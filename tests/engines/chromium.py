"""Headless Chromium: the tree a browser builds, and whether a page's scripts run."""

from __future__ import annotations

import functools
import html
import json
import pathlib
import re
import shutil
import subprocess
import tempfile

_ANSWER = re.compile(r'<script type="application/json" id="answer">(.*?)</script>', re.DOTALL)
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_HIT = "alert=confirm=prompt=print=function(){parent.hit(%d)};"


@functools.cache
def missing() -> str:
    """Say why no browser can run here; empty when one can."""
    return "" if _program() else "chromium is not installed"


def trees(fragments: list[str]) -> list[str]:
    """Parse each fragment as the body of an inert document and return it serialized."""
    script = (
        "const answer = fragments.map(f => new DOMParser()"
        ".parseFromString('<!DOCTYPE html><html><body>' + f, 'text/html').body.innerHTML);"
    )
    page = f"<script>const fragments = {_embedded(fragments)};{script}{_tell('answer')}</script>"
    answer = _dump(page, budget_ms=2000)
    return [str(item) for item in answer]


def texts(documents: list[str]) -> list[str]:
    """Return what a reader sees of each document, with scripts on."""
    frames = "".join(
        f'<iframe srcdoc="{html.escape(f"<!DOCTYPE html>{document}")}"></iframe>' for document in documents
    )
    answer = "[...document.querySelectorAll('iframe')].map(f => f.contentDocument.body.innerText)"
    page = f"{frames}<script>onload = () => {_tell(answer)}</script>"
    return [str(item) for item in _dump(page, budget_ms=2000)]


def executed(documents: list[str], *, budget_ms: int = 8000) -> set[int]:
    """Return the indexes of ``documents`` whose scripts reach ``alert`` and its like when loaded."""
    frames = "".join(
        f'<iframe srcdoc="{html.escape(f"<script>{_HIT % number}</script>{document}")}"></iframe>'
        for number, document in enumerate(documents)
    )
    script = f"const hits = new Set(); function hit(n) {{ hits.add(n); {_tell('[...hits]')} }} hit(-1);"
    return {int(number) for number in _dump(f"<script>{script}</script>{frames}", budget_ms) if number >= 0}


def _embedded(value: object) -> str:
    return json.dumps(value).replace("<", "\\u003c")


def _tell(expression: str) -> str:
    return (
        "{const old = document.getElementById('answer'); if (old) old.remove();"
        "const out = document.createElement('script'); out.type = 'application/json'; out.id = 'answer';"
        f"out.textContent = JSON.stringify({expression}).replaceAll('<', '\\\\u003c');"
        "document.documentElement.append(out);}"
    )


def _dump(page: str, budget_ms: int) -> list[int | str]:
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "page.html"
        path.write_text(f'<!DOCTYPE html><meta charset="utf-8">{page}', encoding="utf-8")
        command = [
            _program(),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={folder}/profile",
        ]
        command += [f"--virtual-time-budget={budget_ms}", "--dump-dom", path.as_uri()]
        run = subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False
        )
    found = _ANSWER.search(run.stdout)
    if found is None:
        raise RuntimeError(f"chromium gave no answer: {run.stderr[-500:]}")
    answer: list[int | str] = json.loads(found.group(1))
    return answer


def _program() -> str:
    return next((path for name in _PROGRAMS if (path := shutil.which(name))), "")
