"""Round-trip fidelity on the measuring data: HTML to Markdown, rendered, is the same document again.

The scorer and its cases lie beside the project. The gates are below the numbers that the project
claims (CONTRIBUTING.md), so that a regression fails and noise does not.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from engines import missing

if TYPE_CHECKING:
    import pathlib

pytestmark = pytest.mark.corpus

TESTS = os.path.dirname(os.path.abspath(__file__))
COLUMNS = ["T", "V", "S", "F", "cmT", "cmV", "cmS", "idem"]
GATES = {
    ("gfm", ""): {"T": 99.8, "S": 99.8, "idem": 99.8},
    ("commonmark", ""): {"cmT": 99.8, "cmS": 99.8},
    ("kramdown", "kramdown"): {"T": 99.0, "S": 99.0},
    ("goldmark", "goldmark"): {"S": 98.0},
    ("python_markdown", "python-markdown"): {"S": 98.0},
    ("portable", ""): {"S": 98.0},
    ("portable", "kramdown"): {"S": 98.0},
    ("portable", "goldmark"): {"S": 98.0},
    ("portable", "markdown-it"): {"S": 98.0},
    ("portable", "python-markdown"): {"T": 99.0},
}
LIMIT = os.environ.get("FIDELITY_LIMIT", "")


def scores(folder: pathlib.Path, out: pathlib.Path, dialect: str, renderer: str) -> dict[str, float]:
    command = [sys.executable, "score.py", "--name", f"{dialect}-{renderer}", "--conv", f"convert:{dialect}"]
    command += ["--out", str(out)]
    if LIMIT:
        command += ["--limit", LIMIT]
    if renderer:
        command += ["--render", f"{sys.executable} {TESTS}/engines/scorer.py {renderer}"]
    run = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": TESTS},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    total = next(line for line in run.stdout.splitlines() if line.startswith("ALL"))
    numbers = [float(number) for number in re.findall(r"\d+\.\d+", total)]
    return dict(zip(COLUMNS, numbers, strict=False))


@pytest.mark.parametrize(("dialect", "renderer"), GATES, ids=lambda value: value or "reference")
def test_structure_survives(
    dialect: str, renderer: str, shared: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    if renderer and (reason := missing(renderer)):
        pytest.skip(f"{renderer} cannot run: {reason}")
    found = scores(shared / "fidelity", tmp_path, dialect, renderer)
    gates = GATES[dialect, renderer]
    assert {name: found[name] for name in gates if found[name] < gates[name]} == {}
