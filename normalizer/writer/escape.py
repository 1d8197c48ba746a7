"""Escapes, decided on the finished line: what surrounds a character there is what a renderer sees.

Beside the text runs a mask of the same length that says what each character is; no marker is ever
mixed into the text itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Literal

from normalizer.dialects.dialect import Dialect, Unsafe
from normalizer.values import frozen

SYNTAX, TEXT, LABEL = b"\0", b"\1", b"\2"
"""What a character of the line is: ours, the author's, or the author's inside a link text."""


@frozen
class Place:
    """Where a block of inlines stands."""

    kind: Literal["paragraph", "item", "heading", "cell"] = "paragraph"
    """Headings (terms of definitions with them), cells and the start of items have escapes of their own."""
    line_starts: bool = True
    one_line: bool = False
    boxes: bool = False
    """A check box at the start is Markdown here."""


class Table:
    """The escape rows of a dialect in one kind of place, by character."""

    def __init__(self, dialect: Dialect, kind: str) -> None:
        more = {"cell": dialect.cell, "heading": dialect.heading, "item": dialect.item}.get(kind, ())
        self.text = _Rows(_by_char((*more, *dialect.text)))
        self.label = _Rows(_by_char((*more, *dialect.label, *dialect.text)))
        self.line = dialect.line
        self.candidate = re.compile(f"[{re.escape(''.join({*self.text.rows, *self.label.rows}))}]")


def _by_char(rows: tuple[Unsafe, ...]) -> dict[str, list[Unsafe]]:
    found: dict[str, list[Unsafe]] = {}
    for row in rows:
        for character in row.chars:
            found.setdefault(character, []).append(row)
    return found


_Decision = tuple[Callable[[str, int], object] | None, re.Pattern[str] | None, str]
"""What must match at the character (None: nothing), what the block must hold, and what is written."""


class _Rows(dict[str, tuple[_Decision, ...]]):
    """What may be said of each character, ready to be asked; found at its first question."""

    def __init__(self, rows: dict[str, list[Unsafe]]) -> None:
        self.rows = rows

    def __missing__(self, character: str) -> tuple[_Decision, ...]:
        made: tuple[_Decision, ...] = tuple(
            (None if row.always else row.pattern.match, row.needs, row.write)
            for row in self.rows.get(character, ())
        )
        self[character] = made
        return made


@cache
def table_of(dialect: Dialect, kind: str) -> Table:
    """Return the compiled escapes of ``dialect`` in a place of that kind."""
    return Table(dialect, kind)


class Line:
    """One block of inline Markdown under construction."""

    __slots__ = ("kinds", "pieces")

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.kinds: list[bytes] = []

    def add(self, piece: str, kind: bytes) -> None:
        """Append ``piece``, every character of which is of ``kind``."""
        self.pieces.append(piece)
        self.kinds.append(kind * len(piece))

    def finish(self, dialect: Dialect, place: Place) -> str:
        """Return the Markdown with its escapes."""
        table, line_starts = table_of(dialect, place.kind), place.line_starts
        text = "".join(self.pieces)
        if table.candidate.search(text) is None:
            places: dict[int, str] = {}
            if not line_starts or (text[:1].isalpha() and "\n" not in text):
                return text
            mask = b""
        else:
            mask = b"".join(self.kinds)
            places = _inline_places(table, text, mask)
        if line_starts:
            _add_line_places(table, text, mask or b"".join(self.kinds), places)
        return _rewritten(text, places) if places else text


def plain(text: str, dialect: Dialect, place: Place) -> str:
    """Escape a line that is nothing but text."""
    if table_of(dialect, place.kind).candidate.search(text) is None and (
        not place.line_starts or (text[:1].isalpha() and "\n" not in text)
    ):
        return text  # most lines
    line = Line()
    line.add(text, TEXT)
    return line.finish(dialect, place)


def _inline_places(table: Table, text: str, mask: bytes) -> dict[int, str]:
    if len(text) > _LONG and len(table.candidate.findall(text)) > _MANY:
        return _many_places(table, text, mask)
    places: dict[int, str] = {}
    found: dict[re.Pattern[str], bool] = {}
    of_kind = (None, table.text, table.label)
    for match in table.candidate.finditer(text):
        at = match.start()
        rows = of_kind[mask[at]]
        if rows is None:
            continue
        for matches, needs, write in rows[text[at]]:
            if matches is not None and matches(text, at) is None:
                continue
            if needs is not None:
                if needs not in found:
                    found[needs] = needs.search(text) is not None
                if not found[needs]:
                    continue
            places[at] = write
            break
    return places


_LONG, _MANY = 10_000, 2_000
"""A text with so many characters that could be markup is searched row by row, each in one go."""


def _many_places(table: Table, text: str, mask: bytes) -> dict[int, str]:
    """What ``_inline_places`` finds: of the rows for a character, the first that counts says what is written."""
    places: dict[int, str] = {}
    for kind, rows in ((TEXT[0], table.text.rows), (LABEL[0], table.label.rows)):
        if kind not in mask:
            continue
        alone = mask.count(kind) == len(mask)
        for character, unsafe in rows.items():
            if character not in text:
                continue
            for row in unsafe:
                if row.needs is not None and row.needs.search(text) is None:
                    continue
                pattern = (
                    row.pattern if len(row.chars) == 1 else _only(row.pattern.pattern, row.chars, character)
                )
                found = [match.start() for match in pattern.finditer(text)]
                if not alone:
                    found = [at for at in found if mask[at] == kind]
                places = dict.fromkeys(found, row.write) | places
    return places


@cache
def _only(pattern: str, characters: str, character: str) -> re.Pattern[str]:
    """``pattern`` for one of the characters that it is for."""
    return re.compile(
        pattern.replace(f"[{re.escape(characters)}]", f"[{re.escape(character)}]", 1), re.MULTILINE
    )


def _add_line_places(table: Table, text: str, mask: bytes, places: dict[int, str]) -> None:
    start = 0
    while start >= 0:
        if text[start : start + 1] and not text[start].isalpha():
            for row in table.line:
                if row.starts and text[start] not in row.starts:
                    continue
                match = row.pattern.match(text, start)
                if match is not None and mask[match.end() - 1]:
                    places.setdefault(match.end() - 1, row.write)
                    break
        start = text.find("\n", start) + 1 or -1


def _rewritten(text: str, places: dict[int, str]) -> str:
    if len(places) > _MANY:
        letters = list(text)
        for at, write in places.items():
            letters[at] = "\\" + letters[at] if write == "\\" else write
        return "".join(letters)
    pieces: list[str] = []
    done = 0
    for at in sorted(places):
        write = places[at]
        if write == "\\":
            pieces += (text[done:at], write)
            done = at
        else:
            pieces += (text[done:at], write)
            done = at + 1
    pieces.append(text[done:])
    return "".join(pieces)
