"""What a reader sees of a rendered page: visible text, counts of elements, tags printed as text."""

from __future__ import annotations

import re
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

_INVISIBLE = frozenset({"script", "style", "template", "head", "title", "noscript", "iframe", "object"})
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "tt",
        "u",
        "var",
        "wbr",
        "o:p",
    ]
)
_LITERAL_TAG = re.compile(
    r"</?(?:p|div|span|b|i|em|strong|a|img|font|center|br|hr|h[1-6]|ul|ol|li|table|t[rdh]|tbody|pre|code|figure|u|s|del)"
    r"(?:\s[^<>]*|/?)>",
    re.IGNORECASE,
)
_BLANK = re.compile(r"[\s\x00-\x1f\u00ad\u200b\u200e\u200f\u2060\ufeff]+")


@lru_cache(maxsize=32)
def parse(html: str) -> LexborHTMLParser:
    """Build the page as a browser would."""
    return LexborHTMLParser(f"<!DOCTYPE html><html><body>{html}")


def visible_text(html: str, *, code: bool = True) -> str:
    """Concatenate the text that a reader of ``html`` sees; ``code=False`` leaves out code."""
    hidden = _INVISIBLE if code else _INVISIBLE | {"code", "pre"}
    body = parse(html).body
    pieces: list[str] = []
    node: LexborNode | None = body.child if body else None
    while node is not None and body is not None:
        if node.tag == "-text":
            pieces.append(node.text_content or "")
        elif node.tag not in _INLINE:
            pieces.append("\n")
        node = _following(node, body, into=node.tag not in hidden)
    return "".join(pieces)


def _following(node: LexborNode, root: LexborNode, *, into: bool) -> LexborNode | None:
    """Return the next node in document order inside ``root``, not entering ``node`` unless ``into``."""
    if into and node.child is not None:
        return node.child
    current: LexborNode | None = node
    while current is not None and current != root:
        if current.next is not None:
            return current.next
        current = current.parent
    return None


def folded(text: str) -> str:
    """Drop everything that draws nothing, so that two texts compare by their visible characters."""
    return _BLANK.sub("", text)


def count(html: str, selector: str) -> int:
    """Count the elements of ``html`` that match a CSS selector."""
    return len(parse(html).css(selector))


def literal_tags(html: str) -> list[str]:
    """List tags that readers see as text, outside code: the sign of HTML that did not render."""
    return [match.group() for match in _LITERAL_TAG.finditer(visible_text(html, code=False))]
