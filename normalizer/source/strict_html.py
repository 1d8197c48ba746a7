"""How far kramdown takes HTML: an element ends only at an end tag of its own name, met when nothing else is open in it.

A browser mends ``<p><b>x</p>``; for kramdown ``b`` stays open there, ``</p>`` is text, and so is what looks
like Markdown after it, to the end of the quote, the item or the document.
"""

from __future__ import annotations

import re

from normalizer.lazy import regex

# kramdown 2.4, parser/html.rb: HTML_TAG_RE and HTML_TAG_CLOSE_RE. A tag that they do not match is text.
_NAME = rb"[a-zA-Z_\x80-\xff][\w.:\x80-\xff-]*+"
_TOKEN = regex(
    rb"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)"
    rb"|<(?P<raw>script|style)\b[^<>]*>.*?(?:</(?P=raw)\s*>|\Z)"
    rb"|<(?P<open>"
    + _NAME
    + rb")(?P<rest>(?>\s+"
    + _NAME
    + rb"(?:\s*=\s*(?:\w+|\"[^\"]*\"|'[^']*'))?)*+)\s*+"
    rb"(?P<closed>/?)>"
    rb"|</(?P<close>" + _NAME + rb")\s*+>",
    re.DOTALL | re.IGNORECASE,
)
_MARKDOWN = regex(rb"(?i)\smarkdown\s*=")
_START = regex(rb" {0,3}<(?P<name>" + _NAME + rb")")
_NEXT = regex(rb"\n {0,3}(?=<[a-zA-Z])")
SPAN_ELEMENTS = frozenset(
    "a abbr acronym b big bdo br button cite code del dfn em i img input ins kbd label mark option q rb rbc rp rt rtc "
    "ruby samp select small span strong sub sup tt u var".split()
)
"""What kramdown takes for span-level HTML; every other tag at the start of a line opens a block there."""
_SPAN = frozenset(name.encode() for name in SPAN_ELEMENTS)
_KNOWN = _SPAN | frozenset(
    b"address applet article aside blockquote body caption col colgroup dd details div dl dt fieldset figcaption figure "
    b"footer form h1 h2 h3 h4 h5 h6 header hgroup hr html head iframe legend li main map math menu nav noscript object "
    b"ol optgroup p pre script section style summary table tbody td textarea tfoot th thead tr ul area base br col "
    b"command embed hr img input keygen link meta param source track wbr".split()
)
"""Names that kramdown reads in either case."""
_VOID = frozenset(
    b"area base br col command embed hr img input keygen link meta param source track wbr".split()
)


def reach(source: bytes, start: int, end: int, stop: int) -> int:
    """Where the HTML ends for kramdown that begins in the block ``source[start:end]``, at most ``stop``.

    Nothing that begins there: ``start``. Text in Markdown (``markdown="1"``) is not looked into.

    >>> [reach(html, 0, 8, len(html)) for html in (b"<p>a</p>\\n\\nb", b"<p><b></p>\\n\\nb", b"<b>a</p>\\n")]
    [8, 13, 0]
    """
    far = start
    place: int | None = start
    while place is not None and place < end:
        opening = _START.match(source, place)
        if opening and opening["name"].lower() not in _SPAN:
            far = place = _element_end(source, opening.start("name") - 1, stop)
            if _START.match(source, place):
                continue
        following = _NEXT.search(source, place, end)
        place = following.start() + 1 if following else None
    return far


def _element_end(source: bytes, start: int, stop: int) -> int:
    """Where the element ends whose start tag stands at ``start``; right there if kramdown knows no tag there."""
    held: list[bytes] = []
    for token in _TOKEN.finditer(source, start, stop):
        if not held and token.start() > start:
            return start + 1
        if token["open"]:
            name = _folded(token["open"])
            if _MARKDOWN.search(token["rest"]):
                return token.end()
            if not token["closed"] and name not in _VOID:
                held.append(name)
        elif token["close"] and held and held[-1] == _folded(token["close"]):
            held.pop()
        if not held:
            return token.end()
    return stop if held else start + 1


def _folded(name: bytes) -> bytes:
    lower = name.lower()
    return lower if lower in _KNOWN else name
