"""What the writer reads a tree into before it prints a single character: blocks and runs.

Every later decision is local to one of these nodes, so nothing downstream looks at the tree again.
"""

from __future__ import annotations

from typing import Literal

from lxml.etree import _Element

from normalizer.values import field, frozen, mutable

StyleKind = Literal["strong", "em", "del", "code", "link", "tag", "verbatim"]


@frozen
class Style:
    """One wrapper around characters; equal neighbours are one wrapper.

    ``open`` and ``close`` are what a raw tag or pristine Markdown prints; ``ident`` keeps apart what
    must not be joined (two ``<kbd>`` keys are two keys).
    """

    kind: StyleKind
    open: str = ""
    close: str = ""
    href: str = ""
    title: str = ""
    ident: int = 0


Path = tuple[Style, ...]


@frozen
class Leaf:
    """Inline source that is printed as it stands; blank if a reader sees nothing of it."""

    source: str
    blank: bool = False


@frozen
class Break:
    """A line break that the author made."""


@frozen
class Image:
    """An image; ``source`` has its URL."""

    source: str
    alt: str
    title: str


@frozen
class CheckBox:
    """A check box: Markdown at the start of a list item, a raw ``<input>`` elsewhere."""

    checked: bool


Atom = str | Leaf | Break | Image | CheckBox
Run = tuple[Atom, Path]
"""Characters (white space already collapsed) or an atom, and the wrappers around it, outermost first."""


@mutable
class Paragraph:
    """Inline content; ``bare`` if no ``<p>`` was around it, which makes a list tight."""

    runs: list[Run]
    bare: bool = False


@mutable
class Heading:
    """A heading of level 1 to 6."""

    level: int
    runs: list[Run]


@mutable
class Rule:
    """A thematic break."""


@mutable
class Code:
    """A code block; ``text`` is without its final newline."""

    text: str
    language: str = ""


@mutable
class Raw:
    """A block of clean HTML, kept because no dialect can say it."""

    element: _Element


@mutable
class Opaque:
    """Markdown blocks or a comment that are printed as they stand."""

    source: str


@mutable
class Quote:
    """A block quote."""

    blocks: list[Block]


@mutable
class Item:
    """One list item."""

    blocks: list[Block]


@frozen
class Layout:
    """How a list is laid out: ``None`` for tight means that it has to stay HTML."""

    tight: bool | None = False
    parted: bool = False
    """A comment in the last item makes a list loose, or that item, that has nothing else to be loose with."""


@mutable
class List:
    """A list; ``start`` is None for bullets. ``element`` is None where no ``<ul>`` or ``<ol>`` stood."""

    start: int | None
    items: list[Item]
    element: _Element | None = None
    implied: bool = False
    irregular: bool = False
    """Numbered backwards, by letters or with gaps."""
    layout: Layout = Layout()


@mutable
class Cell:
    """A table cell; ``blocks`` is what it holds."""

    header: bool
    align: str
    blocks: list[Block]
    spans: bool = False


@mutable
class Table:
    """A table with everything in it, and the element it came from in case no pipe table can say it."""

    element: _Element
    rows: list[list[Cell]] = field(default_factory=list)
    before: list[Block] = field(default_factory=list)
    """The caption, which stands before a pipe table as paragraphs."""
    text: str = ""


@mutable
class Wrapped:
    """Blocks between tags that stand on lines of their own."""

    open: str
    close: str
    blocks: list[Block]


@mutable
class Definitions:
    """A definition list: terms and, where ``term`` is false, their descriptions."""

    element: _Element
    parts: list[Part] = field(default_factory=list)
    irregular: bool = False
    """Something stands in it that is neither term nor description."""


@mutable
class Part:
    """A term or a description."""

    term: bool
    blocks: list[Block]


Block = Wrapped | Definitions | Paragraph | Heading | Rule | Code | Raw | Opaque | Quote | List | Table
