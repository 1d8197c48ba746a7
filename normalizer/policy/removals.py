"""How the report names what the sanitizer removes: as it was written, and all of it.

The tree has names that XML can hold (``o_p``, ``x__click``) and values that a parser has decoded. A reader of
the report looks for what stands in his file. So a tag is shown as its source, where the source is known, and
what goes with a removed element is named too: in one piece if that is short, else tag by tag and, where even
a tag is long, attribute by attribute.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from lxml import etree
from lxml.etree import _Element

from normalizer.html import serialize, tokens, tree
from normalizer.lazy import regex
from normalizer.policy.policies import is_forbidden_attribute
from normalizer.policy.tables import FORBIDDEN_ELEMENTS
from normalizer.record import Record

_SHOWN = 200
_PAGE = frozenset(("html", "head", "body"))
_ATTRIBUTE_NAME = regex(
    r"""(?<![^\s/"'])(on[a-z]++|srcdoc|formaction|xlink:href|http-equiv)[\s=]""", re.IGNORECASE
)


# A place that is kept for Markdown while a region is parsed; in raw text it stays what it is.
_HOLE = regex(r'<(x-opaque|section) _n="h\d++"></\1>')


def element(record: Record, rule: str, el: _Element, after: str = "") -> None:
    """Note that the tags of ``el`` go, or become ``after``; what it holds is judged by itself."""
    _tag(record, rule, el, tag_source(record, el), after)


def whole(record: Record, rule: str, el: _Element) -> None:
    """Note that ``el`` goes with all it holds."""
    shown = "".join(_pieces(record, el))
    if len(el) == 0 or len(shown) <= _SHOWN:
        _tag(record, rule, el, shown, "")
        return
    for one in el.iter(etree.Element):
        if one.tag in (tree.MARKDOWN, tree.BLOCK):
            source = one.get("src", "")
            for start in range(0, len(source), _SHOWN):
                note(record, rule, el, source[start : start + _SHOWN], "")
        else:
            _tag(record, rule, one, tag_source(record, one), "")


def attribute(
    record: Record, rule: str, el: _Element, name: str, value: str, kept: str | None = None
) -> None:
    """Note that an attribute goes, or has ``kept`` for a value now."""
    # A name that XML refuses is another one in the tree.
    before = tag_source(record, el) if "_" in name else spelled(name, value)
    note(record, rule, el, before, "" if kept is None else spelled(name, kept))


def note(record: Record, rule: str, el: _Element, before: str, after: str) -> None:
    """Note any change at ``el``."""
    record.change(rule, tree.mark_of(el), shorten(before), shorten(after), "declared")


def spelled(name: str, value: str) -> str:
    """An attribute as the report shows it."""
    return f'{name}="{value}"'


def shorten(text: str) -> str:
    """``text`` as far as a report shows it."""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def tag_source(record: Record, el: _Element) -> str:
    """The start tag of ``el`` as it was written, or as it would be."""
    mark = tree.mark_of(el)
    written = record.tag(mark) if record.tag is not None and mark >= 0 else ""
    return written or serialize.source_tag(el)


def _tag(record: Record, rule: str, el: _Element, shown: str, after: str) -> None:
    note(record, rule, el, shown, after)
    if len(shown) > _SHOWN:
        for name, value in cast("dict[str, str]", el.attrib).items():
            if name[0] != "_":
                kind = "unsafe" if is_forbidden_attribute(name) else "disallowed"
                note(record, f"{kind}-attribute", el, spelled(name, value), "")


def _pieces(record: Record, el: _Element) -> Iterator[str]:
    for event, one in etree.iterwalk(el, events=("start", "end")):
        if not isinstance(one.tag, str):
            continue
        if one.tag in (tree.MARKDOWN, tree.BLOCK):
            if event == "end":
                yield one.get("src", "") + serialize.text(one.tail or "")
            continue
        if event == "start":
            raw = one.tag in tokens.RAW_TEXT  # "&lt;" is four characters in there
            text = one.text or ""
            yield tag_source(record, one) + (_HOLE.sub("…", text) if raw else serialize.text(text))
        else:
            yield serialize.end_tag(one) + (serialize.text(one.tail or "") if one is not el else "")


_NUMBERS = etree.XPath(f"descendant-or-self::*/@{tree.MARK}", smart_strings=False)


def ignored_tags(html: str, marks: list[int], root: _Element) -> list[tuple[str, int, str]]:
    """Return (rule, mark, source) of the tags that the parser itself left out of the tree under ``root``.

    A second ``<body>`` gives its attributes to the first; a table cell outside of a table, or a tag that
    the text ends in, is none. They are gone from the page, but not from the report.

    >>> from normalizer.html import parsing
    >>> html = "<body onload=x>a<p>b<svg onload=y"
    >>> numbered, marks = tokens.number(html)
    >>> ignored_tags(html, marks, parsing.parse(numbered))
    [('unsafe-element', 0, '<body onload=x>'), ('unsafe-element', 2, '<svg onload=y')]
    """
    seen = set(_NUMBERS(root))
    if len(seen) == len(marks):
        return []
    found: list[tuple[str, int, str]] = []
    for mark in range(len(marks)):
        if str(mark) not in seen:
            tag = next(tokens.tags(html, marks[mark]))
            attributes = html[tag.name_end : tag.end]
            unsafe = _is_unsafe_tag(tag.name, attributes)
            if unsafe or tag.name not in _PAGE or attributes.strip("/> \t\n\r\f"):
                rule = "unsafe-element" if unsafe else "disallowed-element"
                found.append((rule, mark, shorten(html[tag.start : tag.end])))
    return found


def _is_unsafe_tag(name: str, attributes: str) -> bool:
    if name in FORBIDDEN_ELEMENTS - _PAGE:
        return True
    return any(is_forbidden_attribute(match[1].lower()) for match in _ATTRIBUTE_NAME.finditer(attributes))
