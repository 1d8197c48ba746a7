"""``normalizer undo``: put back what a ``fix --backup`` run changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.commands import session
from normalizer.disk import backup
from normalizer.report.visible import visible

if TYPE_CHECKING:
    import argparse

DESCRIPTION = """\
Put back the originals that `normalizer fix --backup DIR` kept, and remove the files that the run created.
A file that was edited since the run is left alone and named; everything else is restored.
A manifest may have come with a repository: nothing outside of --tree is touched, and no link leads out of it."""

EPILOG = """\
exit codes:
  0  everything is as it was before the run      1  something was edited since      2  no such run

examples:
  normalizer undo .bak/20261123-101500-3fa9
  normalizer undo --backup .bak 20261123-101500-3fa9"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    parser.add_argument(
        "run", metavar="RUN", help="the directory of the run, or its name inside --backup DIR"
    )
    parser.add_argument(
        "--tree",
        default=".",
        metavar="DIR",
        help="the tree to restore; nothing outside of it is touched (default: here)",
    )
    parser.add_argument("--backup", default=backup.DEFAULT_FOLDER, metavar="DIR", help="where the runs are")


def run(arguments: argparse.Namespace) -> int:
    """Restore and tell."""
    restored, refused = backup.undo(backup.find(arguments.run, arguments.backup), arguments.tree)
    for path in restored:
        print(visible(path))
    for message in refused:
        session.complain(message)
    return session.FOUND if refused else session.OK
