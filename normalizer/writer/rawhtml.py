"""Clean HTML in the middle of Markdown: what no dialect has words for.

A raw block ends at the first blank line in CommonMark, so it must not hold one; text in it must mean
the same whether a renderer reads Markdown in there (inline) or not (blocks).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree
from lxml.etree import _Element

from normalizer import serialize
from normalizer.dialects import Dialect
from normalizer.writer.elements import TREATMENTS, Treatment

Original = Callable[[_Element], "str | None"]

_SPACE = re.compile(r"[ \t\n\r\f]+")
_BLANK_LINE = re.compile(r"\n(?=[ \t]*\n)")
_HTML = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", 0xA0: "&nbsp;"}
# Inside a raw inline element some renderers still read Markdown: a reference is text in all of them.
_INERT = _HTML | {ord(character): f"&#{ord(character)};" for character in "*_`[]\\~|{}!#$^:=\"'"}

_OPENS_LINE = frozenset(
    "tr thead tbody tfoot caption colgroup li dt dd figcaption summary p div ul ol dl blockquote table h1 h2"
    " h3 h4 h5 h6 hr section article figure details".split()
)
_CLOSES_LINE = frozenset("table thead tbody tfoot ul ol dl figure details blockquote section article".split())
_PREFORMATTED = frozenset(("pre", "listing", "textarea"))
_UNWRAPPED = frozenset((Treatment.CHILDREN, Treatment.CHOICE))


def start_tag(el: _Element, original: Original | None) -> str:
    """The start tag of ``el``: the author's own spelling where nothing in it changed."""
    written = original(el) if original is not None else None
    return written if written is not None and "\n" not in written else serialize.start_tag(el)


def holds_markdown(el: _Element) -> bool:
    """Whether some of ``el`` came from Markdown, which no renderer reads inside an HTML block."""
    return any(
        inner.tag in ("_md", "_block") or inner.get("_open") is not None for inner in el.iter(etree.Element)
    )


def inert(text: str) -> str:
    """``text`` so that neither an HTML nor a Markdown parser sees anything but text in it."""
    return text.translate(_INERT)


def inline(el: _Element, dialect: Dialect, original: Original | None) -> str:
    """Return ``el`` on one line, with nothing in it that a Markdown renderer would read."""
    return "".join(_pieces(el, dialect, original, _INERT)).replace("\n", " ").strip(" ")


def block(el: _Element, dialect: Dialect, original: Original | None) -> str:
    """Return ``el`` as an HTML block without blank lines, rows and items on lines of their own."""
    return "".join(_pieces(el, dialect, original, _HTML)).strip("\n ")


def _pieces(el: _Element, dialect: Dialect, original: Original | None, escapes: dict[int, str]) -> list[str]:
    """Walk ``el`` with an explicit stack; entries are elements to open or end tags to write."""
    pieces: list[str] = []
    stack: list[tuple[_Element, str | None]] = [(el, None)]
    preformatted = 0
    while stack:
        node, closing = stack.pop()
        if closing is None and not _visible(node):
            _add_text(pieces, node.tail or "", preformatted, dialect, escapes)
            continue
        if closing is None:
            preformatted += node.tag in _PREFORMATTED
            stack.append((node, _open(pieces, node, original, preformatted)))
            first = "&#10;" * (node.tag in _PREFORMATTED and (node.text or "").startswith("\n"))
            pieces.append(first)
            if node.tag != "iframe":  # its content is text that nobody is shown
                _add_text(pieces, node.text or "", preformatted, dialect, escapes)
                stack.extend((child, None) for child in reversed(node))
            continue
        preformatted -= node.tag in _PREFORMATTED
        if node.tag in _CLOSES_LINE and closing and not preformatted:
            _new_line(pieces)
        pieces.append(closing)
        if node is not el:
            _add_text(pieces, node.tail or "", preformatted, dialect, escapes)
    return pieces


def _visible(node: _Element) -> bool:
    return (
        isinstance(node.tag, str)
        and TREATMENTS.get(node.tag) is not Treatment.DROPPED
        or node.tag in ("col", "colgroup", "source", "track", "param")
    )


def _open(pieces: list[str], node: _Element, original: Original | None, preformatted: int) -> str:
    """Write the start tag of ``node`` and return its end tag; both empty where the tag says nothing."""
    treatment = TREATMENTS.get(node.tag, Treatment.TAG if _is_foreign(node) else Treatment.CHILDREN)
    bare = all(name[0] == "_" for name in node.attrib)
    if treatment is Treatment.MARKDOWN or (treatment in _UNWRAPPED and bare):
        return ""
    if node.tag in _OPENS_LINE and (preformatted == 0):
        _new_line(pieces)
    pieces.append(start_tag(node, original))
    return serialize.end_tag(node)


def _is_foreign(node: _Element) -> bool:
    """Whether ``node`` is part of a drawing or a formula, whose element names are not HTML's."""
    return any(outer.tag in ("svg", "math") for outer in node.iterancestors())


def _new_line(pieces: list[str]) -> None:
    while pieces and not pieces[-1].strip(" "):
        pieces.pop()
    if pieces and not pieces[-1].endswith("\n"):
        pieces[-1] = pieces[-1].rstrip(" ")
        pieces.append("\n")


def _add_text(
    pieces: list[str], text: str, preformatted: int, dialect: Dialect, escapes: dict[int, str]
) -> None:
    if not text:
        return
    if preformatted:
        text = _BLANK_LINE.sub("&#10;", text.replace("\r", "").translate(escapes)).replace("\t", "&#9;")
    else:
        text = _SPACE.sub(" ", text)
        if text[0] == " " and pieces and pieces[-1][-1:] in (" ", "\n"):
            text = text[1:]
        text = text.translate(escapes)
    if dialect.template_code is not None:
        text = dialect.template_code.sub(lambda match: "&#123;" + match.group()[1:], text)
    pieces.append(text)
