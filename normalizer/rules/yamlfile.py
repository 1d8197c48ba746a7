"""A YAML file as values that know their line and column, so that every mistake can be shown where it stands.

Built from parser events with an explicit stack: PyYAML's own composer recurses in C and takes the whole
process down on deeply nested input. Scalars follow YAML 1.2's core schema (``no`` and ``on`` are words).
"""

from __future__ import annotations

import yaml

from normalizer.lazy import regex
from normalizer.rules.nodes import Node, Problems

LIMIT_BYTES = 1_000_000
LIMIT_DEPTH = 40
_TOO_DEEP = f"nested deeper than {LIMIT_DEPTH}"

_NUMBERS = regex(r"[-+]?[0-9]+\Z")
_FLOATS = regex(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_WORDS: dict[str, bool | None] = {
    "true": True,
    "True": True,
    "false": False,
    "False": False,
    "null": None,
    "~": None,
    "": None,
}


def read(text: str, problems: Problems) -> Node | None:
    """Return the tree of the YAML document ``text``; mistakes go to ``problems``."""
    if len(text) > LIMIT_BYTES:
        problems.add(None, f"larger than {LIMIT_BYTES} characters")
        return None
    try:
        return _Builder(problems).build(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        message = getattr(error, "problem", None) or str(error).splitlines()[0]
        place = Node(None, mark.line + 1, mark.column + 1) if mark else None
        # The scanner looks up to 1024 characters ahead for the end of a key, so it may meet its own limit first.
        too_deep = "nesting depth" in message
        problems.add(place, _TOO_DEEP if too_deep else f"not YAML: {message}")
        return None


class _Builder:
    """Turns parser events into nodes; ``stack`` holds the open collections and their waiting keys."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.stack: list[tuple[Node, Node | None]] = []
        self.root: Node | None = None

    def build(self, text: str) -> Node | None:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        for event in yaml.parse(text, Loader=loader):
            if isinstance(event, yaml.AliasEvent):
                self._add(self._refuse(event, "aliases (*name) are not read here: write the value again"))
            elif isinstance(event, yaml.ScalarEvent):
                self._add(_place(event, _scalar(event)))
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                self._open(event)
                if len(self.stack) > LIMIT_DEPTH:
                    self._refuse(event, _TOO_DEEP)
                    return None
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                self.stack.pop()
            elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
                self._refuse(event, "a second document (---): one file holds one")
                return self.root
        return self.root

    def _refuse(self, event: yaml.Event, message: str) -> Node:
        node = _place(event, None)
        self.problems.add(node, message)
        return node

    def _open(self, event: yaml.Event) -> None:
        empty: list[Node] | dict[str, Node] = {} if isinstance(event, yaml.MappingStartEvent) else []
        node = _place(event, empty)
        self._add(node)
        self.stack.append((node, None))

    def _add(self, node: Node) -> None:
        if not self.stack:
            self.root = self.root or node
            return
        holder, key = self.stack[-1]
        if isinstance(holder.value, list):
            holder.value.append(node)
        elif key is None:
            self.stack[-1] = (holder, node)
        elif isinstance(holder.value, dict):
            self._set(holder, key, node)
            self.stack[-1] = (holder, None)

    def _set(self, holder: Node, key: Node, node: Node) -> None:
        if isinstance(key.value, list | dict):
            self.problems.add(key, "a key must be a word")
            return
        name = _key(key)
        if holder.keys is None:
            holder.keys = {}
        if name in holder.keys:
            self.problems.add(key, f"duplicate key {name!r}, first at line {holder.keys[name].line}")
        elif isinstance(holder.value, dict):
            holder.value[name] = node
            holder.keys[name] = key


def _place(event: yaml.Event, value: bool | int | float | str | list[Node] | dict[str, Node] | None) -> Node:
    mark = event.start_mark
    return Node(value, mark.line + 1, mark.column + 1) if mark else Node(value, 1, 1)


def _key(key: Node) -> str:
    words = {True: "true", False: "false", None: "null"}
    return words[key.value] if isinstance(key.value, bool | None) else str(key.value)


def _scalar(event: yaml.ScalarEvent) -> bool | int | float | str | None:
    text: str = event.value
    if event.style:  # quoted, literal or folded
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _NUMBERS.match(text) and len(text) < 19:
        return int(text)
    if _FLOATS.match(text) and len(text) < 30:
        return float(text)
    return text
