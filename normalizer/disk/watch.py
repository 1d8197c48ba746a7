"""Waiting for files to change: with ``watchfiles`` where it is installed, else by looking twice a second."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from normalizer.disk.files import WALKED_SUFFIXES, Selection, collect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_INTERVAL = 0.5

Times = dict[str, tuple[int, int]]
"""When each file was last changed, and its size."""


def times(paths: Sequence[str], selection: Selection) -> Times:
    """Look at the files as they are now."""
    seen = {}
    for path in collect(paths, selection).files:
        try:
            status = os.stat(path)
        except FileNotFoundError:
            continue
        seen[path] = (status.st_mtime_ns, status.st_size)
    return seen


def changed(
    paths: Sequence[str], selection: Selection, since: Times, pause: Callable[[float], None] = time.sleep
) -> Iterator[list[str]]:
    """Yield the files that were changed or added, each time that some were; never ends.

    ``since`` was taken before the first run, so that a change during a run is not missed.
    """
    while True:
        now = times(paths, selection)
        if found := [path for path, seen in now.items() if since.get(path) != seen]:
            yield found
        since = now
        _wait(paths, pause)


def _wait(paths: Sequence[str], pause: Callable[[float], None]) -> None:
    """Return when it may be worth while to look again."""
    try:
        import watchfiles
    except ImportError:
        pause(_INTERVAL)
        return
    names = tuple(WALKED_SUFFIXES)
    seconds = int(_INTERVAL * 1000)
    # A time limit, because what changed before the watcher stood is only found by looking.
    watcher = watchfiles.watch(
        *paths,
        watch_filter=lambda _, path: path.lower().endswith(names),
        rust_timeout=8 * seconds,
        yield_on_timeout=True,
        raise_interrupt=True,
    )
    next(iter(watcher))
