"""A progress bar on a terminal, on standard error; nothing anywhere else."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from normalizer.report.outcome import Outcome

_FEW = 20
"""Files up to which a run is over before a bar could be read."""


def shown(outcomes: Iterable[Outcome], total: int, *, wanted: bool) -> Iterator[Outcome]:
    """Pass outcomes on and show how far the run is."""
    if not wanted or total < _FEW or "PRE_COMMIT" in os.environ or not sys.stderr.isatty():
        return iter(outcomes)
    try:
        import rich.progress
    except ImportError:
        return _counted(outcomes, total)
    return _with_rich(outcomes, total, rich.progress)


def _with_rich(outcomes: Iterable[Outcome], total: int, library: object) -> Iterator[Outcome]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    del library
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        yield from bar.track(outcomes, total=total, description="files")


def _counted(outcomes: Iterable[Outcome], total: int) -> Iterator[Outcome]:
    """Without ``rich``: a line that is written over, ten times a second at most."""
    last = 0.0
    try:
        for number, outcome in enumerate(outcomes, 1):
            now = time.monotonic()
            if now - last > 0.1:
                last = now
                sys.stderr.write(f"\r{number}/{total} files")
                sys.stderr.flush()
            yield outcome
    finally:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()
