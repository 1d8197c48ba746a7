"""How a ``match:`` is compiled: the registry of conditions, shapes of elements, the compiled matcher.

Conditions that look at nothing but the shape of an element (its tag, the names of its attributes, the
values of a few) are asked once for all elements alike; the others are asked for each.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from normalizer.html.tree import MARK, is_bare
from normalizer.lazy import regex
from normalizer.rules import selectors
from normalizer.rules.kinds import Kind, ListOf, Text
from normalizer.rules.selection import listed
from normalizer.rules.style_match import StyleContext
from normalizer.values import frozen

if TYPE_CHECKING:
    from lxml.etree import _Element

Predicate = Callable[["_Element"], bool]
NAMES = ListOf(Text(r"[\w.*-]+", what="a name"), single=True)


@frozen
class Condition:
    """One key of ``match:``."""

    name: str
    kind: Kind
    why: str
    compile: Callable[[Any, StyleContext], Predicate]
    of_shape: Callable[[Any], bool]
    """Whether the condition with this value looks at nothing but the shape of an element."""


@frozen
class Matcher:
    """A compiled ``match:``: tests of an element's shape, whose answers are remembered, and all others."""

    admits: Predicate
    """Whether the shape of an element allows a match."""
    holds: Late
    """Whether the other conditions hold."""
    comment: re.Pattern[str] | None = None
    text: Callable[[str], object] | None = None
    """A search that must succeed in the text of the whole tree."""
    find: Callable[[_Element], list[_Element]] | None = None
    tags: frozenset[str] = frozenset()
    """The only tags that ``admits`` lets pass; any if there are none."""

    def matches(self, el: _Element) -> bool:
        """Whether all conditions hold for ``el``."""
        return self.admits(el) and self.holds(el)


def every(tests: list[Predicate]) -> Predicate:
    """One predicate for all of ``tests``; the usual numbers of them without a loop."""
    if not tests:
        return lambda _el: True
    if len(tests) == 1:
        return tests[0]
    first, second, *rest = tests
    if not rest:
        return lambda el: first(el) and second(el)
    if len(rest) == 1:
        third = rest[0]
        return lambda el: first(el) and second(el) and third(el)
    return lambda el: all(test(el) for test in tests)


VALUED = frozenset(
    ("style", "class", "align", "dir", "lang", "type", "role", "color", "data-ke-type", "start")
)
"""Attributes whose value is part of an element's shape: few values, many elements."""


def shape(el: _Element) -> object:
    """The tag of ``el``, the names of its attributes, and the values of some: elements alike look alike.

    >>> from lxml import etree
    >>> shape(etree.fromstring('<a _n="1" href="x" class="y"/>'))
    ('a', 'href', ('class', 'y'))
    """
    if is_bare(el):
        return el.tag
    return (el.tag, *[item if item[0] in VALUED else item[0] for item in el.items() if item[0] != MARK])


CONDITIONS: dict[str, Condition] = {}


def condition(
    name: str, kind: Kind, why: str, of_shape: Callable[[Any], bool] = lambda _value: False
) -> Callable[[Callable[[Any, StyleContext], Predicate]], None]:
    """Register the decorated function as the condition ``name``."""

    def register(compile_it: Callable[[Any, StyleContext], Predicate]) -> None:
        CONDITIONS[name] = Condition(name, kind, why, compile_it, of_shape)

    return register


def glob(patterns: Any) -> Callable[[str], bool]:
    """Return a test for names that match one of ``patterns`` (``*`` stands for anything)."""
    return _glob(tuple(listed(patterns)))


@lru_cache(maxsize=2048)
def _glob(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    exact = frozenset(p for p in patterns if "*" not in p)
    starts = tuple(
        p[:-1] for p in patterns if p.find("*") == len(p) - 1
    )  # nearly all: no expression to compile
    others = [fnmatch.translate(p) for p in patterns if "*" in p[:-1]]
    match = re.compile("|".join(others)).match if others else None
    return lambda name: (
        name in exact or name.startswith(starts) or (match is not None and match(name) is not None)
    )


def compile_match(match: dict[str, Any], context: StyleContext) -> Matcher:
    """Compile a checked ``match:`` mapping.

    A document holds what few rules look for, so all but the test for tags and names of attributes waits
    until an element passes that one.
    """
    named = _named(match)
    rest = Late(lambda: _shape_test(match, context))
    pattern = regex(match["comment"]) if "comment" in match else None
    own = regex(match["own-text"]) if "own-text" in match else None
    return Matcher(
        lambda el: named(el) and rest(el),
        Late(lambda: every(_compiled(match, context, of_shape=False))),
        pattern,
        (lambda text: own.search(text)) if own else None,
        _finder(match),
        frozenset(listed(match.get("tag", []))),
    )


class Late:
    """A predicate that is made when it is first asked."""

    __slots__ = ("_make", "_test")

    def __init__(self, make: Callable[[], Predicate]) -> None:
        self._make = make
        self._test: Predicate | None = None

    def ready(self) -> Predicate:
        """The predicate itself, for who asks it often."""
        if self._test is None:
            self._test = self._make()
        return self._test

    def __call__(self, el: _Element) -> bool:
        """Ask it."""
        return (self._test or self.ready())(el)


def nested(match: dict[str, Any], context: StyleContext) -> Predicate:
    """Compile a ``match:`` inside a ``match:``: one predicate, what it asks of the shape first."""
    return every([*_compiled(match, context, of_shape=True), *_compiled(match, context, of_shape=False)])


def _named(match: dict[str, Any]) -> Predicate:
    """Test the tag of an element and which attributes it has."""
    tags = frozenset(listed(match.get("tag", [])))
    required = [
        name
        for name, wanted in match.get("attributes", {}).items()
        if wanted is not False and "*" not in name
    ]
    if not required:
        return lambda el: not tags or el.tag in tags
    return lambda el: (not tags or el.tag in tags) and all(el.get(name) is not None for name in required)


def _shape_test(match: dict[str, Any], context: StyleContext) -> Predicate:
    tests = _compiled(match, context, of_shape=True)
    if "any-of" in match and not is_of_shape("any-of", match["any-of"]):
        tests.append(_some_admits([compile_match(one, context) for one in match["any-of"]]))
    return every(tests)


def _compiled(match: dict[str, Any], context: StyleContext, *, of_shape: bool) -> list[Predicate]:
    return [
        CONDITIONS[key].compile(value, context)
        for key, value in match.items()
        if key not in ("css", "xpath", "comment") and is_of_shape(key, value) is of_shape
    ]


def _finder(match: dict[str, Any]) -> Callable[[_Element], list[_Element]] | None:
    if "xpath" in match:
        return lambda root: selectors.xpath(match["xpath"]).find(root)
    if "css" in match:
        return lambda root: selectors.css(match["css"]).find(root)
    return None


def _some_admits(matchers: list[Matcher]) -> Predicate:
    return lambda el: any(matcher.admits(el) for matcher in matchers)


def is_of_shape(key: str, value: Any) -> bool:
    """Whether the condition ``key`` looks at nothing but the shape of an element."""
    return CONDITIONS[key].of_shape(value)


def nested_of_shape(value: Any) -> bool:
    """Whether a nested ``match:`` (or a list of them) looks at nothing but shapes."""
    if isinstance(value, dict):
        return all(is_of_shape(key, inner) for key, inner in value.items())
    return isinstance(value, str) or all(nested_of_shape(one) for one in value)


def always(_value: Any) -> bool:
    """Any value of the condition is of the shape."""
    return True
