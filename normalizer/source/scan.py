"""Markdown source to blocks with exact byte ranges: what is Markdown, what is HTML, and where.

The parser is pulldown-cmark; this module only gives its events a shape. A block knows its container,
so that the prefix of its lines (``> ``, the indent of an item) can be taken off and put back.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyromark
from pyromark import Options

from normalizer.errors import InputLimitError
from normalizer.html.parsing import DEEPEST
from normalizer.lazy import regex
from normalizer.values import field, mutable

_OPTIONS = (
    Options.ENABLE_TABLES | Options.ENABLE_STRIKETHROUGH | Options.ENABLE_TASKLISTS | Options.ENABLE_FOOTNOTES
)
_NO_TABLES = _OPTIONS & ~Options.ENABLE_TABLES
_LEAVES = {"Paragraph": "paragraph", "HtmlBlock": "html", "CodeBlock": "code", "TableCell": "cell"}
_CONTAINERS = {
    "BlockQuote": "quote",
    "List": "list",
    "Item": "item",
    "FootnoteDefinition": "footnote",
    "Table": "table",
}
_TRANSPARENT = frozenset(("TableHead", "TableRow"))


@mutable
class Inline:
    """An inline event of a leaf block: ``kind`` is html, text, code, break, link, image, end or other."""

    kind: str
    start: int
    end: int
    text: str = ""


@mutable
class Block:
    """A block and its byte range; leaf blocks have ``inlines``, containers have ``blocks``."""

    kind: str
    start: int
    end: int
    parent: Block | None
    blocks: list[Block] = field(default_factory=list)
    inlines: list[Inline] = field(default_factory=list)
    indented: bool = False
    """Code by its indent alone, without a fence."""
    piped: bool = False
    """Its first line holds a bare ``|``: a row of a table to kramdown."""
    more_lines: bool = False
    """It goes on after a line break."""

    def path(self) -> list[Block]:
        """The containers around this block, outermost first, the document left out."""
        found: list[Block] = []
        block = self.parent
        while block is not None and block.parent is not None:
            found.append(block)
            block = block.parent
        return found[::-1]

    def release(self) -> None:
        """Take the block and all below it apart."""
        stack = [self]
        while stack:
            block = stack.pop()
            stack += block.blocks
            block.blocks, block.inlines, block.parent = [], [], None


class _Builder:
    def __init__(self, source: bytes) -> None:
        self.source = source
        self.document = Block("document", 0, len(source), None)
        self.at = self.document
        self.depth = 0

    def start(self, name: str, data: Any, start: int, end: int) -> None:
        if name in _TRANSPARENT:
            return
        kind = _LEAVES.get(name) or _CONTAINERS.get(name) or ("heading" if name == "Heading" else "")
        if kind:
            self._leave_tight()
            if name in _CONTAINERS:
                self._enter()
            block = Block(kind, start, end, self.at, indented=data == "Indented")
            self.at.blocks.append(block)
            self.at = block
        else:
            text = data["dest_url"] if name in ("Link", "Image") else ""
            self.inline(name.lower(), start, end, text)

    def _enter(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise InputLimitError(
                f"quotes and lists nested deeper than {DEEPEST}; no browser builds such a page"
            )

    def _leave_tight(self) -> None:
        if self.at.kind == "tight":
            self.at = self.at.parent or self.document

    def inline(self, kind: str, start: int, end: int, text: str = "") -> None:
        if self.at.kind not in ("paragraph", "heading", "cell", "html", "code", "tight"):
            block = Block("tight", start, end, self.at)
            self.at.blocks.append(block)
            self.at = block
        self.at.end = max(self.at.end, end)
        if kind == "break":
            self.at.more_lines = True
        elif kind == "text" and "|" in text and not self.at.more_lines:
            self.at.piped |= self.source[start - 1 : start] != b"\\" or "|" in text[1:]
        self.at.inlines.append(Inline(kind, start, end, text))

    def end(self, name: str, end: int) -> None:
        if name in _TRANSPARENT:
            return
        if name in _LEAVES or name in _CONTAINERS or name == "Heading":
            if name in _CONTAINERS:
                self._leave_tight()
                self.depth -= 1
            self.at = self.at.parent or self.document
        else:
            self.inline("end", end, end, name.lower())


def blocks(source: bytes, *, tables: bool = True) -> Block:
    """Parse ``source`` and return its document block; without ``tables`` a pipe table is a paragraph.

    Raises InputLimitError where quotes and lists stand in one another more than ``DEEPEST`` times.

    >>> [(block.kind, block.start, block.end) for block in blocks(b"# a\\n\\nb <i>c</i>\\n").blocks]
    [('heading', 0, 4), ('paragraph', 5, 16)]
    """
    builder = _Builder(source)
    event: Any
    for event, span in pyromark.events_with_range(
        source.decode("utf-8"), options=_OPTIONS if tables else _NO_TABLES
    ):
        start, end = span["start"], span["end"]
        if isinstance(event, str):
            _bare(builder, event, start, end)
            continue
        ((name, data),) = event.items()
        if name == "Start":
            _start(builder, data, start, end)
        elif name == "End":
            builder.end(data if isinstance(data, str) else next(iter(data)), end)
        else:
            builder.inline(_INLINE.get(name, "other"), start, end, data if isinstance(data, str) else "")
    return builder.document


_INLINE = {"Text": "text", "Code": "code", "InlineHtml": "html", "Html": "html"}


def _start(builder: _Builder, data: Any, start: int, end: int) -> None:
    name, detail = (data, None) if isinstance(data, str) else next(iter(data.items()))
    builder.start(name, detail, start, end)


def _bare(builder: _Builder, event: str, start: int, end: int) -> None:
    if event == "Rule":
        builder._leave_tight()
        builder.at.blocks.append(Block("rule", start, end, builder.at))
    elif event in ("SoftBreak", "HardBreak"):
        builder.inline("break", start, end)
    else:
        builder.inline("other", start, end)


def leaves(document: Block) -> Iterator[Block]:
    """All blocks without blocks of their own, in document order."""
    stack = [document]
    while stack:
        block = stack.pop()
        if block.blocks:
            stack.extend(reversed(block.blocks))
        else:
            yield block


_QUOTE = regex(rb" {0,3}>[ \t]?")
_MARKER = regex(rb" {0,3}(?:[-+*]|[0-9]{1,9}[.)])(?: {1,4}(?! )|(?=\r?\n|\Z)| )")


def item_indent(source: bytes, item: Block) -> int:
    """The width of an item's marker with the space after it: the indent of its content."""
    match = _MARKER.match(source, item.start)
    return match.end() - item.start if match else 2


def strip_prefix(line: bytes, path: list[Block], source: bytes) -> bytes:
    """Take the prefixes of the containers ``path`` off a continuation line."""
    for block in path:
        if block.kind == "quote":
            match = _QUOTE.match(line)
            line = line[match.end() :] if match else line
        elif block.kind == "item":
            width = item_indent(source, block)
            blank = len(line) - len(line.lstrip(b" "))
            line = line[min(width, blank) :]
        elif block.kind == "footnote":
            line = line[min(4, len(line) - len(line.lstrip(b" "))) :]
    return line


def prefix_of(path: list[Block], source: bytes) -> bytes:
    """The prefix of a continuation line inside the containers ``path``."""
    pieces = []
    for block in path:
        if block.kind == "quote":
            pieces.append(b"> ")
        elif block.kind == "item":
            pieces.append(b" " * item_indent(source, block))
        elif block.kind == "footnote":
            pieces.append(b"    ")
    return b"".join(pieces)


def definition_spans(source: bytes) -> list[tuple[int, int, str]]:
    """(start, end, address) of the link reference definitions of ``source``, in order."""
    if b"]:" not in source:
        return []
    found = pyromark.reference_definitions(source.decode("utf-8"), options=_OPTIONS)
    return sorted((entry["span"]["start"], entry["span"]["end"], entry["dest"]) for entry in found.values())


def definitions(source: bytes) -> list[str]:
    """The link reference definitions of ``source``, as they are written.

    >>> definitions(b"[a]: /u 't'\\n\\n[a]")
    ["[a]: /u 't'"]
    """
    return [source[start:end].decode("utf-8") for start, end, _ in definition_spans(source)]
