"""``normalizer clean-cache``: remove what earlier runs remembered."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from normalizer.disk import cache
from normalizer.report.visible import visible

if TYPE_CHECKING:
    import argparse

DESCRIPTION = (
    "Remove what earlier runs remembered about unchanged files. The next run is slower, and no different."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    parser.add_argument(
        "path", nargs="?", default=".", metavar="PATH", help="a path in the repository (default: here)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Remove our own files, and the directory when nothing else is in it."""
    folder = cache.folder_for(arguments.path)
    removed = cache.remove(folder)
    print(visible(f"removed {folder}" if removed else f"{os.path.relpath(folder)}: nothing to remove"))
    return 0
