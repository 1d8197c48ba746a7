"""What the reader does at each element: one small function per treatment of the element table.

A handler returns what is to happen at the end tag, or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from lxml.etree import _Element

from normalizer.writer import rawhtml
from normalizer.writer.elements import TREATMENTS, Treatment
from normalizer.writer.frames import Flow, ListFrame, TableFrame, count_item, integer, text_align
from normalizer.writer.ir import (
    Block,
    Break,
    Cell,
    CheckBox,
    Code,
    Heading,
    Image,
    Item,
    Leaf,
    List,
    Opaque,
    Paragraph,
    Quote,
    Raw,
    Rule,
    Style,
    StyleKind,
    Table,
)
from normalizer.writer.pre import is_rich, language_of, text_of
from normalizer.writer.runs import WHITE

if TYPE_CHECKING:
    from normalizer.writer.read import Reader

Close = Callable[[_Element], None]

_SPACES = re.compile(r"[ \t\n\r\f]+")
_STYLES = {
    Treatment.STRONG: Style("strong", "<strong>", "</strong>"),
    Treatment.EMPHASIS: Style("em", "<em>", "</em>"),
    Treatment.DELETION: Style("del", "<del>", "</del>"),
    Treatment.CODE: Style("code"),
}
_EMBEDS_IN_LINE = frozenset(("svg", "math"))


def _drop(reader: Reader, _el: _Element) -> None:
    reader.skip = True


def _children(_reader: Reader, _el: _Element) -> None:
    """Its content stays, and nothing of itself."""


def _pop_at_end(reader: Reader) -> Close:
    def close(_: _Element) -> None:
        reader.pop()

    return close


def _choice(reader: Reader, _el: _Element) -> Close:
    reader.text(" ")
    return lambda _: reader.text(" ")


def _flow(reader: Reader, _el: _Element) -> Close:
    reader.flush()
    return lambda _: reader.flush()


def _paragraph(reader: Reader, _el: _Element) -> Close:
    reader.flush()
    bare, reader.flow.bare = reader.flow.bare, False

    def close(_: _Element) -> None:
        reader.flush()
        reader.flow.bare = bare

    return close


def _break(reader: Reader, _el: _Element) -> None:
    reader.atom(Break())


def _emphasis(reader: Reader, el: _Element) -> None:
    style = _STYLES[TREATMENTS[el.tag]]
    if reader.raw_emphasis and style.kind != "code":
        reader.style(Style("tag", style.open, style.close, ident=reader.ident()))
    else:
        reader.style(style)


def _tag(reader: Reader, el: _Element) -> None:
    kind: StyleKind = "code" if el.tag in reader.dialect.raw_inlines else "tag"
    tag = rawhtml.start_tag(el, reader.original)
    reader.path = (*reader.path, Style(kind, tag, f"</{el.tag}>", ident=reader.ident()))


def _link(reader: Reader, el: _Element) -> None:
    href = el.get("href")
    if href is None:
        if el.get("id") or el.get("name"):
            reader.atom(Leaf(rawhtml.start_tag(el, reader.original) + "</a>", blank=True))
        return
    reader.path = tuple(style for style in reader.path if style.kind != "link")
    title = _SPACES.sub(" ", el.get("title", "")).strip(" ")
    reader.style(Style("link", "", "", href, title))


def _image(reader: Reader, el: _Element) -> None:
    alt = _SPACES.sub(" ", el.get("alt", "")).strip(" ")
    title = _SPACES.sub(" ", el.get("title", "")).strip(" ")
    reader.atom(Image(el.get("src", ""), alt, title))


def _input(reader: Reader, el: _Element) -> None:
    if el.get("type", "").lower() == "checkbox":
        reader.atom(CheckBox("checked" in el.attrib))


def _heading(reader: Reader, el: _Element) -> Close:
    reader.flush()
    level = int(el.tag[1])
    reader.push(Flow())

    def close(_: _Element) -> None:
        for block in reader.pop().blocks:
            # A heading holds a line; blocks inside it stand after it, each line its own heading.
            reader.flow.blocks.append(Heading(level, block.runs) if isinstance(block, Paragraph) else block)

    return close


def _rule(reader: Reader, _el: _Element) -> None:
    reader.block(Rule())


def _pre(reader: Reader, el: _Element) -> None:
    reader.skip = True
    text = text_of(el)
    runs = reader.dialect.template_code
    if is_rich(el) or (runs is not None and runs.search(text)):
        reader.block(Raw(el))
    else:
        reader.block(Code(text, language_of(el)))


def _quote(reader: Reader, _el: _Element) -> Close:
    reader.flush()
    reader.push(Flow())

    def close(_: _Element) -> None:
        blocks = reader.pop().blocks
        if blocks:
            reader.flow.blocks.append(Quote(blocks))

    return close


def _list(reader: Reader, el: _Element) -> Close:
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


def _item(reader: Reader, el: _Element) -> Close:
    frame = reader.frames[-1]
    if isinstance(frame, ListFrame):
        count_item(frame, integer(el.get("value")))
        item = Item([])
        frame.made.items.append(item)
        reader.push(Flow(item.blocks, bare=True))
        return _pop_at_end(reader)
    reader.flush()
    reader.push(Flow(bare=True))
    return lambda _: _stray_item(reader, reader.pop().blocks)


def _stray_item(reader: Reader, blocks: list[Block]) -> None:
    """An item without a list is one of a bullet list, with its neighbours."""
    last = reader.flow.blocks[-1] if reader.flow.blocks else None
    if isinstance(last, List) and last.implied:
        last.items.append(Item(blocks))
    else:
        reader.flow.blocks.append(List(None, [Item(blocks)], implied=True))


def _table(reader: Reader, el: _Element) -> Close:
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


def _row(reader: Reader, _el: _Element) -> None:
    frame = reader.frames[-1]
    if isinstance(frame, TableFrame):
        frame.table.rows.append([])


def _cell(reader: Reader, el: _Element) -> Close:
    frame = reader.frames[-1]
    if not isinstance(frame, TableFrame):
        return _flow(reader, el)
    spans = any((integer(el.get(name)) or 1) > 1 for name in ("colspan", "rowspan"))
    align = (el.get("align") or "").strip(WHITE).lower() or text_align(el.get("style"))
    cell = Cell(el.tag == "th", align if align in ("left", "center", "right") else "", [], spans)
    if not frame.table.rows:
        frame.table.rows.append([])
    frame.table.rows[-1].append(cell)
    reader.push(Flow(cell.blocks))
    return _pop_at_end(reader)


def _figure(reader: Reader, el: _Element) -> Close | None:
    if any("".join(caption.itertext()).strip(WHITE) for caption in el.iter("figcaption")):
        _raw(reader, el)
        return None
    return _flow(reader, el)


def _raw(reader: Reader, el: _Element) -> None:
    reader.skip = True
    reader.block(Raw(el))


def _embed(reader: Reader, el: _Element) -> None:
    # kramdown shows the tags of a block element in the middle of a line.
    alone = (reader.line_is_blank() and not reader.path) or not reader.dialect.markdown_in_html
    if el.tag not in _EMBEDS_IN_LINE and alone:
        _raw(reader, el)
    else:
        reader.skip = True
        reader.atom(Leaf(rawhtml.inline(el, reader.dialect, reader.original)))


def _markdown(reader: Reader, el: _Element) -> None:
    reader.skip = True
    if el.tag == "_block":
        reader.block(Opaque(el.get("src", "")))
    else:
        reader.atom(Leaf(el.get("src", ""), blank=not "".join(el.itertext()).strip(WHITE)))


_T = Treatment
_AS_TAGS = frozenset((_T.STRONG, _T.EMPHASIS, _T.DELETION, _T.CODE, _T.LINK, _T.TAG, _T.CHILDREN, _T.CHOICE))
_ATOMS = frozenset((_T.IMAGE, _T.BREAK, _T.INPUT))
_UNKEPT = frozenset((_T.ITEM, _T.ROW_GROUP, _T.ROW, _T.CELL, _T.DROPPED, _T.MARKDOWN))


def keep(reader: Reader, el: _Element) -> Close | None:
    """An element that a rule or the ladder wants as clean HTML."""
    treatment = TREATMENTS.get(el.tag, Treatment.CHILDREN)
    if treatment in _UNKEPT:
        return HANDLERS[treatment](reader, el)
    if treatment in _AS_TAGS:
        _tag(reader, el)
    elif treatment in _ATOMS:
        reader.skip = True
        reader.atom(Leaf(rawhtml.start_tag(el, reader.original)))
    else:
        _raw(reader, el)
    return None


HANDLERS: dict[Treatment, Callable[[Reader, _Element], Close | None]] = {
    _T.DROPPED: _drop,
    _T.CHILDREN: _children,
    _T.FLOW: _flow,
    _T.BREAK: _break,
    _T.STRONG: _emphasis,
    _T.EMPHASIS: _emphasis,
    _T.DELETION: _emphasis,
    _T.CODE: _emphasis,
    _T.LINK: _link,
    _T.IMAGE: _image,
    _T.INPUT: _input,
    _T.CHOICE: _choice,
    _T.TAG: _tag,
    _T.EMBED: _embed,
    _T.PARAGRAPH: _paragraph,
    _T.HEADING: _heading,
    _T.RULE: _rule,
    _T.PREFORMATTED: _pre,
    _T.QUOTE: _quote,
    _T.LIST: _list,
    _T.ITEM: _item,
    _T.TABLE: _table,
    _T.ROW_GROUP: _children,
    _T.ROW: _row,
    _T.CELL: _cell,
    _T.DEFINITIONS: _raw,
    _T.FIGURE: _figure,
    _T.RAW: _raw,
    _T.MARKDOWN: _markdown,
}
