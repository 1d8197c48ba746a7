"""Conditions on typed style values: ``font-weight: ">= 600"``, ``color: chromatic``, ``margin-left: "> 0px"``."""

from __future__ import annotations

import fnmatch
import operator
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from normalizer.lazy import regex
from normalizer.rules.kinds import ListOf, MapOf, Text
from normalizer.style import values
from normalizer.style.view import of
from normalizer.values import field, frozen

Test = Callable[[str], bool]


@frozen
class StyleContext:
    """What the whole document says: ``base`` are the colours that most of its text has."""

    base: frozenset[str] = field(default_factory=frozenset)
    linked: frozenset[str] = field(default_factory=frozenset)
    """The ids and names that links in the document point to."""

    def is_chromatic(self, value: str) -> bool:
        """Whether ``value`` is a colour that stands out in this document."""
        colour = values.colour(value)
        return colour is not None and colour.chromatic and colour.hex not in self.base


_LONG = 1_000
"""Styles of so many characters are not remembered."""
_COMPARISON = regex(r"(<=|>=|<|>|=)\s*([-+.\d]+)\s*([a-z%]*)\Z")
_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
}


def check_condition(text: str) -> None:
    """Raise ValueError when ``text`` is no condition on a style value."""
    for part in text.split(" and "):
        _check_one(part.strip().removeprefix("not ").strip())


def _check_one(body: str) -> None:
    if not body:
        raise ValueError("is empty")
    if body[0] in "<>=" and not _COMPARISON.match(body):
        raise ValueError(f"{body!r} is no comparison such as '>= 600' or '> 0px'")


STYLE_KIND = MapOf(
    ListOf(Text(parse=check_condition, what="a style condition"), single=True),
    r"-{0,2}[a-z][\w-]*",
    "property name",
)


def compile_style(conditions: dict[str, Any], context: StyleContext) -> Test:
    """Return a test for style attributes that fulfil all ``conditions``; its answers are remembered.

    >>> compile_style({"font-weight": ">= 600"}, StyleContext())("font-weight: bold")
    True
    """
    tests = [
        (name, [_compile(name, text, context) for text in (wanted if isinstance(wanted, list) else [wanted])])
        for name, wanted in conditions.items()
    ]
    known: dict[str, bool] = {}

    def test(style: str) -> bool:
        answer = known.get(style)
        if answer is None:
            view = of(style)
            answer = not view.template and all(
                any(one(view.get(name)) for one in some) for name, some in tests
            )
            if len(known) < 10_000 and len(style) < _LONG:
                known[style] = answer
        return answer

    return test


@lru_cache(maxsize=1024)
def compile_value(name: str, wanted: tuple[str, ...]) -> Test:
    """Return the test for styles in which the property ``name`` fulfils one of ``wanted``, whatever the document."""
    return compile_style({name: list(wanted)}, StyleContext())


def _compile(name: str, text: str, context: StyleContext) -> Test:
    """Return the test for one value of the property ``name``; an absent property has the value ``""``."""
    if " and " in text:
        tests = [_compile(name, part.strip(), context) for part in text.split(" and ")]
        return lambda value: all(test(value) for test in tests)
    if text.startswith("not "):
        inner = _compile(name, text[4:].strip(), context)
        return lambda value: not inner(value)
    if match := _COMPARISON.match(text):
        return _comparison(name, _OPERATORS[match[1]], float(match[2]), match[3])
    named = _NAMED.get(text)
    if named is not None:
        return lambda value: named(value, context)
    if not any(character in text for character in "*?["):
        word = text.lower()
        return lambda value: (lower := value.lower()) == word or word in lower.split()
    pattern = re.compile(fnmatch.translate(text.lower()))
    return lambda value: (
        bool(value)
        and (
            pattern.match(value.lower()) is not None
            or any(pattern.match(word) for word in value.lower().split())
        )
    )


_NAMED: dict[str, Callable[[str, StyleContext], bool]] = {
    "present": lambda value, context: bool(value),  # noqa: ARG005
    "absent": lambda value, context: not value,  # noqa: ARG005
    "chromatic": lambda value, context: context.is_chromatic(value),
    "neutral": lambda value, context: values.colour(value) is not None and not context.is_chromatic(value),
    "monospace": lambda value, context: bool(value) and values.is_monospace(value),  # noqa: ARG005
}
"""Words with a meaning of their own in a style condition."""


def _comparison(name: str, compare: Callable[[float, float], bool], limit: float, unit: str) -> Test:
    if name == "font-weight":
        return lambda value: (number := values.weight(value)) is not None and compare(number, limit)

    def test(value: str) -> bool:
        length = values.length(value)
        if length is None:
            return False
        if length.unit == unit:
            return compare(length.number, limit)
        pixels, wanted = length.pixels, values.Length(limit, unit).pixels
        return pixels is not None and wanted is not None and compare(pixels, wanted)

    return test
