"""What a rule applies to: each key of ``match:`` is one condition below, compiled once per document.

A condition takes its value from the rules file and returns a predicate over elements. Those that name
tags or attributes also narrow the search, so that most rules cost nothing on most documents.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lxml import etree

from normalizer import selectors
from normalizer.blank import is_blank, shows_nothing
from normalizer.rulekinds import Choice, Either, Field, Fields, Flag, Kind, ListOf, MapOf, Number, Text
from normalizer.style_match import STYLE_KIND, StyleContext, compile_style
from normalizer.style_repair import KINDS, kinds
from normalizer.style_view import of
from normalizer.tree import MARK, visible_text

if TYPE_CHECKING:
    from lxml.etree import _Element

Predicate = Callable[["_Element"], bool]
NAMES = ListOf(Text(r"[\w.*-]+", what="a name"), single=True)


@dataclass(frozen=True, slots=True)
class Condition:
    """One key of ``match:``."""

    name: str
    kind: Kind
    why: str
    compile: Callable[[Any, StyleContext], Predicate]
    of_shape: Callable[[Any], bool]
    """Whether the condition with this value looks at nothing but the shape of an element."""


@dataclass(frozen=True, slots=True)
class Matcher:
    """A compiled ``match:``: tests of an element's shape, whose answers are remembered, and all others."""

    admits: Predicate
    """Whether the shape of an element allows a match."""
    holds: Predicate
    """Whether the other conditions hold."""
    comment: re.Pattern[str] | None = None
    text: Callable[[str], object] | None = None
    """A search that must succeed in the text of the whole tree."""
    find: Callable[[_Element], list[_Element]] | None = None

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


def shape(el: _Element) -> tuple[object, ...]:
    """The tag of ``el``, the names of its attributes, and the values of some: elements alike look alike.

    >>> shape(etree.fromstring('<a _n="1" href="x" class="y"/>'))
    ('a', 'href', None, 'class', 'y')
    """
    key: list[object] = [el.tag]
    for name, value in el.items():
        if name != MARK:
            key.append(name)
            key.append(value if name in VALUED else None)
    return tuple(key)


CONDITIONS: dict[str, Condition] = {}


def condition(
    name: str, kind: Kind, why: str, of_shape: Callable[[Any], bool] = lambda _value: False
) -> Callable[[Callable[[Any, StyleContext], Predicate]], None]:
    """Register the decorated function as the condition ``name``."""

    def register(compile_it: Callable[[Any, StyleContext], Predicate]) -> None:
        CONDITIONS[name] = Condition(name, kind, why, compile_it, of_shape)

    return register


def listed(value: Any) -> list[Any]:
    """One or many, as many."""
    return value if isinstance(value, list) else [value]


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
    """Compile a checked ``match:`` mapping."""
    shape_tests: list[Predicate] = []
    tests: list[Predicate] = []
    for key, value in match.items():
        if key in ("css", "xpath", "comment"):
            continue
        (shape_tests if is_of_shape(key, value) else tests).append(CONDITIONS[key].compile(value, context))
    required = [
        name
        for name, wanted in match.get("attributes", {}).items()
        if wanted is not False and "*" not in name
    ]
    if required:
        shape_tests.append(lambda el: all(name in el.attrib for name in required))
    if "any-of" in match and not is_of_shape("any-of", match["any-of"]):
        shape_tests.append(_some_admits([compile_match(one, context) for one in match["any-of"]]))
    find = selectors.css(match["css"]).find if "css" in match else None
    if "xpath" in match:
        find = selectors.xpath(match["xpath"]).find
    pattern = re.compile(match["comment"]) if "comment" in match else None
    search = re.compile(match["own-text"]).search if "own-text" in match else None
    return Matcher(every(shape_tests), every(tests), pattern, search, find)


def _some_admits(matchers: list[Matcher]) -> Predicate:
    return lambda el: any(matcher.admits(el) for matcher in matchers)


def is_of_shape(key: str, value: Any) -> bool:
    """Whether the condition ``key`` looks at nothing but the shape of an element."""
    return CONDITIONS[key].of_shape(value)


def _nested_of_shape(value: Any) -> bool:
    if isinstance(value, dict):
        return all(is_of_shape(key, inner) for key, inner in value.items())
    return isinstance(value, str) or all(_nested_of_shape(one) for one in value)


def _always(_value: Any) -> bool:
    return True


def _known_values(value: dict[str, Any]) -> bool:
    return all(isinstance(wanted, bool) or name in VALUED for name, wanted in value.items())


def _nothing(value: Any, context: StyleContext) -> Predicate:  # noqa: ARG001
    return lambda _el: True


@condition("tag", NAMES, "Element name, or a list of names.", _always)
def _tag(value: Any, context: StyleContext) -> Predicate:  # noqa: ARG001
    names = frozenset(listed(value))
    return lambda el: el.tag in names


condition("css", Text(parse=selectors.css, what="a CSS selector"), "CSS selector of the elements.")(_nothing)
condition(
    "xpath", Text(parse=selectors.xpath, what="an XPath expression"), "XPath expression that yields elements."
)(_nothing)
condition(
    "comment",
    Text(parse=re.compile, what="a regular expression"),
    "Comments whose text this expression matches.",
)(_nothing)


@condition(
    "attributes",
    MapOf(Either(Text(), Flag(), bool), r"[\w.*-]+", "attribute name"),
    "Attribute conditions: true (there), false (absent), or a regular expression for the whole value.",
    _known_values,
)
def _attributes(value: Any, context: StyleContext) -> Predicate:  # noqa: ARG001
    tests = [_attribute(name, wanted) for name, wanted in value.items()]
    return tests[0] if len(tests) == 1 else lambda el: all(test(el) for test in tests)


def _attribute(name: str, wanted: Any) -> Predicate:
    if wanted is True or wanted is False:
        if "*" not in name:
            return lambda el: (name in el.attrib) is wanted
        some = glob(name)
        return lambda el: any(map(some, el.keys())) is wanted
    fullmatch = re.compile(wanted).fullmatch
    return lambda el: fullmatch(el.get(name, "")) is not None and name in el.attrib


@condition("any-attribute", NAMES, "The element has one of these attributes (globs allowed).", _always)
def _any_attribute(value: Any, context: StyleContext) -> Predicate:  # noqa: ARG001
    some = glob(value)
    return lambda el: any(map(some, el.keys()))


@condition(
    "only-attributes",
    ListOf(Text(r"[\w.*-]*", what="a name"), single=True),
    "The element has no attributes but these (globs allowed; [] for none).",
    _always,
)
def _only_attributes(value: Any, context: StyleContext) -> Predicate:  # noqa: ARG001
    allowed = glob(value)
    return lambda el: all(name[0] == "_" or allowed(name) for name in el.keys())  # noqa: SIM118 - lxml


@condition("class", NAMES, "One of the class tokens (globs allowed).", _always)
def _class(value: Any, context: StyleContext) -> Predicate:  # noqa: ARG001
    some = glob(value)
    return lambda el: any(map(some, el.get("class", "").split()))


@condition("style", STYLE_KIND, "Conditions on typed style values, all of which hold.", _always)
def _style(value: Any, context: StyleContext) -> Predicate:
    test = compile_style(value, context)
    return lambda el: test(el.get("style", ""))


@condition(
    "style-only",
    NAMES,
    "The style holds no valid declaration but of these properties (globs allowed).",
    _always,
)
def _style_only(value: Any, context: StyleContext) -> Predicate:  # noqa: ARG001
    allowed = glob(value)

    def test(el: _Element) -> bool:
        style = of(el.get("style", ""))
        return not style.template and all(allowed(name) for name in style.written)

    return test


@condition(
    "malformed",
    Choice(tuple(sorted(KINDS)), "kind of mistake"),
    "The style has a mistake of this kind.",
    _always,
)
def _malformed(value: Any, context: StyleContext) -> Predicate:  # noqa: ARG001
    return lambda el: value in kinds(el.get("style", ""))


@condition(
    "text",
    Either(
        Choice(("blank", "visible"), "kind of text"),
        Fields(
            {
                "matches": Field(
                    Text(parse=re.compile, what="a regular expression"),
                    "Regular expression found in the text.",
                ),
                "shorter-than": Field(
                    Number(), "The text has fewer characters, white space runs counted as one."
                ),
                "longer-than": Field(Number(), "The text has more characters."),
            },
            "text condition",
        ),
    ),
    "blank: nothing to see; visible: something; or conditions on the text.",
)
def _text(value: Any, context: StyleContext) -> Predicate:  # noqa: ARG001
    if value == "blank":
        return shows_nothing
    if value == "visible":
        return lambda el: not is_blank(visible_text(el))
    search = re.compile(value.get("matches", "")).search
    below, above = value.get("shorter-than", float("inf")), value.get("longer-than", -1)

    def test(el: _Element) -> bool:
        text = " ".join(visible_text(el).split())
        return above < len(text) < below and search(text) is not None

    return test


@condition(
    "own-text",
    Text(parse=re.compile, what="a regular expression"),
    "Regular expression found in one piece of the text that stands directly in the element.",
)
def _own_text(value: Any, context: StyleContext) -> Predicate:  # noqa: ARG001
    search = re.compile(value).search
    return lambda el: any(search(text) for text in (el.text, *(child.tail for child in el)) if text)


@condition("only-child", Flag(only=True), "No sibling elements, and no visible text beside it.")
def _only_child(value: Any, context: StyleContext) -> Predicate:  # noqa: ARG001
    return is_only_child


def is_only_child(el: _Element) -> bool:
    """Whether ``el`` is all that its parent shows."""
    parent = el.getparent()
    return parent is not None and len(parent) == 1 and is_blank(parent.text) and is_blank(el.tail)


@condition(
    "edge", Choice(("first", "last"), "edge"), "Nothing visible stands before (after) it in its parent."
)
def _edge(value: Any, context: StyleContext) -> Predicate:  # noqa: ARG001
    return _is_first if value == "first" else _is_last


def _is_first(el: _Element) -> bool:
    parent = el.getparent()
    return parent is not None and el.getprevious() is None and is_blank(parent.text)


def _is_last(el: _Element) -> bool:
    return el.getnext() is None and is_blank(el.tail)


def _related(value: Any, context: StyleContext) -> Predicate:
    if isinstance(value, str | list):
        names = frozenset(name for text in listed(value) for name in re.split(r"[\s,]+", text))
        return lambda el: el.tag in names
    return compile_match(value, context).matches


class _Nested:
    """A ``match:`` inside a ``match:``; the table is complete only after this module has loaded."""

    name = "nested"

    def check(self, node: Any, problems: Any) -> None:
        Fields(
            {key: Field(c.kind, c.why) for key, c in CONDITIONS.items() if key not in _TOP_ONLY}, "condition"
        ).check(node, problems)

    def schema(self) -> dict[str, object]:
        return {"$ref": "#/$defs/nested"}


_TOP_ONLY = ("css", "xpath", "comment")
_NESTED = Either(NAMES, _Nested())


@condition("parent", _NESTED, "Condition on the parent.")
def _parent(value: Any, context: StyleContext) -> Predicate:
    test = _related(value, context)
    return lambda el: (parent := el.getparent()) is not None and test(parent)


@condition("inside", _NESTED, "Some ancestor fulfils this.")
def _inside(value: Any, context: StyleContext) -> Predicate:
    test = _related(value, context)
    return lambda el: any(test(up) for up in el.iterancestors())


@condition("not-inside", _NESTED, "No ancestor fulfils this.")
def _not_inside(value: Any, context: StyleContext) -> Predicate:
    test = _related(value, context)
    return lambda el: not any(test(up) for up in el.iterancestors())


@condition("has", _NESTED, "Some descendant fulfils this.")
def _has(value: Any, context: StyleContext) -> Predicate:
    test = _related(value, context)
    return lambda el: any(test(inner) for inner in el.iterdescendants(etree.Element))


@condition("has-no", _NESTED, "No descendant fulfils this.")
def _has_no(value: Any, context: StyleContext) -> Predicate:
    test = _related(value, context)
    return lambda el: not any(test(inner) for inner in el.iterdescendants(etree.Element))


@condition("child", _NESTED, "Some child fulfils this.")
def _child(value: Any, context: StyleContext) -> Predicate:
    test = _related(value, context)
    return lambda el: any(test(inner) for inner in el.iterchildren(etree.Element))


@condition("next", _NESTED, "The next sibling, with nothing visible between, fulfils this.")
def _next(value: Any, context: StyleContext) -> Predicate:
    test = _related(value, context)
    return lambda el: (
        is_blank(el.tail)
        and (other := el.getnext()) is not None
        and isinstance(other.tag, str)
        and test(other)
    )


@condition("previous", _NESTED, "The sibling before, with nothing visible between, fulfils this.")
def _previous(value: Any, context: StyleContext) -> Predicate:
    test = _related(value, context)
    return lambda el: (
        (other := el.getprevious()) is not None
        and isinstance(other.tag, str)
        and is_blank(other.tail)
        and test(other)
    )


@condition("any-of", ListOf(_Nested(), least=1), "One of these conditions holds.", _nested_of_shape)
def _any_of(value: Any, context: StyleContext) -> Predicate:
    tests = [_related(one, context) for one in value]
    if len(tests) == 2:
        first, second = tests
        return lambda el: first(el) or second(el)
    return lambda el: any(test(el) for test in tests)


@condition("not", _NESTED, "The element itself does not fulfil this.", _nested_of_shape)
def _not(value: Any, context: StyleContext) -> Predicate:
    test = _related(value, context)
    return lambda el: not test(el)


MATCH = Fields({key: Field(c.kind, c.why) for key, c in CONDITIONS.items()}, "condition", name="match")
NESTED = Fields(
    {key: Field(c.kind, c.why) for key, c in CONDITIONS.items() if key not in _TOP_ONLY},
    "condition",
    name="nested",
)
