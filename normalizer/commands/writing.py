"""Outcomes onto the disk: the one place of the command line that writes documents."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from normalizer.commands import session
from normalizer.commands.work import read, reason
from normalizer.disk import files
from normalizer.values import replace

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from normalizer.disk.backup import Backup
    from normalizer.report.outcome import Outcome


def written(outcomes: Iterable[Outcome], backup: Backup | None, *, careful: bool) -> Iterator[Outcome]:
    """Write each outcome as it comes and pass it on; what cannot be written becomes its ``error``."""
    first = True
    for outcome in outcomes:
        if outcome.after is None or not outcome.changed or outcome.error:
            yield outcome
            continue
        if first and careful:
            warn_of_dirty_tree(outcome.path)
        first = False
        yield _written(outcome, outcome.after, backup)


def _written(outcome: Outcome, after: bytes, backup: Backup | None) -> Outcome:
    beside = outcome.target != outcome.path
    try:
        target = files.writable_target(outcome.target)
        if not beside and read(target) != outcome.before:
            return replace(outcome, error="changed by somebody else meanwhile; left alone")
        if backup:
            backup.keep(target, read(target) if os.path.exists(target) else None, after)
        files.atomic_write(target, after)
    except OSError as error:
        return replace(outcome, error=f"not written: {reason(error)}")
    return replace(outcome, written=True)


def backup_for(arguments: argparse.Namespace) -> Backup | None:
    """Open the backup that the options ask for."""
    if not arguments.backup:
        return None
    from normalizer.commands.parsing import version
    from normalizer.disk.backup import Backup

    return Backup(arguments.backup, version(), arguments.rules or "shipped or nearest")


def warn_of_dirty_tree(path: str) -> None:
    """Say so when git could not tell our changes from the user's own. In a hook that is always so."""
    if "PRE_COMMIT" in os.environ:
        return
    import subprocess

    command = [
        "git",
        "-C",
        os.path.dirname(path) or ".",
        "status",
        "--porcelain",
        "-z",
        "--untracked-files=no",
    ]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError:
        return
    count = sum(
        name.lower().endswith(tuple(map(str.encode, files.WALKED_SUFFIXES)))
        for name in done.stdout.split(b"\0")
    )
    if count:
        what = f"{count} file{'s' * (count != 1)} in this git tree {'have' if count != 1 else 'has'} uncommitted changes"
        session.complain(f"warning: {what}; commit first, or use --backup DIR, to be able to go back")
