"""Offsets to lines and columns, also through the edits of several rounds."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from itertools import accumulate

Edit = tuple[int, int, int]
"""(start, end, new length) of one replacement, in bytes of the text before it."""


class Places:
    """Lines of a text or of its UTF-8 bytes.

    ``first_line`` is the number of its first line in the file, of which ``indent`` characters stand before the text.
    """

    def __init__(self, source: str | bytes, first_line: int = 1, indent: int = 0) -> None:
        self._bytes = source if isinstance(source, bytes) else b""
        self.first_line = first_line
        self.indent = indent
        lines = source.split("\n") if isinstance(source, str) else source.split(b"\n")
        self.starts = list(accumulate((len(line) + 1 for line in lines[:-1]), initial=0))

    def place(self, offset: int) -> tuple[int, int]:
        """Return (line, column) of an offset, both from 1; columns count code points.

        >>> Places("가\\n나<b>".encode()).place(7)
        (2, 2)
        """
        line = bisect_right(self.starts, offset) - 1
        column = self._count(offset) - self._count(self.starts[line]) + 1
        return self.first_line + line, column if line else column + self.indent

    def _count(self, offset: int) -> int:
        """How many code points stand before ``offset``; a line may be as long as the text."""
        if not self._bytes:
            return offset
        block = offset // _BLOCK
        return self._counts[block] + _code_points(self._bytes[block * _BLOCK : offset])

    @cached_property
    def _counts(self) -> list[int]:
        """How many code points stand before each block of bytes."""
        source = self._bytes
        starts = range(0, len(source), _BLOCK)
        return list(accumulate((_code_points(source[at : at + _BLOCK]) for at in starts), initial=0))


_BLOCK = 1024
_CONTINUATION = bytes(range(0x80, 0xC0))


def _code_points(piece: bytes) -> int:
    return len(piece.translate(None, _CONTINUATION))


class Shifts:
    """The edits of one round, made ready to lead offsets of the new text back to the old."""

    def __init__(self, edits: list[Edit]) -> None:
        self.edits = edits
        self.shifts = list(accumulate((length - (end - start) for start, end, length in edits), initial=0))
        self.starts = [start + shift for (start, _, _), shift in zip(edits, self.shifts[:-1], strict=True)]
        """Where each edit begins in the new text."""

    def back(self, offset: int) -> int:
        """Where ``offset`` of the new text stood; the start of an edit for what lies inside it."""
        number = bisect_right(self.starts, offset) - 1
        if number >= 0 and offset < self.starts[number] + self.edits[number][2]:
            return self.edits[number][0]
        return offset - self.shifts[number + 1]


def mapped_back(offset: int, rounds: list[Shifts]) -> int:
    """Where ``offset`` of the text after all ``rounds`` of edits stood before the first.

    >>> mapped_back(5, [Shifts([(0, 1, 3)])]), mapped_back(2, [Shifts([(0, 1, 3)])])
    (3, 0)
    """
    for edits in reversed(rounds):
        offset = edits.back(offset)
    return offset
