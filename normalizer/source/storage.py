"""XML that is stored as HTML, as Confluence and Evernote do, written so that an HTML parser reads it as it was meant.

To that parser a CDATA section, which holds code as a rule, is a comment up to the first ``>``, and an empty
element such as ``<ri:page/>`` never ends.
"""

from __future__ import annotations

from collections.abc import Iterator

from normalizer.lazy import regex
from normalizer.source.places import Edit, Shifts

_OPEN, _CLOSE = "<![CDATA[", "]]>"
_EMPTY = regex(r"<((?:ac|ri|at):[\w-]++|en-(?:todo|media)\b|time(?=\s))[^<>]*+(?<=/)>")
_NAME = regex(r"""\sri:(?:content-title|filename)\s*+=\s*+(["'])([^"'<>]*+)\1""")
_LINK_END = regex(r"\s*+</ac:link>")
_AFTER_XML_TAG = regex(r"<[a-zA-Z][\w-]*+:[\w-]++[^<>]*+>\s*+\Z")
_LONGEST_TAG = 400


def as_html(text: str) -> tuple[str, Shifts]:
    """Return ``text`` as HTML that means the same, and what maps offsets back.

    >>> as_html("<ac:body><![CDATA[a < b]]></ac:body>")[0]
    '<ac:body>a &lt; b</ac:body>'
    >>> as_html("<ac:link><ri:page ri:title='a' /></ac:link>")[0]
    "<ac:link><ri:page ri:title='a' ></ri:page></ac:link>"
    >>> as_html("<script>//<![CDATA[a]]></script>")[0]
    '<script>//<![CDATA[a]]></script>'
    >>> as_html('on <time datetime="2024-01-02"/> we')[0]
    'on <time datetime="2024-01-02"></time> we'
    """
    pieces: list[str] = []
    edits: list[Edit] = []
    done = 0
    for start, end, new in _changes(text):
        pieces += (text[done:start], new)
        edits.append((start, end, len(new)))
        done = end
    return "".join([*pieces, text[done:]]), Shifts(edits)


def _changes(text: str) -> Iterator[tuple[int, int, str]]:
    section = 0
    for start, end in _sections(text):
        yield from _empty(text, section, start)
        yield start, end, _escaped(text[start + len(_OPEN) : end - len(_CLOSE)])
        section = end
    yield from _empty(text, section, len(text))


def _sections(text: str) -> Iterator[tuple[int, int]]:
    """Where CDATA sections stand that come right after a tag of XML, or after one another."""
    done = -1
    start = text.find(_OPEN)
    while start >= 0 and (end := text.find(_CLOSE, start)) >= 0:
        if start == done or _AFTER_XML_TAG.search(text, max(0, start - _LONGEST_TAG), start):
            done = end + len(_CLOSE)
            yield start, done
        start = text.find(_OPEN, end)


def _empty(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Ends for empty elements; a link without words of its own shows the title of its page."""
    for match in _EMPTY.finditer(text, start, end):
        name = _NAME.search(match[0]) if _LINK_END.match(text, match.end()) else None
        shown = f"<ac:link-body>{name[2]}</ac:link-body>" if name else ""
        yield match.end() - 2, match.end(), f"></{match[1]}>{shown}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
