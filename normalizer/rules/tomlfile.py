"""``[tool.normalizer]`` of a pyproject.toml as values that know their line and column.

tomllib reads the values; it keeps no places, so those of keys and items are found by a walk over the
tokens of a text that is known to be well formed.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from normalizer.rules.nodes import Node, Plain
from normalizer.rules.yamlfile import LIMIT_DEPTH

if TYPE_CHECKING:
    from normalizer.rules.nodes import Problems

Path = tuple[str | int, ...]
_TOKEN = re.compile(
    r"""(?P<skip>[ \t\r]++|\#[^\n]*+)"""
    r"""|(?P<text>\"{3}(?:[^"\\]|\\.|"{1,2}+(?!"))*+"{3,5}|'{3}(?:[^']|'{1,2}+(?!'))*+'{3,5}"""
    r"""|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')|(?P<mark>[][{}=,.\n])|(?P<word>[^][{}=,.\s\#"']++)""",
    re.DOTALL,
)
_ROOT: Path = ("tool", "normalizer")


def read_toml(text: str, problems: Problems) -> Node | None:
    """Return the tree of the table ``[tool.normalizer]``; mistakes go to ``problems``."""
    try:
        table: Any = tomllib.loads(text).get("tool", {}).get("normalizer")
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+), column (\d+)", str(error))
        place = Node(None, int(at[1]), int(at[2])) if at else None
        problems.add(place, f"not TOML: {str(error).split(' (at ')[0]}")
        return None
    except RecursionError:
        problems.add(None, "nested too deep")
        return None
    if table is None:
        problems.add(None, "has no [tool.normalizer]")
        return None
    places = _Walk(text).places
    top = next((places[path] for path in places if path[:2] == _ROOT), (1, 1))
    deep = [path for path in places if path[:2] == _ROOT and len(path) > LIMIT_DEPTH]
    if deep:
        problems.add(Node(None, *places[deep[0]]), f"nested deeper than {LIMIT_DEPTH}")
        return None
    return _placed(table, _ROOT, places, top)


def _placed(value: Plain, path: Path, places: dict[Path, tuple[int, int]], above: tuple[int, int]) -> Node:
    line, column = places.get(path, above)
    if isinstance(value, dict):
        parts = {key: _placed(one, (*path, key), places, (line, column)) for key, one in value.items()}
        keys = {key: Node(key, *places.get((*path, key), (line, column))) for key in value}
        return Node(parts, line, column, keys)
    if isinstance(value, list):
        items = [_placed(one, (*path, n), places, (line, column)) for n, one in enumerate(value)]
        return Node(items, line, column)
    return Node(value if isinstance(value, bool | int | float | str) else str(value), line, column)


class _Walk:
    """Goes over the tokens of a TOML text and notes where each key and each item of an array stands."""

    def __init__(self, text: str) -> None:
        self.places: dict[Path, tuple[int, int]] = {}
        self.table: Path = ()
        self.counts: dict[Path, int] = {}
        self.tokens = [(match.lastgroup, match[0], match.start()) for match in _TOKEN.finditer(text)]
        self.tokens = [token for token in self.tokens if token[0] != "skip"]
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.at = 0
        while self.at < len(self.tokens):
            self._line()

    def _take(self) -> tuple[str | None, str, int]:
        self.at += 1
        return self.tokens[self.at - 1] if self.at <= len(self.tokens) else ("mark", "", 0)

    def _see(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def _note(self, path: Path, offset: int) -> None:
        import bisect

        line = bisect.bisect_right(self.starts, offset)
        self.places.setdefault(path, (line, offset - self.starts[line - 1] + 1))

    def _line(self) -> None:
        """One line: a table header, or a key with its value."""
        if self._see() == "\n":
            self._take()
        elif self._see() == "[":
            self._header()
        else:
            self._pair(self.table)

    def _header(self) -> None:
        start = self._take()[2]
        many = self._see() == "["
        if many:
            self._take()
        path, _ = self._key()
        while self._see() not in ("\n", ""):
            self._take()
        full: Path = ()
        for number, part in enumerate(path):
            full = (*full, part)
            if number == len(path) - 1 and many:
                self.counts[full] = self.counts.get(full, -1) + 1
            self._note(full, start)
            if full in self.counts:
                full = (*full, self.counts[full])
                self._note(full, start)
        self.table = full

    def _key(self) -> tuple[Path, int]:
        """A key, dotted or not, and where it starts."""
        start = self.tokens[self.at][2] if self.at < len(self.tokens) else 0
        parts: list[str] = []
        while self._see() not in ("=", "]", "\n", ""):
            kind, word, _ = self._take()
            if kind == "text":
                parts.append(word[1:-1])
            elif word != ".":
                parts.append(word)
        return tuple(parts), start

    def _pair(self, below: Path) -> None:
        path, start = self._key()
        for end in range(1, len(path) + 1):
            self._note((*below, *path[:end]), start)
        if self._see() == "=":
            self._take()
            self._value((*below, *path))
        else:
            self._take()

    def _value(self, path: Path) -> None:
        opening = self._see()
        if opening == "[":
            self._array(path)
        elif opening == "{":
            self._inline(path)
        else:
            while self._see() not in (",", "]", "}", "\n", ""):
                self._take()

    def _array(self, path: Path) -> None:
        self._take()
        number = 0
        while self._see() not in ("]", ""):
            if self._see() in ("\n", ","):
                self._take()
                continue
            before = self.at
            self._note((*path, number), self.tokens[self.at][2])
            self._value((*path, number))
            number += 1
            if self.at == before:  # only where tomllib and these tokens disagree
                self._take()
        self._take()

    def _inline(self, path: Path) -> None:
        self._take()
        while self._see() not in ("}", ""):
            if self._see() in ("\n", ","):
                self._take()
                continue
            before = self.at
            self._pair(path)
            if self.at == before:
                self._take()
        self._take()
