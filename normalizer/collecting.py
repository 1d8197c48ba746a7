"""A rest for the garbage collector: a large tree is in use as long as there is one."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LARGE = 100_000


@contextmanager
def without_collection(size: int) -> Iterator[None]:
    """Let no cycles be collected during the work on a document of so many characters, if that is large.

    The collector would look through all of its objects again and again, to find none that can go; that
    takes up to half of the time. Memory comes back as ever when the last reference goes.
    """
    if size < _LARGE or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
