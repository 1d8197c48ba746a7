"""The kinds of values that a rules file may hold; each checks a value and describes itself as JSON Schema.

One table of kinds is both the validator and the published schema, so the two cannot disagree.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from normalizer.rules.nodes import Node, Problems, near
from normalizer.values import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Schema = dict[str, object]

_NAMES = {
    dict: "a mapping",
    list: "a list",
    str: "text",
    bool: "true or false",
    int: "a number",
    float: "a number",
}


def found(node: Node) -> str:
    """Say what ``node`` holds, for a message."""
    return "nothing" if node.value is None else _NAMES[type(node.value)]


class Kind(Protocol):
    """What a value may be."""

    def check(self, node: Node, problems: Problems) -> None:
        """Report what is wrong with ``node``."""

    def schema(self) -> Schema:
        """JSON Schema (2020-12) of the same."""


@frozen
class Anything:
    """No check: another part of the program reads it."""

    def check(self, node: Node, problems: Problems) -> None:
        """Accept ``node``."""

    def schema(self) -> Schema:
        """Describe no constraint."""
        return {}


@frozen
class Text:
    """Text, optionally of one form: ``pattern`` for the whole, or ``parse`` that raises ValueError."""

    pattern: str = ""
    parse: Callable[[str], object] | None = None
    what: str = "text"

    def check(self, node: Node, problems: Problems) -> None:
        """Report a value that is not such a text."""
        if not isinstance(node.value, str):
            problems.add(node, f"expected {self.what}, found {found(node)}")
        elif self.pattern and not re.fullmatch(self.pattern, node.value):
            problems.add(node, f"{node.value!r} is not {self.what}")
        elif self.parse is not None:
            try:
                self.parse(node.value)
            except (ValueError, re.error) as error:
                problems.add(node, f"{self.what}: {error}")

    def schema(self) -> Schema:
        """Describe a string."""
        return {"type": "string", "pattern": f"^(?:{self.pattern})$"} if self.pattern else {"type": "string"}


@frozen
class Flag:
    """``true`` or ``false``; with ``only``, just that one."""

    only: bool | None = None

    def check(self, node: Node, problems: Problems) -> None:
        """Report a value that is no boolean."""
        if not isinstance(node.value, bool) or (self.only is not None and node.value is not self.only):
            problems.add(
                node,
                f"expected {'true or false' if self.only is None else str(self.only).lower()}, found {found(node)}",
            )

    def schema(self) -> Schema:
        """Describe a boolean."""
        return {"type": "boolean"} if self.only is None else {"const": self.only}


@frozen
class Number:
    """A number from ``least`` on, up to ``most``."""

    least: float = 0
    most: float = float("inf")

    def check(self, node: Node, problems: Problems) -> None:
        """Report a value that is no number, or too small."""
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            problems.add(node, f"expected a number, found {found(node)}")
        elif node.value < self.least:
            problems.add(node, f"{node.value} is less than {self.least}")
        elif node.value > self.most:
            problems.add(node, f"{node.value} is more than {self.most}")

    def schema(self) -> Schema:
        """Describe a number."""
        schema: Schema = {"type": "number", "minimum": self.least}
        return schema if self.most == float("inf") else {**schema, "maximum": self.most}


@frozen
class Choice:
    """One word of a list."""

    names: tuple[str, ...]
    what: str = "word"

    def check(self, node: Node, problems: Problems) -> None:
        """Report an unknown word, with the nearest known one."""
        if not isinstance(node.value, str):
            problems.add(node, f"expected one of {', '.join(self.names)}; found {found(node)}")
        elif node.value not in self.names:
            hint = near(node.value, self.names) or f"; known: {', '.join(self.names[:12])}"
            problems.add(node, f"unknown {self.what} {node.value!r}{hint}")

    def schema(self) -> Schema:
        """Describe an enumeration."""
        return {"enum": list(self.names)}


@frozen
class ListOf:
    """A list of one kind; with ``single``, one item may stand without a list."""

    item: Kind
    single: bool = False
    least: int = 0

    def check(self, node: Node, problems: Problems) -> None:
        """Check every item."""
        if isinstance(node.value, list):
            if len(node.value) < self.least:
                problems.add(node, f"expected at least {self.least} item{'s' if self.least > 1 else ''}")
            for item in node.value:
                self.item.check(item, problems)
        elif self.single:
            self.item.check(node, problems)
        else:
            problems.add(node, f"expected a list, found {found(node)}")

    def schema(self) -> Schema:
        """Describe an array, or also its item."""
        array: Schema = {"type": "array", "items": self.item.schema()}
        if self.least:
            array["minItems"] = self.least
        return {"anyOf": [self.item.schema(), array]} if self.single else array


@frozen
class MapOf:
    """A mapping from free names to one kind."""

    value: Kind
    name: str = ".+"
    what: str = "name"

    def check(self, node: Node, problems: Problems) -> None:
        """Check every name and value."""
        if not isinstance(node.value, dict):
            problems.add(node, f"expected a mapping, found {found(node)}")
            return
        for key, item in node.value.items():
            if not re.fullmatch(self.name, key):
                problems.add(node.key(key), f"{key!r} is no {self.what}")
            self.value.check(item, problems)

    def schema(self) -> Schema:
        """Describe an object with free names."""
        schema: Schema = {"type": "object", "additionalProperties": self.value.schema()}
        if self.name != ".+":
            schema["propertyNames"] = {"pattern": f"^(?:{self.name})$"}
        return schema


@frozen
class Field:
    """One key of a mapping: its kind, what it is for, whether it must be there."""

    kind: Kind
    why: str
    required: bool = False


class Fields:
    """A mapping with known keys; ``exactly_one`` for an action with its argument."""

    def __init__(
        self, fields: Mapping[str, Field], what: str = "key", *, exactly_one: bool = False, name: str = ""
    ) -> None:
        self.fields = fields
        self.what = what
        self.exactly_one = exactly_one
        self.name = name

    def check(self, node: Node, problems: Problems) -> None:
        """Report unknown and missing keys and check the values."""
        if not isinstance(node.value, dict):
            problems.add(node, f"expected a mapping, found {found(node)}")
            return
        for key, item in node.value.items():
            field = self.fields.get(key)
            if field is None:
                problems.add(node.key(key), f"unknown {self.what} {key!r}{near(key, self.fields)}")
            else:
                field.kind.check(item, problems)
        missing = [key for key, field in self.fields.items() if field.required and key not in node.value]
        if missing:
            problems.add(node, f"missing {', '.join(missing)}")
        if self.exactly_one and len(node.value) != 1:
            problems.add(node, f"expected one {self.what}, found {len(node.value)}")

    def schema(self) -> Schema:
        """Describe an object, or refer to the definition of that ``name``."""
        return {"$ref": f"#/$defs/{self.name}"} if self.name else self.definition()

    def definition(self) -> Schema:
        """Describe an object in full."""
        schema: Schema = {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                key: {**field.kind.schema(), "description": field.why} for key, field in self.fields.items()
            },
        }
        required = [key for key, field in self.fields.items() if field.required]
        if required:
            schema["required"] = required
        if self.exactly_one:
            schema |= {"minProperties": 1, "maxProperties": 1}
        return schema


@frozen
class Either:
    """A word or text of one kind, or a mapping or list of another."""

    scalar: Kind
    other: Kind
    other_type: type = dict

    def check(self, node: Node, problems: Problems) -> None:
        """Check against the kind that fits the shape of the value."""
        (self.other if isinstance(node.value, self.other_type) else self.scalar).check(node, problems)

    def schema(self) -> Schema:
        """Describe both."""
        return {"anyOf": [self.scalar.schema(), self.other.schema()]}
