"""An element as a report shows it: its start tag and the beginning of its text."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from normalizer.policy import removals

if TYPE_CHECKING:
    from lxml.etree import _Element

    from normalizer.record import Record

_SNIPPET = 60
_STEPS = 400
"""Tags that are looked at for it."""


def start_tag(el: _Element) -> str:
    """The start tag of ``el``, or the comment, shortened for the report.

    >>> start_tag(etree.fromstring('<b _n="1" style="ee2323;">strong</b>'))
    '<b style="ee2323;">'
    """
    if not isinstance(el.tag, str):
        return f"<!--{(el.text or '')[:_SNIPPET]}-->"
    attributes = "".join([f' {name}="{value}"' for name, value in el.items() if name[0] != "_"])
    return f"<{el.tag}{attributes[: 4 * _SNIPPET]}>"


def tag(record: Record, el: _Element) -> str:
    """The start tag of ``el``; as it was written where XML knows no such name of it or of an attribute."""
    if isinstance(el.tag, str) and (
        "_" in el.tag or any("_" in name[1:] for name in el.attrib if name[0] != "_")
    ):
        return removals.tag_source(record, el)
    return start_tag(el)


def beginning(el: _Element) -> str:
    """The beginning of the text of ``el``; never walks all of a large element."""
    if not isinstance(el.tag, str):
        return ""
    text = el.text or ""
    if len(text) > _SNIPPET or not len(el):
        return text[:_SNIPPET]
    pieces = [text]
    size = len(text)
    walk = etree.iterwalk(el, events=("start", "end", "comment", "pi"))
    for event, inner in islice(walk, 1, _STEPS):
        piece = inner.text if event == "start" else inner.tail
        if piece and inner is not el:
            pieces.append(piece)
            size += len(piece)
            if size > _SNIPPET:
                break
    return "".join(pieces)[:_SNIPPET]
