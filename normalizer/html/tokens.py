"""Where the tags of a piece of HTML stand: a linear tokenizer that knows offsets and nothing else.

The tree comes from lexbor, which gives no offsets; reports and in-place edits need them. This is the
tag level of the HTML standard's tokenizer (13.2.5), as one regular expression that never backtracks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from normalizer.lazy import regex

RAW_TEXT = frozenset("script style textarea title xmp iframe noembed noframes plaintext".split())
"""Elements whose content is text up to their own end tag."""

# A quote opens a value only after "="; elsewhere it is part of a name. An unclosed value or tag
# runs to the end of the input, as in a browser, which also keeps the scan linear.
_ATTRIBUTES = r"""(?:[^>"'=]++|=[ \t\n\r\f]*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))?+|["'])*+"""
_TAG = regex(
    rf"<!--(?:-?>|(?s:.*?)(?:--!?>|\Z))|<(/?)([a-zA-Z][^ \t\n\r\f/>]*+)({_ATTRIBUTES})(?:>|\Z)|<[!?/][^>]*+(?:>|\Z)"
)
_LONGEST_RAW = 1 + max(map(len, RAW_TEXT))
_RAW_END = {name: regex(rf"</{name}(?=[ \t\n\r\f/>]|\Z)", re.IGNORECASE) for name in RAW_TEXT}


class Tag(NamedTuple):
    """A start tag, end tag or comment: ``html[start:end]``. ``name`` is lower-case, ``""`` for a comment."""

    start: int
    end: int
    name: str
    closing: bool
    name_end: int


def tags(html: str, start: int = 0) -> Iterator[Tag]:
    """Yield every tag and comment of ``html`` from ``start`` on, skipping the content of raw-text elements.

    >>> [(tag.name, tag.start) for tag in tags('<p title="a>b">x</p>')]
    [('p', 0), ('p', 16)]
    """
    while match := _TAG.search(html, start):
        name = (match[2] or "").lower()
        closing = bool(match[1])
        yield Tag(match.start(), match.end(), name, closing, match.end(2) if name else match.end())
        start = match.end()
        if name in RAW_TEXT and not closing:
            start = _raw_text_end(html, name, start)


def _raw_text_end(html: str, name: str, start: int) -> int:
    end = _RAW_END[name].search(html, start)
    return end.start() if end and name != "plaintext" else len(html)


def leaves_open(html: str) -> bool:
    """Whether ``html`` ends inside a tag or comment, which then hides what follows it on a page.

    >>> leaves_open('<p><b a="></b></p>'), leaves_open("<p>a > b")
    (True, False)
    """
    if not (
        html.count('"') % 2 or html.count("'") % 2 or "<!--" in html or html.rfind("<") > html.rfind(">")
    ):
        return False
    return any(tag.end > len(html) for tag in tags(html + " "))


def source_at(html: str, start: int) -> str:
    """The tag that starts at ``start``, as it is written.

    >>> source_at('a<b>c', 1)
    '<b>'
    """
    match = _TAG.match(html, start)
    return match.group() if match else ""


def number(html: str) -> tuple[str, list[int]]:
    """Number the start tags of ``html`` in the reserved attribute ``_n``.

    Returns the numbered HTML and, per number, the offset of its tag in ``html``. The number is the
    tag's first attribute, so that it wins over one that the input may carry.

    >>> number('<b>x</b><i>y</i>')
    ('<b _n="0">x</b><i _n="1">y</i>', [0, 8])
    """
    if _ANY_RAW_TEXT.search(html) is None:
        return _number_plain(html)
    pieces: list[str] = []
    places: list[int] = []
    done = 0
    start = 0
    while match := _TAG.search(html, start):  # as ``tags`` does, without an object for each
        start = match.end()
        name = match[2]
        if not name or match[1]:
            continue
        name_end = match.end(2)
        pieces += (html[done:name_end], f' _n="{len(places)}"')
        places.append(match.start())
        done = name_end
        if len(name) < _LONGEST_RAW and name.lower() in RAW_TEXT:
            start = _raw_text_end(html, name.lower(), start)
    pieces.append(html[done:])
    return "".join(pieces), places


_ANY_RAW_TEXT = regex(
    rf"<(?=[{''.join(sorted({name[0] for name in RAW_TEXT}))}])(?:{'|'.join(sorted(RAW_TEXT))})[ \t\n\r\f/>]",
    re.IGNORECASE,
)


def _number_plain(html: str) -> tuple[str, list[int]]:
    """The same where no element holds raw text: nothing has to be skipped, so one pass finds all tags."""
    if _ODD_MARKUP.search(html):
        names = [match.span(2) for match in _TAG.finditer(html)]
        names = [(start, end) for start, end in names if start > 0 and html[start - 1] == "<"]
    else:
        names = [match.span(1) for match in _START_TAG.finditer(html)]
    pieces: list[str] = []
    done = 0
    for number, (_, end) in enumerate(names):
        pieces.append(f'{html[done:end]} _n="{number}"')
        done = end
    pieces.append(html[done:])
    return "".join(pieces), [start - 1 for start, _ in names]


def is_plain(html: str) -> bool:
    """Whether ``html`` is tags and text: no comment, and no element whose content is a text of its own kind."""
    return "<!" not in html and "<?" not in html and _ANY_RAW_TEXT.search(html) is None


def without_numbers(html: str) -> str:
    """Take off the numbers that ``number`` gives.

    >>> without_numbers(number('<b>x</b><i>y</i>')[0])
    '<b>x</b><i>y</i>'
    """
    return _NUMBER.sub("", html)


_NUMBER = regex(r' _n="[0-9]++"')
_ODD_MARKUP = regex(r"<(?:[!?]|/(?![a-zA-Z][^<>\"'=]*+>))")
"""Markup in which ``<a`` may stand and be no tag: comments, and end tags that have attributes or no end."""
_START_TAG = regex(rf"<([a-zA-Z][^ \t\n\r\f/>]*+){_ATTRIBUTES}(?:>|\Z)")

_QUOTED = regex(r"\"[^\"]*+\"|'[^']*+'")
_MAYBE_TEMPLATE = regex(r"[\s\"'](?:[*@:#\[(][A-Za-z]|v-)|=\{")
_TEMPLATE_ATTRIBUTE = regex(r"[\s\"](?:[*@:#\[(][A-Za-z][^\s=>]*+|v-[a-z]++[^\s=>]*+)=|=\{")


def is_template(tag: str) -> bool:
    """Whether a start tag has an attribute of a template language: Angular, Vue, Alpine, JSX.

    >>> [is_template(tag) for tag in ('<li *ngFor="let a of b">', '<a :to="x">', '<b c={d}>', '<i title="a (b :c=">')]
    [True, True, True, False]
    """
    return bool(_MAYBE_TEMPLATE.search(tag)) and bool(_TEMPLATE_ATTRIBUTE.search(_QUOTED.sub('""', tag)))


def are_templates(tags: Sequence[str]) -> bool:
    """Whether one of the start tags is a template (see ``is_template``); most texts are cleared in one search.

    >>> are_templates(["<p>", '<b :c="d">']), are_templates(["<p>", "<b>"])
    (True, False)
    """
    return bool(_MAYBE_TEMPLATE.search("\n".join(tags))) and any(map(is_template, tags))
