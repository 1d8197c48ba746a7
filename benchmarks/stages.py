#!/usr/bin/env python3
"""Where the time goes: CPU time by module of the package, on real documents.

    python benchmarks/stages.py FOLDER [--top 25]

The shares are those of a deterministic profile, which favours C over Python: read them as a ranking.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
from collections import Counter
from pathlib import Path

from throughput import documents, own


def main() -> None:
    """Profile one pass over a folder and print time by module, then by function."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--top", type=int, default=25)
    args = parser.parse_args()
    texts = documents(args.folder)
    own("<p>a <b>b</b></p>", "html")
    profile = cProfile.Profile()
    profile.enable()
    for text, kind in texts:
        try:
            own(text, kind)
        except Exception:
            continue
    profile.disable()
    stats = pstats.Stats(profile)
    modules: Counter[str] = Counter()
    functions: Counter[str] = Counter()
    for (file, line, name), (_, _, own_time, _, _) in stats.stats.items():  # type: ignore[attr-defined]
        module = file.split("/normalizer/", 1)[1] if "/normalizer/" in file else Path(file).name
        modules[module] += own_time
        functions[f"{module}:{line} {name}"] += own_time
    total = sum(modules.values())
    for counter in (modules, functions):
        for name, spent in counter.most_common(args.top):
            print(f"{100 * spent / total:5.1f} %  {spent:7.3f} s  {name}")
        print()


if __name__ == "__main__":
    main()
