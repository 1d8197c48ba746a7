"""What the reader does at elements that hold blocks: quotes, lists, tables, definitions, details."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml.etree import _Element

from normalizer.html.tree import is_bare
from normalizer.writer import rawhtml
from normalizer.writer.frames import (
    DefinitionsFrame,
    Flow,
    ListFrame,
    TableFrame,
    count_item,
    integer,
    text_align,
)
from normalizer.writer.handlers import Close, flow, raw
from normalizer.writer.ir import Block, Cell, Definitions, Item, List, Part, Quote, Table, Wrapped
from normalizer.writer.runs import WHITE

if TYPE_CHECKING:
    from normalizer.writer.read import Reader


def quote(reader: Reader, _el: _Element) -> Close:
    """A block quote; an empty one says nothing."""
    reader.flush()
    reader.push(Flow())

    def close(_: _Element) -> None:
        blocks = reader.pop().blocks
        if blocks:
            reader.flow.blocks.append(Quote(blocks))

    return close


def list_(reader: Reader, el: _Element) -> Close:
    """A list; what in it is no item hangs off the item before."""
    reader.flush()
    ordered = el.tag == "ol"
    start = integer(el.get("start")) if ordered else None
    odd = ordered and ("reversed" in el.attrib or el.get("type", "1") in ("a", "A", "i", "I"))
    first = 1 if start is None else start
    made = List(first if ordered else None, [], el, irregular=odd or not 0 <= first <= 999_999_999)
    reader.frames.append(ListFrame(made, first))

    def close(_: _Element) -> None:
        frame = reader.frames.pop()
        if isinstance(frame, ListFrame):
            reader.flow.blocks.extend(frame.before)
            if made.items:
                reader.flow.blocks.append(made)

    return close


def item(reader: Reader, el: _Element) -> Close | None:
    """A list item, or one of a list that nobody opened."""
    frame = reader.frames[-1]
    if isinstance(frame, ListFrame):
        count_item(frame, integer(el.get("value")) if frame.made.start is not None else None)
        holds_elements = len(el) > 0
        item = Item([] if holds_elements else reader.whole_line(el, bare=True))
        frame.made.items.append(item)
        if not holds_elements:
            return None
        reader.push(Flow(item.blocks, bare=True))
        return reader.close
    reader.flush()
    reader.push(Flow(bare=True))
    return lambda _: stray_item(reader, reader.pop().blocks)


def stray_item(reader: Reader, blocks: list[Block]) -> None:
    """An item without a list is one of a bullet list, with its neighbours."""
    last = reader.flow.blocks[-1] if reader.flow.blocks else None
    if isinstance(last, List) and last.implied:
        last.items.append(Item(blocks))
    else:
        reader.flow.blocks.append(List(None, [Item(blocks)], implied=True))


def table(reader: Reader, el: _Element) -> Close:
    """A table; without content, its caption is all there is."""
    reader.flush()
    table = Table(el)
    reader.frames.append(TableFrame(table))

    def close(_: _Element) -> None:
        reader.frames.pop()
        if any(cell.blocks for row in table.rows for cell in row):
            reader.flow.blocks.append(table)
        else:
            reader.flow.blocks.extend(table.before)

    return close


def row(reader: Reader, el: _Element) -> None:
    """A table row; one whose cells hold nothing but text is read at once."""
    frame = reader.frames[-1]
    if not isinstance(frame, TableFrame):
        return
    cells: list[Cell] = []
    frame.table.rows.append(cells)
    text = el.text
    if (not text or not text.strip(WHITE)) and all(map(_is_text, el)):
        cells += [Cell(one.tag == "th", "", reader.whole_line(one), False) for one in el]
        reader.skip = True


def _is_text(el: _Element) -> bool:
    """Whether ``el`` is a cell without attributes and elements, with no text after it."""
    tail = el.tail
    return el.tag in ("td", "th") and not len(el) and is_bare(el) and (not tail or not tail.strip(WHITE))


def cell(reader: Reader, el: _Element) -> Close | None:
    """A table cell, or a block where a rule took the table away."""
    frame = reader.frames[-1]
    if not isinstance(frame, TableFrame):
        return flow(reader, el)
    spans, align = (False, "") if reader.bare else _geometry(el)
    holds_elements = len(el) > 0
    cell = Cell(el.tag == "th", align, [] if holds_elements else reader.whole_line(el), spans)
    if not frame.table.rows:
        frame.table.rows.append([])
    frame.table.rows[-1].append(cell)
    if not holds_elements:
        return None
    reader.push(Flow(cell.blocks))
    return reader.close


def _geometry(el: _Element) -> tuple[bool, str]:
    """Whether a cell takes more than one place, and how it is aligned."""
    spans = any((integer(el.get(name)) or 1) > 1 for name in ("colspan", "rowspan"))
    align = (el.get("align") or "").strip(WHITE).lower() or text_align(el.get("style"))
    return spans, align if align in ("left", "center", "right") else ""


def definitions(reader: Reader, el: _Element) -> Close | None:
    """Where the dialect has definition lists; settled later whether this one can be one."""
    if not reader.dialect.definition_lists or rawhtml.holds_markdown(el):
        raw(reader, el)
        return None
    reader.flush()
    made = Definitions(el)
    reader.frames.append(DefinitionsFrame(made))

    def close(_: _Element) -> None:
        reader.frames.pop()
        reader.flow.blocks.append(made)

    return close


def part(reader: Reader, el: _Element) -> Close:
    """A term or a description; a paragraph of its own where no list is around it."""
    frame = reader.frames[-1]
    if not isinstance(frame, DefinitionsFrame):
        return flow(reader, el)
    made = Part(el.tag == "dt", [])
    frame.made.parts.append(made)
    reader.push(Flow(made.blocks))
    return reader.close


def summary(reader: Reader, el: _Element) -> Close | None:
    """The line that stays when its details are folded: HTML, like the tag around it."""
    parent = el.getparent()
    if parent is None or parent.tag != "details":
        return flow(reader, el)
    raw(reader, el)
    return None


def details(reader: Reader, el: _Element) -> Close | None:
    """Markdown stays Markdown between the tags, where the dialect reads it there."""
    if not reader.dialect.markdown_in_html:
        raw(reader, el)
        return None
    reader.flush()
    opening = rawhtml.start_tag(el, reader.original)
    reader.push(Flow())

    def close(_: _Element) -> None:
        blocks = reader.pop().blocks
        reader.flow.blocks.append(Wrapped(opening, f"</{el.tag}>", blocks))

    return close
