"""Clean HTML in the middle of Markdown: what no dialect has words for.

A raw block ends at the first blank line in CommonMark, so it must not hold one; text in it must mean
the same whether a renderer reads Markdown in there (inline) or not (blocks).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree
from lxml.etree import _Element

from normalizer.dialects.dialect import Dialect
from normalizer.html import serialize
from normalizer.html.tree import MARKDOWN
from normalizer.lazy import regex
from normalizer.source import mask
from normalizer.writer.elements import TREATMENTS, Treatment

Original = Callable[[_Element], "str | None"]

_SPACE = regex(r"[ \t\n\r\f]+")
_BLANK_LINE = regex(r"\n(?=[ \t]*\n)")
_HTML = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", 0xA0: "&nbsp;"}
# Inside a raw inline element some renderers still read Markdown: a reference is text in all of them.
_INERT = _HTML | {ord(character): f"&#{ord(character)};" for character in "*_`[]\\~|{}!#$^:=\"'"}

# Where renderers read Markdown between the tags of a block, what could pair or link there is a reference.
_UNREAD = _HTML | {ord(character): f"&#{ord(character)};" for character in "*_`[]\\"}

_OPENS_LINE = frozenset(
    "tr thead tbody tfoot caption colgroup li dt dd figcaption summary p div ul ol dl blockquote table h1 h2"
    " h3 h4 h5 h6 hr section article figure details".split()
)
_CLOSES_LINE = frozenset("table thead tbody tfoot ul ol dl figure details blockquote section article".split())
_PREFORMATTED = frozenset(("pre", "listing", "textarea"))
_SHOWS_SPACES = regex(r"(?:^|;)\s*+white-space\s*+:\s*+(?:pre|break)", re.IGNORECASE)
_FOREIGN = frozenset(("svg", "math"))
_PARTS = frozenset(("col", "colgroup", "source", "track", "param", "map", "area", "wbr"))
_UNWRAPPED = frozenset((Treatment.CHILDREN, Treatment.CHOICE))


def shows_spaces(el: _Element) -> bool:
    """Whether readers see the spaces and line ends of the text in ``el``."""
    return el.tag in _PREFORMATTED or _SHOWS_SPACES.search(el.get("style", "")) is not None


def start_tag(el: _Element, original: Original | None) -> str:
    """The start tag of ``el``: the author's own spelling where nothing in it changed."""
    written = original(el) if original is not None else None
    return written if written is not None and "\n" not in written else serialize.start_tag(el)


def empty(el: _Element, original: Original | None) -> str:
    """The tags of ``el``, which holds nothing that is seen."""
    return f"{start_tag(el, original)}</{el.tag}>"


def holds_markdown(el: _Element) -> bool:
    """Whether some of ``el`` came from Markdown, which no renderer reads inside an HTML block."""
    return any(
        inner.tag in ("_md", "_block") or inner.get("_open") is not None for inner in el.iter(etree.Element)
    )


def inert(text: str) -> str:
    """``text`` so that neither an HTML nor a Markdown parser sees anything but text in it."""
    return text.translate(_INERT)


def code(text: str, dialect: Dialect, *, nested: bool) -> str:
    """``text`` for a code block that stays HTML."""
    return preformatted(text, _UNREAD if nested and not dialect.nested_html else _HTML)


def preformatted(text: str, escapes: dict[int, str] = _HTML) -> str:
    """``text`` for inside ``<pre>``: no blank lines, no tabs that a renderer would expand."""
    return _BLANK_LINE.sub("&#10;", text.replace("\r", "").translate(escapes)).replace("\t", "&#9;")


def inline(el: _Element, dialect: Dialect, original: Original | None) -> str:
    """Return ``el`` on one line, with nothing in it that a Markdown renderer would read."""
    return _Printer(dialect, original, _INERT, in_line=True).html(el).replace("\n", " ").strip(" ")


def block(el: _Element, dialect: Dialect, original: Original | None, *, nested: bool = False) -> str:
    """Return ``el`` as an HTML block without blank lines, rows and items on lines of their own."""
    escapes = _UNREAD if nested and not dialect.nested_html else _HTML
    return _Printer(dialect, original, escapes).html(el).strip("\n ")


class _Printer:
    """One walk over a subtree with an explicit stack."""

    def __init__(
        self, dialect: Dialect, original: Original | None, escapes: dict[int, str], *, in_line: bool = False
    ) -> None:
        self.template_code = dialect.template_code
        self.original = original
        self.escapes = escapes
        self.in_line = in_line
        """Whether renderers read the Markdown that stands between the tags."""
        self.pieces: list[str] = []
        self.in_pre = 0
        self.foreign = 0
        """How deep in a drawing or a formula, whose element names are not HTML's."""

    def html(self, el: _Element) -> str:
        stack: list[tuple[_Element, str | None]] = [(el, None)]
        while stack:
            node, closing = stack.pop()
            if closing is None and _is_visible(node):
                stack.append((node, self._open(node)))
                source = node.get("src", "") if node.tag == MARKDOWN else ""
                if source and (self.in_line or mask.is_template(source)):
                    self.pieces.append(source)
                elif node.tag != "iframe":  # its content is text that nobody is shown
                    self._text(node.text or "")
                    stack.extend((child, None) for child in reversed(node))
                continue
            if closing is not None:
                self._close(node, closing)
            if node is not el:
                self._text(node.tail or "")
        return "".join(self.pieces)

    def _open(self, node: _Element) -> str:
        """Write the start tag and return the end tag; both empty where the tag says nothing."""
        self.in_pre += shows_spaces(node)
        self.foreign += node.tag in _FOREIGN
        treatment = TREATMENTS.get(node.tag, Treatment.TAG if self.foreign else Treatment.CHILDREN)
        bare = all(name[0] == "_" for name in node.attrib)
        if treatment is Treatment.MARKDOWN or (treatment in _UNWRAPPED and bare):
            return ""
        if node.tag in _OPENS_LINE and not self.in_pre:
            self._new_line()
        self.pieces.append(start_tag(node, self.original))
        if node.tag in _PREFORMATTED and (node.text or "").startswith("\n"):
            self.pieces.append("&#10;")  # the parser drops the first newline
        elif node.tag in _CLOSES_LINE and (node.text or "").startswith("\n") and not self.in_pre:
            self.pieces.append("\n")
        return serialize.end_tag(node)

    def _close(self, node: _Element, end_tag: str) -> None:
        self.in_pre -= shows_spaces(node)
        self.foreign -= node.tag in _FOREIGN
        if node.tag in _CLOSES_LINE and end_tag and not self.in_pre:
            self._new_line()
        if end_tag:
            self.pieces.append(end_tag)

    def _new_line(self) -> None:
        pieces = self.pieces
        while pieces and not pieces[-1].strip(" "):
            pieces.pop()
        if pieces and not pieces[-1].endswith("\n"):
            pieces[-1] = pieces[-1].rstrip(" ")
            pieces.append("\n")

    def _text(self, text: str) -> None:
        if not text:
            return
        if self.in_pre:
            text = preformatted(text, self.escapes)
        else:
            text = _SPACE.sub(" ", text)
            if text[0] == " " and self.pieces and self.pieces[-1][-1:] in (" ", "\n"):
                text = text[1:]
            text = text.translate(self.escapes)
        if self.template_code is not None:
            text = self.template_code.sub(lambda match: "&#123;" + match.group()[1:], text)
        if text:
            self.pieces.append(text)


def _is_visible(node: _Element) -> bool:
    if not isinstance(node.tag, str):
        return False
    return TREATMENTS.get(node.tag) is not Treatment.DROPPED or node.tag in _PARTS
