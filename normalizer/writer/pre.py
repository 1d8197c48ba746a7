"""What a ``<pre>`` holds: its text as a browser shows it."""

from __future__ import annotations

from lxml import etree
from lxml.etree import _Element

from normalizer.html.tree import MARKDOWN
from normalizer.lazy import regex
from normalizer.writer.elements import BLOCK_LEVEL, TREATMENTS, Treatment

_T = Treatment
_VISIBLE_MARKUP = frozenset((_T.STRONG, _T.EMPHASIS, _T.DELETION, _T.LINK, _T.IMAGE, _T.TAG, _T.EMBED))


def is_rich(el: _Element) -> bool:
    """Whether the text holds links, images or emphasis, or HTML in template code: no code block can say them."""
    return any(
        TREATMENTS.get(inner.tag) in _VISIBLE_MARKUP
        or (inner.tag == MARKDOWN and _MARKUP.search(inner.get("src", "")))
        for inner in el.iterdescendants(etree.Element)
    )


_MARKUP = regex(r"<[a-zA-Z/!]|&#?\w++;")


def text_of(el: _Element, templates: bool = True) -> str:
    """The text of ``el`` without its final newline; breaks and blocks start lines.

    ``templates`` says whether template code that stands in it comes with it.
    """
    pieces = [el.text or ""]
    line_due = False
    for event, node in etree.iterwalk(el, events=("start", "end", "comment")):
        if node is el:
            continue
        treatment = TREATMENTS.get(node.tag) if event != "comment" else _T.DROPPED
        block = event != "comment" and node.tag in BLOCK_LEVEL
        if event == "start":
            if block or (line_due and node.text):
                _start_line(pieces)
                line_due = False
            if treatment is _T.BREAK:
                pieces.append("\n")
            elif treatment is _T.MARKDOWN:
                pieces.append(node.get("src", "") if templates else "\ufffc")
            elif node.text and treatment is not _T.DROPPED:
                pieces.append(node.text)
            continue
        line_due = block or (line_due and event != "comment")
        if node.tail:
            if line_due:
                _start_line(pieces)
                line_due = False
            pieces.append(node.tail)
    text = "".join(pieces).replace("\r\n", "\n").replace("\r", "\n")
    return text.removesuffix("\n")


def _start_line(pieces: list[str]) -> None:
    """Pieces that are not empty and do not end a line get a newline."""
    last = next((piece for piece in reversed(pieces) if piece), "")
    if last and not last.endswith("\n"):
        pieces.append("\n")
