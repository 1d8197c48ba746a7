"""Suppression comments: where a writer has asked for some rules, or all of them, to keep out.

``<!-- normalizer-disable RULE, RULE -->`` … ``<!-- normalizer-enable -->``, ``<!-- normalizer-disable-next-line RULE -->``
and ``<!-- normalizer-disable-file RULE -->``; without a rule all rules are meant, and with
``html-to-markdown`` too: what no rule may turn into Markdown stays as it is. Policy is not a rule: what
is unsafe goes all the same. In code such a comment is text about one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from normalizer.lazy import regex
from normalizer.record import REWRITE
from normalizer.values import mutable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ALL = "*"
_COMMENT = regex(
    rb"<!--[ \t]*+normalizer-(disable-next-line|disable-file|disable|enable)(?=[ \t])((?:(?!<!--)[^\r\n>])*?)-->"
)


@mutable
class Suppression:
    """Keeps ``rules`` out of the bytes from ``start`` to ``end``; ``used`` once it has kept one out."""

    comment: int
    start: int
    end: int
    rules: frozenset[str]
    used: bool = False

    def covers(self, start: int, end: int) -> bool:
        """Whether any of the bytes ``[start, end)`` is suppressed."""
        return self.start < end and start < self.end

    def keeps_out(self, rule: str) -> bool:
        """Whether ``rule`` is meant."""
        return ALL in self.rules or rule in self.rules


def named(source: bytes, code: Sequence[tuple[int, int]] = ()) -> Iterator[tuple[int, frozenset[str]]]:
    """Yield the offset of each comment, those that end a suppression too, and the rules that it names, or ``ALL``."""
    for match in _comments(source, code):
        yield match.start(), _rules(match[2])


def suppressions(source: bytes, code: Sequence[tuple[int, int]] = ()) -> list[Suppression]:
    """Return the suppressions of a text, in order; ``code`` holds the ranges in which nothing is a comment.

    >>> [found] = suppressions(b"<!-- normalizer-disable-next-line spacer -->\\n<p>&nbsp;</p>\\n")
    >>> found.start, found.end, sorted(found.rules)
    (45, 59, ['spacer'])
    """
    found: list[Suppression] = []
    open_ones: list[Suppression] = []
    for match in _comments(source, code):
        kind, rules = match[1], _rules(match[2])
        if kind == b"enable":
            open_ones = [one for one in open_ones if not _closed(one, rules, match.start())]
            continue
        start, end = match.end(), len(source)
        if kind == b"disable-file":
            start = 0
        elif kind == b"disable-next-line":
            start = _line_after(source, match.end())
            end = _line_after(source, start)
        suppression = Suppression(match.start(), start, end, rules)
        found.append(suppression)
        if kind == b"disable":
            open_ones.append(suppression)
    return found


def _comments(source: bytes, code: Sequence[tuple[int, int]]) -> Iterator[re.Match[bytes]]:
    if b"normalizer-" in source:
        for match in _COMMENT.finditer(source):
            if not any(start <= match.start() < end for start, end in code):
                yield match


def _rules(words: bytes) -> frozenset[str]:
    names = re.split(r"[\s,]+", words.decode("utf-8", "replace").strip())
    rules = frozenset(name for name in names if name)
    return rules if rules and REWRITE not in rules else frozenset((ALL,))


def _closed(suppression: Suppression, rules: frozenset[str], end: int) -> bool:
    """End ``suppression`` at an ``enable`` that names all of its rules, or none at all."""
    if ALL in rules or suppression.rules <= rules:
        suppression.end = end
        return True
    return False


def _line_after(source: bytes, place: int) -> int:
    newline = source.find(b"\n", place)
    return len(source) if newline < 0 else newline + 1
