"""For reading: each finding with its source line, a caret, and before → after."""

from __future__ import annotations

import unicodedata
from itertools import takewhile
from typing import TYPE_CHECKING

from normalizer.report.findings import Finding, Style, clipped, findings, lines_of, sides
from normalizer.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from normalizer.report.outcome import Outcome

_WINDOW = 96
"""Columns of a source line that are shown: editors write paragraphs of thousands of characters in one line."""


def render(outcomes: Iterable[Outcome], style: Style) -> Iterator[str]:
    """Yield a few lines per finding as files are done."""
    for outcome in outcomes:
        lines = lines_of(outcome) if not outcome.clean else []
        for found in findings(outcome):
            if found.kind != "error":  # errors are on standard error
                yield _entry(found, lines, style)


def _entry(found: Finding, lines: list[str], style: Style) -> str:
    place = f"{style.paint('bold', visible(found.path))}:{found.line}:{found.column}"
    colour = "yellow" if found.kind == "skip" else "cyan"
    level = f" [{found.level}]" if found.level else ""
    gutter = " " * len(str(found.line))
    text = f"{place}: {style.paint(colour, found.rule)}{level}\n"
    if 0 < found.line <= len(lines) and lines[found.line - 1].strip():
        shown, padding, length = excerpt(lines[found.line - 1], found.column, found.before)
        bar = style.paint("blue", "|")
        text += f"{gutter} {bar}\n{style.paint('blue', str(found.line))} {bar} {shown}\n"
        text += f"{gutter} {bar} {' ' * padding}{style.paint(colour, '^' * length)}\n"
    return text + f"{gutter} = {_said(found, style)}\n\n"


def _said(found: Finding, style: Style) -> str:
    if found.kind == "skip" or not found.before:
        return found.message
    if not found.after:
        return f"remove {style.paint('red', clipped(found.before))}"
    before, after = sides(found.before, found.after)
    return f"{style.paint('red', before)} → {style.paint('green', after)}"


def excerpt(line: str, column: int, before: str) -> tuple[str, int, int]:
    """The part of a line around a column, and the padding and length of the caret under it, in terminal cells.

    >>> excerpt("가나 <b>x</b>", 4, "<b>x</b>")
    ('가나 <b>x</b>', 5, 8)
    """
    at = min(max(column - 1, 0), len(line))
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(before, line[at:], strict=False))
    length = max(1, sum(1 for _ in pairs))
    start = max(0, min(at - _WINDOW // 3, len(line) - _WINDOW))
    end = start + _WINDOW
    left, right = ("…" if start else ""), ("…" if end < len(line) else "")
    before, marked, after = (
        line[start:at],
        line[at : min(at + length, end)],
        line[min(at + length, end) : end],
    )
    before, marked, after = map(_visible, (before, marked, after))
    return left + before + marked + after + right, cells(left + before), max(1, cells(marked))


def _visible(text: str) -> str:
    return visible(text.replace("\t", " "))


def cells(text: str) -> int:
    """The width of a text on a terminal: East Asian letters take two cells, combining marks none.

    >>> cells("a한\u0301")
    3
    """
    widths = {"W": 2, "F": 2}
    return sum(
        0 if unicodedata.combining(char) else widths.get(unicodedata.east_asian_width(char), 1)
        for char in text
    )
