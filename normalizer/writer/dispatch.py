"""Which handler takes which treatment of the element table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from lxml.etree import _Element

from normalizer.html.blank import is_blank
from normalizer.writer import containers, handlers, rawhtml
from normalizer.writer.elements import BLOCK_TREATMENTS, TREATMENTS, Treatment
from normalizer.writer.handlers import Close
from normalizer.writer.ir import Leaf

if TYPE_CHECKING:
    from normalizer.writer.read import Reader

_T = Treatment
_AS_TAGS = frozenset((_T.STRONG, _T.EMPHASIS, _T.DELETION, _T.CODE, _T.LINK, _T.TAG, _T.CHILDREN, _T.CHOICE))
_ATOMS = frozenset((_T.IMAGE, _T.BREAK, _T.INPUT))
_UNKEPT = frozenset(
    (_T.ITEM, _T.ROW_GROUP, _T.ROW, _T.CELL, _T.DROPPED, _T.MARKDOWN, _T.TERM, _T.DESCRIPTION)
)


def keep(reader: Reader, el: _Element) -> Close | None:
    """An element that a rule or the ladder wants as clean HTML."""
    treatment = TREATMENTS.get(el.tag, Treatment.CHILDREN)
    if treatment in _UNKEPT:
        return HANDLERS[treatment](reader, el)
    if treatment in _AS_TAGS:
        if not len(el) and is_blank(el.text):
            reader.atom(Leaf(rawhtml.empty(el, reader.original), blank=True))
        else:
            handlers.tag(reader, el)
    elif treatment in _ATOMS:
        reader.skip = True
        reader.atom(Leaf(rawhtml.start_tag(el, reader.original)))
    else:
        handlers.raw(reader, el)
    return None


HANDLERS: dict[Treatment, Callable[[Reader, _Element], Close | None]] = {
    _T.DROPPED: handlers.drop,
    _T.CHILDREN: handlers.children,
    _T.FLOW: handlers.flow,
    _T.BREAK: handlers.line_break,
    _T.STRONG: handlers.emphasis,
    _T.EMPHASIS: handlers.emphasis,
    _T.DELETION: handlers.emphasis,
    _T.CODE: handlers.emphasis,
    _T.LINK: handlers.link,
    _T.IMAGE: handlers.image,
    _T.INPUT: handlers.check_box,
    _T.CHOICE: handlers.choice,
    _T.TAG: handlers.tag,
    _T.EMBED: handlers.embed,
    _T.PARAGRAPH: handlers.paragraph,
    _T.HEADING: handlers.heading,
    _T.RULE: handlers.thematic_break,
    _T.PREFORMATTED: handlers.pre,
    _T.QUOTE: containers.quote,
    _T.LIST: containers.list_,
    _T.ITEM: containers.item,
    _T.TABLE: containers.table,
    _T.ROW_GROUP: handlers.children,
    _T.ROW: containers.row,
    _T.CELL: containers.cell,
    _T.DEFINITIONS: containers.definitions,
    _T.TERM: containers.part,
    _T.DESCRIPTION: containers.part,
    _T.FIGURE: handlers.figure,
    _T.DETAILS: containers.details,
    _T.SUMMARY: containers.summary,
    _T.MARKDOWN: handlers.markdown,
}

IN_LINE: dict[Treatment, Callable[[Reader, _Element], Close | None]] = {
    **HANDLERS,
    **dict.fromkeys(BLOCK_TREATMENTS, handlers.tag),
    **dict.fromkeys((_T.RULE, _T.PREFORMATTED, _T.EMBED), handlers.raw_in_line),
}
"""The same where a line is all there is room for: blocks in a heading or a table cell stay tags of the line."""
