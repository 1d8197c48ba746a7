"""What the reader has open: places that collect blocks, lists and tables that collect their parts."""

from __future__ import annotations

import re

from normalizer.lazy import regex
from normalizer.values import field, mutable
from normalizer.writer.ir import Block, Definitions, List, Run, Table

_INTEGER = regex(r"[ \t\n\r\f]*([-+]?\d{1,18})")
_ALIGN = regex(r"(?:^|;)[ \t\n\r\f]*text-align[ \t\n\r\f]*:[ \t\n\r\f]*([a-z]+)", re.IGNORECASE)


@mutable
class Flow:
    """A place that collects blocks; ``line`` is the line box that is still open."""

    blocks: list[Block] = field(default_factory=list)
    line: list[Run] = field(default_factory=list)
    bare: bool = False


@mutable
class ListFrame:
    """A list that is open, and the number its next item has by itself."""

    made: List
    number: int
    before: list[Block] = field(default_factory=list)

    def hang(self, blocks: list[Block]) -> None:
        """What is not an item hangs off the item before it, or stands before the list."""
        (self.made.items[-1].blocks if self.made.items else self.before).extend(blocks)


@mutable
class TableFrame:
    """A table that is open."""

    table: Table

    def hang(self, blocks: list[Block]) -> None:
        """A caption, or what a rule left between the cells: it stands before the table."""
        self.table.before.extend(blocks)


@mutable
class DefinitionsFrame:
    """A definition list that is open."""

    made: Definitions

    def hang(self, blocks: list[Block]) -> None:
        """What is neither term nor description: no Markdown says that."""
        self.made.irregular = self.made.irregular or bool(blocks)


def count_item(frame: ListFrame, value: int | None) -> None:
    """Follow the numbers that items give themselves; Markdown can only count on."""
    if value is not None and frame.made.start is not None and value != frame.number:
        if frame.made.items:
            frame.made.irregular = True
        else:
            frame.made.start = value
            frame.made.irregular = frame.made.irregular or not 0 <= value <= 999_999_999
        frame.number = value
    frame.number += 1


def integer(value: str | None) -> int | None:
    """An attribute read as HTML reads integers: leading digits count."""
    match = _INTEGER.match(value) if value else None
    return int(match.group(1)) if match else None


def text_align(style: str | None) -> str:
    """The alignment that a style attribute declares."""
    match = _ALIGN.search(style) if style else None
    return match.group(1).lower() if match else ""
