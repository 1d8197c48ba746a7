"""Changes, skips and errors of a file as one kind of thing that every format prints."""

from __future__ import annotations

import os
import sys
from itertools import takewhile
from typing import TYPE_CHECKING, Literal

from normalizer.report.visible import visible
from normalizer.values import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from normalizer.model import Skip
    from normalizer.report.outcome import Outcome

Kind = Literal["change", "skip", "error"]
SKIPPED = "left-as-it-was"
FAILED = "not-processed"

_WIDTH = 60
"""Characters of a snippet that are shown."""

_COLOURS = {"red": 31, "green": 32, "yellow": 33, "blue": 34, "cyan": 36, "bold": 1, "dim": 2}


@frozen
class Style:
    """How text formats look."""

    colour: bool = False
    fixed: bool = False
    """The changes were made, not only proposed."""

    def paint(self, name: str, text: str) -> str:
        """Wrap ``text`` in the escape codes of a colour, where colours are wanted."""
        return f"\x1b[{_COLOURS[name]}m{text}\x1b[0m" if self.colour else text


@frozen
class Finding:
    """One line of a report; ``line`` and ``column`` count from 1, and are 1 where an error has no place."""

    path: str
    kind: Kind
    rule: str
    line: int
    column: int
    level: str
    message: str
    before: str = ""
    after: str = ""


def findings(outcome: Outcome) -> list[Finding]:
    """Everything there is to say about one file, in the order of its lines."""
    path = outcome.path
    found = [
        Finding(
            path,
            "change",
            c.rule,
            c.line,
            c.column,
            c.level,
            message_of(c.before, c.after),
            c.before,
            c.after,
        )
        for c in outcome.changes
    ]
    found += [
        Finding(
            path, "skip", SKIPPED, s.line, 1, "", f"left as it was: {clipped(reason_of(s), 300)}", s.snippet
        )
        for s in outcome.skips
    ]
    found.sort(key=lambda finding: (finding.line, finding.column))
    if outcome.error:
        found.append(Finding(path, "error", FAILED, 1, 1, "", outcome.error))
    if outcome.changed and not outcome.changes:
        what = "its HTML is written anew" if outcome.target == path else f"becomes {visible(outcome.target)}"
        found.append(Finding(path, "change", "rewritten", 1, 1, "proved", what))
    return found


def reason_of(skip: Skip) -> str:
    """Why a place was left, with the rule that decided so."""
    return f"{skip.rule}: {skip.reason}" if skip.rule else skip.reason


def all_findings(outcomes: Iterable[Outcome]) -> Iterator[Finding]:
    """The findings of many files, one after the other."""
    for outcome in outcomes:
        yield from findings(outcome)


def message_of(before: str, after: str) -> str:
    """Say a change in one short line.

    >>> message_of("<b>x</b>", "**x**"), message_of("<p>&nbsp;</p>", "")
    ('<b>x</b> → **x**', 'remove <p>&nbsp;</p>')
    """
    if not after:
        return f"remove {clipped(before)}"
    return " → ".join(sides(before, after)) if before else f"write {clipped(after)}"


def sides(before: str, after: str) -> tuple[str, str]:
    """Both sides of a change, clipped so that one sees where they part.

    >>> alike = '<img src="https://example.com/a/chart.png" alt="A chart of them all"'
    >>> sides(alike + ' class="wp-image-7">', alike + ">")
    ('<img … alt="A chart of them all" class="wp-image-7">', '<img … alt="A chart of them all">')
    """
    before, after = (clipped(text, sys.maxsize) for text in (before, after))
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False))
    parted = sum(1 for _ in alike)
    if parted > _WIDTH - 10:
        tag = before[: before.index(" ") + 1] if before[0] == "<" and " " in before[:20] else ""
        start = max(before.rfind(" ", 0, parted - 20) + 1, parted - 40)
        before, after = (f"{tag}… {text[start:]}" for text in (before, after))
    return clipped(before), clipped(after)


def clipped(text: str, width: int = _WIDTH) -> str:
    r"""Make a snippet one line of at most ``width`` characters, with nothing in it that moves a cursor.

    >>> clipped("a\n  b\x1b[2J"), clipped("x" * 99, 5)
    ('a b\\x1b[2J', 'xxxx…')
    """
    flat = visible(" ".join(text.split()))
    return flat if len(flat) <= width else flat[: width - 1] + "…"


def location(path: str) -> str:
    """The path as reports on other machines want it: from the current directory, with slashes."""
    name = os.path.relpath(path) if path and not path.startswith("<") else path
    return (path if name.startswith("..") else name).replace(os.sep, "/")


class Fingerprints:
    """Names for findings that survive edits elsewhere in the file: rule, line content, and a count of equals."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def of(self, finding: Finding, lines: list[str]) -> str:
        """The fingerprint of a finding in a file with these lines."""
        line = lines[finding.line - 1].strip() if 0 < finding.line <= len(lines) else ""
        content = "\0".join((location(finding.path), finding.rule, line))
        from hashlib import blake2b

        digest = blake2b(content.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        self._seen[digest] = self._seen.get(digest, 0) + 1
        return f"{digest}:{self._seen[digest]}"


def lines_of(outcome: Outcome) -> list[str]:
    """The lines of the file as it was, for messages only."""
    return [line.removesuffix("\r") for line in outcome.text_of(outcome.before).split("\n")]
