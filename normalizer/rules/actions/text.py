"""Actions on the text that stands directly in an element; Markdown that is printed as it stands is not text."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from lxml import etree

from normalizer.html import flow
from normalizer.html.blank import is_blank
from normalizer.lazy import regex
from normalizer.rules.actions.registry import Work, action
from normalizer.rules.kinds import Field, Fields, Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element


def _rewrite(el: _Element, change: Callable[[str], str]) -> bool:
    """Apply ``change`` to each text node directly in ``el``."""
    changed = False
    for node, part in [(el, "text"), *((child, "tail") for child in el)]:
        before = getattr(node, part)
        after = change(before) if before else before
        if after != before:
            setattr(node, part, after)
            changed = True
    return changed


@action("replace-text", Fields({"pattern": Field(Text(parse=re.compile, what="a regular expression"), "What to look for.", required=True), "with": Field(Text(), "Replacement; \\1 is the first group.", required=True)}, "key"))  # fmt: skip
def replace_text(el: _Element, argument: Any, work: Work) -> bool:
    """Replace what a regular expression finds in the text of the element."""
    pattern = re.compile(argument["pattern"])

    def change(text: str) -> str:
        for found in pattern.finditer(text):
            if not work.may_lose(found[0]):
                return text
            work.lose(found[0])
        return str(pattern.sub(argument["with"], text))

    return _rewrite(el, change)


@action("compose", may_lose="blank")
def compose(el: _Element, _argument: Any, _work: Work) -> bool:
    """Compose letters from their parts (Unicode NFC), as macOS file names need; never NFKC."""
    return _rewrite(el, lambda text: unicodedata.normalize("NFC", text))


_SPACES = regex("[ \t\n\r\f\u00a0]{2,}+")


@action("collapse-spaces")
def collapse_spaces(el: _Element, _argument: Any, _work: Work) -> bool:
    """Write runs of no-break and other spaces as one space; those at the edge of a block go."""

    def change(text: str) -> str:
        return _SPACES.sub(lambda run: " " if "\u00a0" in run[0] else run[0], text)

    changed = _rewrite(el, change)
    if flow.is_block(el):
        changed |= _trim(el)
    return changed


def _trim(el: _Element) -> bool:
    first, last = el.text, el[-1].tail if len(el) else el.text
    if first and first.lstrip() != first and "\u00a0" in first[: len(first) - len(first.lstrip())]:
        el.text = first.lstrip()
    if last and last.rstrip() != last and "\u00a0" in last[len(last.rstrip()) :]:
        if len(el):
            el[-1].tail = last.rstrip()
        else:
            el.text = (el.text or "").rstrip()
    return (el.text, el[-1].tail if len(el) else el.text) != (first, last)


@action("line-ends")
def line_ends(el: _Element, _argument: Any, _work: Work) -> bool:
    """Make paragraphs of the text directly in the element: one ends at a blank line, and a line end is a break."""
    if is_blank(el.text) and all(is_blank(child.tail) for child in el):
        return False
    for child in [None, *el]:
        before, after = (
            child,
            el[0] if child is None and len(el) else None if child is None else child.getnext(),
        )
        text = (el.text if child is None else child.tail) or ""
        text = text.lstrip(_SPACE) if before is None or flow.is_block(before) else text
        text = text.rstrip(_SPACE) if after is None or flow.is_block(after) else text
        _with_breaks(el, child, text)
    return flow.wrap_runs(el)


@action("line-breaks")
def line_breaks(el: _Element, _argument: Any, _work: Work) -> bool:
    """Put a break for each line end in the text, and two for a blank line; those at the edges of a block go."""
    changed = False
    if flow.is_block(el):
        el.text = (el.text or "").lstrip(_SPACE)
        if len(el):
            el[-1].tail = (el[-1].tail or "").rstrip(_SPACE)
        else:
            el.text = el.text.rstrip(_SPACE)
    for holder in [el, *el.iterdescendants(etree.Element)]:
        if holder.tag in _WITHOUT_BREAKS:
            continue
        for child in [None, *holder]:
            text = holder.text if child is None else child.tail
            if text and "\n" in text:
                _with_breaks(holder, child, text)
                changed = True
    return changed


_WITHOUT_BREAKS = frozenset(("code", "kbd", "samp", "var", "button", "textarea"))
_SPACE = " \t\r\n"
_LINE_END = regex(r"(?<![ \t])[ \t]*+\r?\n([ \t\r]*+\n)?[ \t\r\n]*+")


def _with_breaks(el: _Element, child: _Element | None, text: str) -> None:
    """Put ``text`` after ``child``, or first into ``el``: a break for a line end, two for a blank line."""
    lines = _LINE_END.split(text)
    if child is None:
        el.text = lines[0]
    else:
        child.tail = lines[0]
    for blank, line in zip(lines[1::2], lines[2::2], strict=True):
        for _ in range(2 if blank else 1):
            new = etree.Element("br")
            if child is None:
                el.insert(0, new)
            else:
                child.addnext(new)
            child = new
        child.tail = line  # type: ignore[union-attr]
