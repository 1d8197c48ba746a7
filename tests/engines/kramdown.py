"""kramdown with its GFM parser, as Jekyll and GitHub Pages run it (Debian: ruby-kramdown-parser-gfm)."""

from __future__ import annotations

import functools
import pathlib
import shutil
import subprocess

from engines.worker import Worker

_SCRIPT = pathlib.Path(__file__).with_name("kramdown.rb")
_BATCH = 200

_worker = Worker(["ruby", str(_SCRIPT)])

PLAIN_TYPOGRAPHY = {
    "smart_quotes": "apos,apos,quot,quot",
    "typographic_symbols": {
        "hellip": "...",
        "mdash": "---",
        "ndash": "--",
        "laquo": "<<",
        "raquo": ">>",
        "laquo_space": "<< ",
        "raquo_space": " >>",
    },
}
"""Options that print quotes and dashes as they were typed, for comparing text with other engines."""


@functools.cache
def missing() -> str:
    """Say why kramdown cannot run here; empty when it can."""
    if shutil.which("ruby") is None:
        return "ruby is not installed"
    probe = subprocess.run(
        ["ruby", "-rkramdown", "-rkramdown-parser-gfm", "-e", ""], capture_output=True, check=False
    )
    return "" if probe.returncode == 0 else "the Ruby library kramdown-parser-gfm is not installed"


def render(documents: list[str], **options: object) -> list[str]:
    """Render each of ``documents``; where kramdown raises, the page says so."""
    pages: list[str] = []
    for start in range(0, len(documents), _BATCH):
        answer = _worker.ask({"documents": documents[start : start + _BATCH], "options": options})
        pages += ["<p>kramdown failed</p>" if page is None else page for page in answer["pages"]]
    return pages


def render_plain(documents: list[str]) -> list[str]:
    """Render with typography off and no generated ids: the text exactly as it was typed."""
    return render(documents, auto_ids=False, **PLAIN_TYPOGRAPHY)
