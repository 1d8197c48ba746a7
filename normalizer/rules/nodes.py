"""Values of a rules file that know their line and column, so that every mistake can be shown where it stands.

Apart from the reader in ``rulefile``, because the shipped rules need no YAML at start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Union

from normalizer.values import field, mutable

if TYPE_CHECKING:
    from collections.abc import Collection

Plain = Union[bool, int, float, str, list["Plain"], dict[str, "Plain"], None]  # noqa: UP007 - recursive
"""What a YAML file can hold, without places."""


@mutable
class Node:
    """A value with the place where it starts; lines and columns count from 1."""

    value: bool | int | float | str | list[Node] | dict[str, Node] | None
    line: int
    column: int
    keys: dict[str, Node] | None = None
    """Where the keys of a mapping stand."""

    def key(self, name: str) -> Node:
        """The place of the key ``name``; where it is not known, that of its value, or of the mapping."""
        if self.keys and name in self.keys:
            return self.keys[name]
        return self.value.get(name, self) if isinstance(self.value, dict) else self

    def child(self, name: str) -> Node | None:
        """The value under ``name``, or None where there is none."""
        return self.value.get(name) if isinstance(self.value, dict) else None

    def entries(self) -> list[tuple[str, Node]]:
        """The entries of a mapping; none of anything else."""
        return list(self.value.items()) if isinstance(self.value, dict) else []

    def listed(self) -> list[Node]:
        """The items of a list; a single value is the only one of its own."""
        return self.value if isinstance(self.value, list) else [] if self.value is None else [self]

    def plain(self) -> Plain:
        """The value without places."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


def located(value: Plain, line: int, column: int = 1) -> Node:
    """Give a plain value, and all in it, one place.

    >>> located({"a": [1]}, 7).plain()
    {'a': [1]}
    """
    if isinstance(value, dict):
        return Node({key: located(item, line, column) for key, item in value.items()}, line, column)
    if isinstance(value, list):
        return Node([located(item, line, column) for item in value], line, column)
    return Node(value, line, column)


def filled(node: Node, options: dict[str, Node]) -> Node:
    """Put the values of ``options`` in the place of ``$name``; the places in the file stay."""
    if isinstance(node.value, dict):
        parts = {key: filled(item, options) for key, item in node.value.items()}
        return Node(parts, node.line, node.column, node.keys)
    if isinstance(node.value, list):
        return Node([filled(item, options) for item in node.value], node.line, node.column)
    if isinstance(node.value, str) and node.value[:1] == "$" and node.value[1:] in options:
        return Node(options[node.value[1:]].value, node.line, node.column)
    return node


@mutable
class Problems:
    """The mistakes found in one file, each with its place, in reading order."""

    name: str
    found: list[tuple[int, int, str]] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    """Lines about other files, which this one extends."""

    def add(self, node: Node | None, message: str) -> None:
        """Note ``message`` at the place of ``node``."""
        self.found.append((node.line, node.column, message) if node else (1, 1, message))

    def lines(self) -> list[str]:
        """One ``file:line:column: message`` per mistake."""
        own = [f"{self.name}:{line}:{column}: {message}" for line, column, message in sorted(set(self.found))]
        return own + self.elsewhere


def near(word: str, names: Collection[str]) -> str:
    """Return ``; did you mean 'x'?`` for the name nearest to ``word``, or ``""``.

    >>> near("unwarp", ["drop", "unwrap"]), near("emphasised", ["split-emphasis", "emphasised-colour-span"])
    ("; did you mean 'unwrap'?", "; did you mean 'emphasised-colour-span'?")
    """
    import difflib  # for a mistake only

    begun = sorted(name for name in names if len(word) > 3 and name.startswith(word))
    found = begun or difflib.get_close_matches(word, names, 1, 0.6)
    return f"; did you mean {found[0]!r}?" if found else ""
