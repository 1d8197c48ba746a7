"""Elements to tags: the one place where raw HTML is written.

Two callers, two sets of escapes. ``serialize`` writes HTML for an HTML file. ``start_tag`` writes a tag
that will stand in the middle of Markdown, where renderers that look for links, code spans, table cells or
template code *before* they look for tags would find them inside an attribute value.
"""

from __future__ import annotations

from typing import cast

from lxml.etree import _Element

from normalizer.html.tree import BLOCK, MARKDOWN, VOID

BOOLEAN = frozenset(
    "allowfullscreen async autoplay checked controls default defer disabled hidden inert ismap itemscope loop"
    " multiple muted nomodule noshade nowrap open playsinline readonly required reversed selected".split()
)
"""Attributes that are written without a value."""

_KEEPS_FIRST_NEWLINE = frozenset(("pre", "listing", "textarea"))

_TEXT = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", 0xA0: "&nbsp;", ord("\r"): "&#13;"}
# A blank line inside a tag ends the HTML block or the paragraph in Markdown: what follows wakes up.
_VALUE = _TEXT | {ord('"'): "&quot;", ord("\n"): " ", ord("\t"): " ", ord("\r"): " "}
# Python-Markdown reads code spans and links before raw HTML; GFM splits table cells at every pipe; Liquid,
# Jinja, Vue and kramdown's attribute lists know no quotes. A numeric reference is inert in all of them.
_MARKDOWN_VALUE = _VALUE | {ord(character): f"&#{ord(character)};" for character in "`|[]{\\"}


def start_tag(el: _Element) -> str:
    """Return the start tag of ``el``, safe to stand anywhere in Markdown; reserved attributes are not printed.

    >>> from normalizer.html.parsing import parse
    >>> start_tag(parse('<img alt="[x](y)" _n="0" src=a.png>')[0])
    '<img alt="&#91;x&#93;(y)" src="a.png">'
    """
    return _tag(el, _MARKDOWN_VALUE)


def source_tag(el: _Element) -> str:
    """Return the start tag of ``el`` for an HTML file or a report."""
    return _tag(el, _VALUE)


def end_tag(el: _Element) -> str:
    """Return the end tag of ``el``; the empty string for a void element."""
    return "" if el.tag in VOID else f"</{el.tag}>"


def text(value: str) -> str:
    """Return ``value`` escaped as HTML text.

    >>> text("a < b")
    'a &lt; b'
    """
    return value.translate(_TEXT)


def serialize(root: _Element, *, markdown: bool = False) -> str:
    """Return the content of ``root`` as clean HTML.

    Opaque Markdown leaves print their visible text or, with ``markdown``, their source.

    >>> from normalizer.html.parsing import parse
    >>> serialize(parse("<p>a<br>b &amp; c</p>"))
    '<p>a<br>b &amp; c</p>'
    """
    pieces = [text(root.text or "")]
    stack = [(child, False) for child in reversed(root)]
    while stack:
        el, closing = stack.pop()
        if closing or not isinstance(el.tag, str) or el.tag in (MARKDOWN, BLOCK):
            pieces.append(end_tag(el) if closing else _leaf(el, markdown))
            pieces.append(text(el.tail or ""))
            continue
        pieces.append(_tag(el, _VALUE))
        pieces.append(_first_text(el))
        stack.append((el, True))
        stack.extend((child, False) for child in reversed(el))
    return "".join(pieces)


def _tag(el: _Element, escapes: dict[int, str]) -> str:
    pieces = [f"<{el.tag}"]
    for name, value in cast("dict[str, str]", el.attrib).items():
        if name[0] == "_":
            continue
        if name in BOOLEAN and value.lower() in ("", name):
            pieces.append(f" {name}")
            continue
        if name == "style" and '"' in value and "'" not in value:
            # Either quote is a CSS string; this one needs no character reference.
            value = value.replace('"', "'")
        pieces.append(f' {name}="{value.translate(escapes)}"')
    return "".join(pieces) + ">"


def _leaf(el: _Element, markdown: bool) -> str:
    if not isinstance(el.tag, str):
        return f"<!--{el.text or ''}-->"
    seen = "".join(cast("list[str]", list(el.itertext())))
    # Without a text of its own it is no Markdown, but text for a template that a rule wrote.
    return el.get("src", "") if markdown or not seen else text(seen)


def _first_text(el: _Element) -> str:
    content = el.text or ""
    if content.startswith("\n") and el.tag in _KEEPS_FIRST_NEWLINE:
        # A parser drops the first newline of these elements (HTML standard 13.2.6.4.7).
        return "&#10;&#10;" + text(content[1:])
    return text(content)
