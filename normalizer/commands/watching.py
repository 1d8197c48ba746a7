"""``--watch``: stay, and do the same again for every file that changes."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from normalizer.commands import session
from normalizer.disk import watch
from normalizer.errors import NormalizerError

if TYPE_CHECKING:
    from collections.abc import Callable


def run(arguments: argparse.Namespace, once: Callable[[argparse.Namespace], int]) -> int:
    """Run once over everything, then over what changes, until Ctrl-C."""
    if session.reads_stdin(arguments):
        raise NormalizerError("--watch needs files, not standard input")
    paths = arguments.paths or ["."]
    selection = session.selection_of(arguments)
    before = watch.times(paths, selection)
    once(arguments)
    print("watching; Ctrl-C ends", file=sys.stderr)
    try:
        for changed in watch.changed(paths, selection, before):
            once(argparse.Namespace(**{**vars(arguments), "paths": changed}))
            sys.stdout.flush()
    except KeyboardInterrupt:
        print(file=sys.stderr)
    return session.OK
