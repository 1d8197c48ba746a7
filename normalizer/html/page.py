"""A page as its reader meets it, in document order: elements, leaves and text; and its visible text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree
from lxml.etree import _Element

from normalizer.html import tree
from normalizer.html.elements import BLOCKS
from normalizer.lazy import regex

_UNSEEN = frozenset(
    "head script style template title meta link base noembed noframes param source track datalist area map col "
    "colgroup noscript svg math".split()
)
EMBEDS = frozenset("iframe video audio object embed canvas".split())
LEAVES = _UNSEEN | EMBEDS | frozenset(("br", "hr", "img", "input", "wbr", "pre", "listing", "xmp", "rp"))
"""Elements whose content is not walked: void ones, embedded ones, those that nobody sees, and preformatted text."""
_SILENT = LEAVES - {"br", "hr", "img", "input", "wbr", "pre", "listing", "xmp"}


def events(root: _Element) -> Iterator[tuple[str, Any]]:
    """Start, end, leaf and text in document order, without recursion; "next" after each child of ``root``."""
    walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, el in walker:
        if event == "start":
            if el.tag in LEAVES and el is not root:
                walker.skip_subtree()
                yield "leaf", el
                continue
            if el is not root:
                yield "start", el
            if el.text:
                yield "text", el.text
        elif el is not root:
            yield from _after(event, el, root)


def _after(event: str, el: _Element, root: _Element) -> Iterator[tuple[str, Any]]:
    if event == "end" and el.tag not in LEAVES:
        yield "end", el
    if el.tail:
        yield "text", el.tail
    if el.getparent() is root:
        yield "next", root


def pre_text(pre: _Element) -> str:
    """The lines of a ``pre``: a ``<br>`` and the edge of an inner block are line ends, the last one is dropped."""
    pieces: list[str] = []
    for event, el in events(pre):
        if event == "text":
            pieces.append(el)
        elif (event == "leaf" and el.tag == "br") or (
            event in ("start", "end") and el.tag in BLOCKS and pieces and not pieces[-1].endswith("\n")
        ):
            pieces.append("\n")
    text = "".join(pieces)
    return text.removesuffix("\n")


_ALL_WHITE = regex(r"[\s\u200b\u2060\ufeff\u00ad]+")


def page_text(root: _Element) -> str:
    """The visible text of a page without white space and zero-width characters: what the text law compares."""
    if next(root.iter(*_SILENT), None) is not None:
        return _walked_text(root)
    return _ALL_WHITE.sub("", tree.visible_text(root))


def _walked_text(root: _Element) -> str:
    pieces: list[str] = []
    for event, el in events(root):
        if event == "text":
            pieces.append(el)
        elif event == "leaf" and el.tag in ("pre", "listing", "xmp"):
            pieces.append(pre_text(el))
    return _ALL_WHITE.sub("", "".join(pieces))
