"""``normalizer init``: a rules file to start from, for the editors found in a folder."""

from __future__ import annotations

import os
import sys
from collections import Counter
from typing import TYPE_CHECKING

from normalizer.commands import session
from normalizer.commands.work import read
from normalizer.disk import files
from normalizer.errors import NormalizerError
from normalizer.report.visible import visible

if TYPE_CHECKING:
    import argparse

DESCRIPTION = """\
Look at the files of a folder, find out which editors wrote them, and write a commented rules file
for these. An existing file is never written over."""

EPILOG = """\
examples:
  normalizer init
  normalizer init --output .normalizer.yaml _posts"""

_SAMPLE = 400
"""Files that are looked at; residue of an editor is never in just one."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    parser.add_argument(
        "path", nargs="?", default=".", metavar="PATH", help="the folder to look at (default: here)"
    )
    parser.add_argument(
        "-o",
        "--output",
        default=".normalizer.yaml",
        metavar="FILE",
        help="the file to write, or - for standard output (default: .normalizer.yaml)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the file and say what was found."""
    from normalizer.rules import ruleset as rules

    if arguments.output != "-" and os.path.lexists(arguments.output):
        raise NormalizerError(f"{arguments.output}: exists already; remove it or name another with --output")
    found = _editors_in(arguments.path)
    text = rules.starting_file(tuple(found))
    seen = ", ".join(f"{name} ({count} file{'s' * (count != 1)})" for name, count in found.items())
    if arguments.output == "-":
        sys.stdout.write(text)
        session.complain(seen or "no editor recognized")
    else:
        files.atomic_write(arguments.output, text.encode())
        print(f"wrote {visible(arguments.output)}: {seen or 'no editor recognized'}")
    return session.OK


def _editors_in(path: str) -> dict[str, int]:
    """The editors found, the most frequent first, with the number of their files."""
    from normalizer.rules import editors

    counts: Counter[str] = Counter()
    paths = files.walk(path) if os.path.isdir(path) else [path]
    for name in paths[:: max(1, len(paths) // _SAMPLE)]:
        try:
            counts.update(editors.detect(read(name).decode("utf-8", "replace")))
        except OSError as error:
            session.complain(f"{name}: {error.strerror or error}")
    return dict(counts.most_common())
