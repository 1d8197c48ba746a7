#!/usr/bin/env python3
"""Cold start: CPU and wall time of one whole process on a clean file and on a dirty post, beside `python -c pass`.

python benchmarks/cold_start.py [--rounds 20]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def once(command: list[str]) -> tuple[float, float]:
    """Run ``command`` and return its CPU and wall seconds."""
    before, start = os.times(), time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    wall, after = time.perf_counter() - start, os.times()
    cpu = after.children_user - before.children_user + after.children_system - before.children_system
    return cpu, wall


def main() -> None:
    """Measure each command in turn, best of all rounds, and print one row each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    program = str(Path(sys.executable).with_name("normalizer"))
    with tempfile.TemporaryDirectory() as folder:
        clean = Path(folder) / "clean.md"
        clean.write_text(
            "# 제목\n\n" + "평범한 *문단* 하나. [링크](https://a.example)\n\n" * 200, encoding="utf-8"
        )
        dirty = Path(folder) / "dirty.md"
        dirty.write_bytes((ROOT / "examples" / "tistory-news.md").read_bytes())
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "normalizer check, clean file": [program, "check", str(clean)],
            "normalizer check --no-cache, dirty post": [program, "check", "--no-cache", str(dirty)],
            "normalizer --version": [program, "--version"],
        }
        best = {name: (float("inf"), float("inf")) for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                cpu, wall = once(command)
                best[name] = (min(best[name][0], cpu), min(best[name][1], wall))
    base = best["python -c pass"]
    for name, (cpu, wall) in best.items():
        print(f"{name:40} CPU {1e3 * cpu:7.1f} ms  wall {1e3 * wall:7.1f} ms  {wall / base[1]:5.2f} x python")


if __name__ == "__main__":
    main()
