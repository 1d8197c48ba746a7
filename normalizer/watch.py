"""Waiting for files to change: with ``watchfiles`` where it is installed, else by looking twice a second."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from normalizer.files import WALKED_SUFFIXES, Selection, collect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_INTERVAL = 0.5


def changed(
    paths: Sequence[str], selection: Selection, pause: Callable[[float], None] = time.sleep
) -> Iterator[list[str]]:
    """Yield the files among ``paths`` that were changed or added, each time that some were; never ends."""
    try:
        import watchfiles
    except ImportError:
        yield from _looked_for(paths, selection, pause)
        return
    for changes in watchfiles.watch(*paths, raise_interrupt=True):
        names = {path for _, path in changes if path.lower().endswith(WALKED_SUFFIXES)}
        if found := [path for path in collect(paths, selection).files if os.path.realpath(path) in names]:
            yield found


def _looked_for(
    paths: Sequence[str], selection: Selection, pause: Callable[[float], None]
) -> Iterator[list[str]]:
    known = _times(paths, selection)
    while True:
        pause(_INTERVAL)
        now = _times(paths, selection)
        if found := [path for path, seen in now.items() if known.get(path) != seen]:
            yield found
            now = _times(paths, selection)  # what the run itself wrote is no news
        known = now


def _times(paths: Sequence[str], selection: Selection) -> dict[str, tuple[int, int]]:
    times = {}
    for path in collect(paths, selection).files:
        try:
            status = os.stat(path)
        except FileNotFoundError:
            continue
        times[path] = (status.st_mtime_ns, status.st_size)
    return times
