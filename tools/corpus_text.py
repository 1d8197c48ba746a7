"""What two versions of a document differ in, as plain values: text, code, template constructs, spans."""

from __future__ import annotations

import difflib
import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from typing import TYPE_CHECKING

from engines.page import folded, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_WORD = re.compile(r"\w+|[^\w\s]")
_FRONT_MATTER = re.compile(
    r"\ufeff?(---|\+\+\+)[ \t]*\r?\n.*?^\1[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
)
_FENCE = re.compile(
    r"^[ \t>]*(`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t>]*\1[`~]*[ \t]*\r?$|\Z)", re.DOTALL | re.MULTILINE
)
_TEMPLATE = re.compile(
    r"\{%-?.*?-?%\}|\{\{[<%].*?[>%]\}\}|\{\{[^\n]*?\}\}|(?<=\n)[ \t>]*\{:{1,2}[^{}\n]+\}|\[##_.*?_##\]|(?<!!)\[\[[^\]\n]+\]\]|\[\^[^\]\n]+\]",
    re.DOTALL,
)
_MARKER = re.compile(r"(?:[·•‣◦▪■□○●§oØ\uf0a7\uf0b7\uf0d8*\-–]|\(?[0-9a-zA-Zivx]{1,4}[.)]|[0-9]+)+")
_LONGEST = 6000


@dataclass(frozen=True, slots=True)
class TextChange:
    """Visible words that left the page, or came to it, with some context."""

    kind: str
    """``lost``, ``marker`` (lost, but only a bullet or a number) or ``added``."""
    text: str
    words: tuple[str, ...] = ()
    """All the words that were lost."""
    added: bool = False
    """Whether other words came in their place."""


def front_matter(text: str) -> str:
    """Return the YAML or TOML front matter of ``text`` with its fences, or an empty string."""
    found = _FRONT_MATTER.match(text)
    return found.group() if found else ""


def without_code(text: str) -> str:
    """Blank out fenced code, keeping every offset."""
    return _FENCE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


def templates(text: str, code: bool = False) -> list[str]:
    """List template constructs in order: Liquid, shortcodes, attribute lists, wikilinks; those in fences with ``code``."""
    return _TEMPLATE.findall(text if code else without_code(text))


def lost_items(before: Iterable[str], after: Iterable[str]) -> list[str]:
    """Return what ``before`` holds more often than ``after``."""
    return list((Counter(before) - Counter(after)).elements())


def code_texts(html: str) -> list[str]:
    """List the text of every code element of a page, white space folded; of nested ones the outer."""
    nodes = [node for node in parse(html).css("pre, code") if node.parent is None or node.parent.tag != "pre"]
    return [text for node in nodes if (text := folded(node.text(deep=True)))]


def text_changes(before: str, after: str) -> Iterator[TextChange]:
    """Compare two visible texts word by word and yield what differs; white space does not count."""
    if folded(before) == folded(after):
        return
    old, new = words(before), words(after)
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    if len(old) > _LONGEST or len(new) > _LONGEST:
        lost, added = lost_items(old, new), lost_items(new, old)
        yield from _classified(lost, added, "")
        return
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal" and "".join(old[i1:i2]) != "".join(new[j1:j2]):
            yield from _classified(old[i1:i2], new[j1:j2], " ".join(old[max(0, i1 - 4) : i1]))


def words(text: str) -> list[str]:
    """The words and signs of ``text``, in order."""
    return _WORD.findall(text)


def _common(old: list[str], new: list[str]) -> int:
    """Count the items at the start that are the same in both."""
    return next(
        (n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
    )


def _classified(old: list[str], new: list[str], context: str) -> Iterator[TextChange]:
    place = f" after “{context}”" if context else ""
    gone = folded("".join(old))
    if gone:
        kind = "marker" if not new and _MARKER.fullmatch(gone) else "lost"
        shown = " ".join(old)[:160] + (f" → {' '.join(new)[:80]}" if new else "")
        yield TextChange(kind, shown + place, tuple(old), bool(folded("".join(new))))
    elif folded("".join(new)):
        yield TextChange("added", " ".join(new)[:160] + place)
