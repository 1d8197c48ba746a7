#!/usr/bin/env python3
"""Cold start: CPU time of one whole process on a clean file and on a dirty post, beside `python -c pass`.

python benchmarks/cold_start.py [--rounds 20] [--python VENV/bin/python] [FILE]

Measure an installed package (`pip install .`) with compiled bytecode, and name its interpreter: an editable install
and a first run compile what a hook finds compiled. The second table says where the time of a dirty post goes; each
row is what it adds to the one above.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIBRARIES = "import lxml.etree, selectolax.lexbor, pyromark, cmarkgfm.cmark"
PIPELINE = f"{LIBRARIES}; import normalizer.pipeline, normalizer.rules._defaults; N = normalizer.Normalizer(source='markdown', policy='author')"
STEPS = {
    "python": "pass",
    "lxml, lexbor and the two renderers": LIBRARIES,
    "the modules of normalizer": PIPELINE,
    "the document, with all that is compiled on the way": f"{PIPELINE}; N.normalize(open(FILE).read())",
    "the same document once more": f"{PIPELINE}; [N.normalize(open(FILE).read()) for _ in range(2)]",
}


def once(command: list[str]) -> float:
    """Run ``command`` and return its CPU seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, env=environment, cwd="/"
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def medians(commands: dict[str, list[str]], rounds: int) -> dict[str, float]:
    """The median of each command; they take turns, so that a busy machine is busy for all of them."""
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            seconds = once(command)
            if number:  # the first one compiles and fills the page cache
                taken[name].append(seconds)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def main() -> None:
    """Measure each command in turn and print both tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("file", nargs="?", default=str(ROOT / "examples" / "tistory-news.md"))
    options = parser.parse_args()
    program = str(Path(options.python).absolute().with_name("normalizer"))
    with tempfile.TemporaryDirectory() as folder:
        clean, dirty = Path(folder) / "clean.md", str(Path(folder) / "dirty.md")
        shutil.copy(options.file, dirty)  # away from any rules file
        clean.write_text(
            "# 제목\n\n" + "평범한 *문단* 하나. [링크](https://a.example)\n\n" * 200, encoding="utf-8"
        )
        whole = {
            "python -c pass": [options.python, "-c", "pass"],
            "normalizer check, clean file": [program, "check", str(clean)],
            "normalizer check --no-cache, dirty post": [program, "check", "--no-cache", dirty],
            "normalizer --version": [program, "--version"],
        }
        found = medians(whole, options.rounds)
        steps = {
            name: [options.python, "-c", code.replace("FILE", repr(dirty))] for name, code in STEPS.items()
        }
        phases = medians(steps, options.rounds)
    base = found["python -c pass"]
    for name, seconds in found.items():
        print(f"{name:52} CPU {1e3 * seconds:7.1f} ms  {seconds / base:5.2f} x python")
    print()
    before = 0.0
    for name, seconds in phases.items():
        print(f"{name:52} CPU {1e3 * (seconds - before):7.1f} ms  {(seconds - before) / base:5.2f} x python")
        before = seconds


if __name__ == "__main__":
    main()
