"""Attack payloads on the measuring data: nothing alive in any renderer, nothing crashed, nothing unstable."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from engines import missing

if TYPE_CHECKING:
    import pathlib

pytestmark = pytest.mark.corpus
LIMIT = os.environ.get("ATTACKS_LIMIT", "400")


@pytest.mark.parametrize("dialect", ["portable", "kramdown"])
def test_nothing_is_alive(dialect: str, shared: pathlib.Path) -> None:
    renderers = ["cmark", "cmark-gfm", "markdown-it", "python-markdown", "mistune"]
    if not missing("kramdown"):
        renderers.append("kramdown")
    command = [sys.executable, "run.py", "--dialects", dialect, "--renderers", ",".join(renderers)]
    command += ["--limit", LIMIT] if LIMIT else []
    run = subprocess.run(command, cwd=shared / "attacks", capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
