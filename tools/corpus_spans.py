"""Were bytes changed where there was no HTML? Decided on the two sources alone, by diffing lines."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from corpus_text import without_code

if TYPE_CHECKING:
    from collections.abc import Iterator

_HTML = re.compile(r"<[a-zA-Z/!?]")
_LINK = re.compile(r"\]\(\s*<?[^)\s]*[:%&\\]|^\s*\[[^\]]+\]:|\{:", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_OPEN = re.compile(r"<(/?)(\w[\w:-]*)[^<>]*?(/?)>")
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "td",
        "th",
        "tr",
        "o:p",
    ]
)


def outside_changes(before: str, after: str) -> Iterator[str]:
    """Yield each changed source line that lies in no block with HTML, in no element, comment or link.

    A block is a run of lines between blank lines. Blank lines themselves may come and go beside a
    changed block.
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    allowed = _allowed(without_code(before).splitlines(keepends=True))
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=len(old) > 4000)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        for number in range(i1, i2):
            if old[number].strip() and not allowed[number]:
                yield f"{number + 1}: {old[number].rstrip()[:120]}"
        beside = any(allowed[_up(old, i1) : _down(old, i2) + 1])
        if not beside and (i1 == i2 or not "".join(old[i1:i2]).strip()):
            yield f"{i1 + 1}: inserted {''.join(new[j1:j2])[:80]!r}"


def _up(lines: list[str], number: int) -> int:
    """The nearest line before ``number`` that is not blank."""
    return next((n for n in range(number - 1, -1, -1) if lines[n].strip()), 0)


def _down(lines: list[str], number: int) -> int:
    """The nearest line from ``number`` on that is not blank."""
    return next((n for n in range(number, len(lines)) if lines[n].strip()), len(lines))


def _allowed(lines: list[str]) -> list[bool]:
    """Say for each line whether its block holds HTML or a link, or an element around it is open."""
    allowed = [False] * len(lines)
    depth: dict[str, int] = {}
    start = 0
    for number in range(len(lines) + 1):
        if number < len(lines) and lines[number].strip():
            continue
        block = "".join(lines[start:number])
        inside = any(depth.values())
        justified = inside or bool(_HTML.search(block) or _LINK.search(block))
        allowed[start:number] = [justified] * (number - start)
        _track(block, depth)
        start = number + 1
    for first, last in _commented("".join(lines)):
        allowed[first : last + 1] = [True] * (last + 1 - first)
    return allowed


def _commented(text: str) -> Iterator[tuple[int, int]]:
    """The first and the last line of each comment."""
    for comment in _COMMENT.finditer(text):
        first = text.count("\n", 0, comment.start())
        yield first, first + comment[0].count("\n")


def _track(block: str, depth: dict[str, int]) -> None:
    """Update the count of open elements by the tags of ``block``."""
    for closing, name, self_closing in _OPEN.findall(block):
        tag = name.lower()
        if tag in _VOID or self_closing:
            continue
        depth[tag] = max(0, depth.get(tag, 0) + (-1 if closing else 1))
