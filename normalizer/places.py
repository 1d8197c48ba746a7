"""Offsets to lines and columns, also through the edits of several rounds."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

Edit = tuple[int, int, int]
"""(start, end, new length) of one replacement, in bytes of the text before it."""


class Places:
    """Lines of a text or of its UTF-8 bytes; ``first_line`` is the number of its first line in the file."""

    def __init__(self, source: str | bytes, first_line: int = 1) -> None:
        self.source = source
        self.first_line = first_line
        lines = source.split("\n") if isinstance(source, str) else source.split(b"\n")
        self.starts = list(accumulate((len(line) + 1 for line in lines[:-1]), initial=0))

    def place(self, offset: int) -> tuple[int, int]:
        """Return (line, column) of an offset, both from 1; columns count code points.

        >>> Places("가\\n나<b>".encode()).place(7)
        (2, 2)
        """
        line = bisect_right(self.starts, offset) - 1
        before = self.source[self.starts[line] : offset]
        column = len(before if isinstance(before, str) else before.decode("utf-8", "replace")) + 1
        return self.first_line + line, column


def mapped_back(offset: int, rounds: list[list[Edit]]) -> int:
    """Where ``offset`` of the text after all ``rounds`` of edits stood before the first.

    >>> mapped_back(5, [[(0, 1, 3)]]), mapped_back(2, [[(0, 1, 3)]])
    (3, 0)
    """
    for edits in reversed(rounds):
        shift = 0
        for start, end, length in edits:
            if offset < start + shift:
                break
            if offset < start + shift + length:
                offset = start + shift
                break
            shift += length - (end - start)
        offset -= shift
    return offset
