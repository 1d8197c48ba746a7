#!/usr/bin/env python3
"""Scaling: one post repeated from 1 KB to 10 MB; time, memory and the exponent between neighbours.

    python benchmarks/scaling.py [--largest 10000000]

Each size runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import time
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parents[1]
SIZES = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)


def sources() -> dict[str, str]:
    """Return the posts to repeat: mixed Markdown, an HTML page, and Markdown with nothing to do."""
    mixed = (ROOT / "examples" / "tistory-news.md").read_text("utf-8").split("---\n", 2)[2]
    html = (ROOT / "examples" / "naver-travel.html").read_text("utf-8")
    return {"mixed": mixed, "html": html, "clean": "평범한 *문단* 하나. [링크](https://a.example)\n\n"}


def measure(text: str, kind: Literal["html", "markdown"]) -> dict[str, float]:
    """Normalize in a child process and return CPU seconds and peak megabytes."""
    reader, writer = os.pipe()
    if os.fork() == 0:
        import normalizer

        normalizer.normalize("<p>a <b>b</b></p>", policy="author")
        start = time.process_time()
        try:
            normalizer.normalize(text, source=kind, policy="author")
            seconds = time.process_time() - start
        except normalizer.InputLimitError:
            seconds = math.nan
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        os.write(writer, json.dumps([seconds, peak]).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        data = stream.read()
    os.wait()
    seconds, peak = json.loads(data or b"[NaN, NaN]")
    return {"seconds": seconds, "peak": peak}


def main() -> None:
    """Print one row per text and size."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--largest", type=int, default=SIZES[-1])
    largest = parser.parse_args().largest
    for name, unit in sources().items():
        last: tuple[int, float] | None = None
        for size in [size for size in SIZES if size <= largest]:
            text = (unit * (size // len(unit.encode()) + 1))[:size]
            row = measure(text, "html" if name == "html" else "markdown")
            length = len(text.encode())
            exponent = (
                math.log(row["seconds"] / last[1]) / math.log(length / last[0])
                if last and row["seconds"]
                else 0
            )
            print(
                f"{name:6} {length:>9} B  {row['seconds']:8.4f} s  {length / 1e6 / max(row['seconds'], 1e-9):7.2f} MB/s"
                f"  {row['peak']:6.0f} MB  exponent {exponent:.2f}"
            )
            last = (length, max(row["seconds"], 1e-6))


if __name__ == "__main__":
    main()
