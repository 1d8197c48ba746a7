#!/usr/bin/env python3
"""A second run over an unchanged corpus: wall time of `normalizer check` with an empty and with a full cache.

python benchmarks/cache.py FOLDER [-j 2]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def main() -> None:
    """Run twice with a cache folder of its own, then once without a cache."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("-j", "--jobs", default="2")
    args = parser.parse_args()
    program = str(Path(sys.executable).with_name("normalizer"))
    command = [program, "check", "-j", args.jobs, str(args.folder)]
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "NORMALIZER_CACHE_DIR": cache, "PRE_COMMIT": "1"}
        for name, extra in (("empty cache", []), ("full cache", []), ("no cache", ["--no-cache"])):
            start = time.perf_counter()
            subprocess.run([*command, *extra], env=environment, stdout=subprocess.DEVNULL, check=False)
            print(f"{name:12} {time.perf_counter() - start:7.2f} s")


if __name__ == "__main__":
    main()
