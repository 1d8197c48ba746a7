"""Actions on the text that stands directly in an element; Markdown that is printed as it stands is not text."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from normalizer import flow
from normalizer.actions.registry import Work, action
from normalizer.lazy import regex
from normalizer.rulekinds import Field, Fields, Text

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
