"""Attributes for which Markdown has no words: what the page of the output does not hold is named in the report.

The laws say that nothing a reader sees is lost; a ``rel`` or a ``lang`` is not seen, and gone all the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import cast

from lxml import etree
from lxml.etree import _Element

from normalizer.html import tree
from normalizer.policy import removals
from normalizer.policy.urls import unquoted
from normalizer.record import REWRITE, Record

_SAID = frozenset(
    (*(("a", name) for name in ("href", "title")), *(("img", name) for name in ("src", "alt", "title")))
) | {("ol", "start"), ("input", "type"), ("input", "checked"), ("input", "disabled"), ("code", "class")}
"""What Markdown says; an element without content is the exception."""
_ALIGNED = frozenset(
    (cell, name) for cell in ("td", "th", "col", "tr", "table") for name in ("align", "style", "valign")
)
"""How a column is aligned is said once, in other words."""


def doubtful(root: _Element) -> list[tuple[_Element, str, str]]:
    """The attributes of the tree that its Markdown may not say."""
    return [
        (el, name, value)
        for el in root.iter(etree.Element)
        if not tree.is_bare(el)
        for name, value in el.items()
        if name[0] != "_"
        and el.tag not in (tree.MARKDOWN, tree.BLOCK)  # their source is no attribute of the document
        and (el.tag, name) not in _ALIGNED
        and not ((el.tag, name) in _SAID and _is_spoken(el, name, value))
    ]


def _is_spoken(el: _Element, name: str, value: str) -> bool:
    """Whether Markdown has a place for the attribute: no link without an address or a text, no blank title."""
    if name == "title" and not value.strip():
        return False
    if el.tag != "a":
        return True
    if el.get("href") is not None and (el.text or "").strip():
        return True
    return el.get("href") is not None and (
        bool(tree.visible_text(el).strip()) or el.find(".//img") is not None
    )


def note(found: list[tuple[_Element, str, str]], page: _Element, record: Record) -> None:
    """Name those of the attributes ``found`` that the ``page`` of the output lacks."""
    said = Counter(_attributes(page))
    for el, name, value in found:
        key = (name, _plain(value))
        if said[key]:
            said[key] -= 1
        else:
            removals.attribute(record, REWRITE, el, name, value)


def _attributes(page: _Element) -> Iterator[tuple[str, str]]:
    for el in page.iter(etree.Element):
        for name, value in cast("dict[str, str]", el.attrib).items():
            yield name, _plain(value)


def _plain(value: str) -> str:
    """White space and percent signs are the writer's to choose."""
    return "".join(unquoted(value).split())
