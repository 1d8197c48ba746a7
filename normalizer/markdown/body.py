"""A Markdown body under work: where its blocks are, what is opaque in it, what stands beside a region."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from normalizer.html import tokens
from normalizer.markdown.region import Region
from normalizer.source import mask, scan
from normalizer.source.scan import Block
from normalizer.source.suppress import Suppression, suppressions
from normalizer.values import field, mutable


@mutable
class Body:
    """A Markdown body under work: its bytes, what must not be touched in it, its blocks."""

    source: bytes
    tables: bool = True
    masked: list[tuple[int, int]] = field(init=False)
    document: Block = field(init=False)
    tops: list[int] = field(init=False)
    definitions: list[str] = field(init=False)
    code: list[tuple[int, int]] = field(init=False)
    """Where code stands, in a text that may hold comments for this program."""
    suppressions: list[Suppression] = field(init=False)
    open_from: int = field(init=False)
    """Where the first block begins that a tag without an end hides the blocks after: they are judged with it."""

    def __post_init__(self) -> None:
        self.masked = mask.spans(self.source)
        self.document = scan.blocks(mask.masked(self.source, self.masked), tables=self.tables)
        self.tops = [block.start for block in self.document.blocks]
        self.definitions = scan.definitions(self.source)
        self.code = list(_code(self.document)) if b"normalizer-" in self.source else []
        self.suppressions = suppressions(self.source, self.code)
        self.open_from = next(_left_open(self.document), len(self.source))

    def release(self) -> None:
        """Let go of the blocks: they know each other in circles, which nobody collects during the work on a large text."""
        self.document.release()

    def around(self, start: int, end: int) -> tuple[int, int]:
        """The range of the top-level blocks that ``[start, end)`` touches, and one neighbour on each side."""
        first = max(bisect_right(self.tops, start) - 2, 0)
        last = bisect_right(self.tops, max(start, end - 1)) + 1
        begin = self.tops[first] if first else 0
        stop = self.tops[last] if last < len(self.tops) else len(self.source)
        return (min(begin, self.open_from), len(self.source)) if self.open_from < end else (begin, stop)

    def surroundings(self, found: Region) -> tuple[bytes, bytes, bytes]:
        """The source of a region, and what stands before and after it on the part of the page that proves it."""
        begin, end = self.around(found.start, found.end)
        begin, end = max(begin, found.start - _NEAR), min(end, found.end + _NEAR)
        source = self.source
        return source[begin : found.start], source[found.start : found.end], source[found.end : end]


_NEAR = 2000
"""Bytes on each side of a region that decide how it is read."""


def _code(document: Block) -> Iterator[tuple[int, int]]:
    for leaf in scan.leaves(document):
        if leaf.kind == "code":
            yield leaf.start, leaf.end
        yield from ((inline.start, inline.end) for inline in leaf.inlines if inline.kind == "code")


def _left_open(document: Block) -> Iterator[int]:
    for block in document.blocks:
        for leaf in scan.leaves(block):
            if leaf.kind == "html" and tokens.leaves_open("".join(inline.text for inline in leaf.inlines)):
                yield block.start
