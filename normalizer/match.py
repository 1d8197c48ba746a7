"""What a rule applies to: each key of ``match:`` is one condition below, compiled once per document.

A condition takes its value from the rules file and returns a predicate over elements. Those that name
tags or attributes also narrow the search, so that most rules cost nothing on most documents.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree

from normalizer import selectors
from normalizer.blank import is_blank, shows_nothing
from normalizer.rulekinds import Choice, Either, Field, Fields, Flag, Kind, ListOf, MapOf, Number, Text
from normalizer.style_match import STYLE_KIND, StyleContext, compile_style
from normalizer.style_repair import KINDS, kinds
from normalizer.style_view import of
from normalizer.tree import visible_text

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


@dataclass(frozen=True, slots=True)
class Matcher:
    """A compiled ``match:``; ``tags`` and ``attribute`` narrow the search, the tests decide."""

    tags: frozenset[str] | None
    attribute: str
    comment: re.Pattern[str] | None
    text: Callable[[str], object] | None
    """A search that must succeed in the text of the whole document."""
    find: Callable[[_Element], list[_Element]] | None
    tests: tuple[Predicate, ...]

    def matches(self, el: _Element) -> bool:
        """Whether all conditions hold for ``el``."""
        if self.tags is not None and el.tag not in self.tags:
            return False
        return all(test(el) for test in self.tests)


CONDITIONS: dict[str, Condition] = {}


def condition(name: str, kind: Kind, why: str) -> Callable[[Callable[[Any, StyleContext], Predicate]], None]:
    """Register the decorated function as the condition ``name``."""

    def register(compile_it: Callable[[Any, StyleContext], Predicate]) -> None:
        CONDITIONS[name] = Condition(name, kind, why, compile_it)

    return register


def listed(value: Any) -> list[Any]:
    """One or many, as many."""
    return value if isinstance(value, list) else [value]


def glob(patterns: Any) -> Callable[[str], bool]:
    """Return a test for names that match one of ``patterns`` (``*`` stands for anything)."""
    exact = frozenset(p for p in listed(patterns) if "*" not in p)
    wild = [fnmatch.translate(p) for p in listed(patterns) if "*" in p]
    if not wild:
        return exact.__contains__
    match = re.compile("|".join(wild)).match
    return lambda name: name in exact or match(name) is not None


def compile_match(match: dict[str, Any], context: StyleContext) -> Matcher:
    """Compile a checked ``match:`` mapping."""
    tests = tuple(
        CONDITIONS[key].compile(value, context)
        for key, value in match.items()
        if key not in ("tag", "css", "xpath", "comment")
    )
    tags = frozenset(listed(match["tag"])) if "tag" in match else None
    find = None
    if "css" in match:
        find, tags = selectors.css(match["css"]).find, tags or selectors.css(match["css"]).tags
    elif "xpath" in match:
        find = selectors.xpath(match["xpath"]).find
    pattern = re.compile(match["comment"]) if "comment" in match else None
    search = re.compile(match["own-text"]).search if "own-text" in match else None
    return Matcher(tags, _narrowing(match), pattern, search, find, tests)


def _narrowing(match: dict[str, Any]) -> str:
    """The name (or glob) of an attribute without which the rule cannot match, or ``""``."""
    if "style" in match or "malformed" in match or "style-only" in match:
        return "style"
    if "class" in match:
        return "class"
    for name, wanted in match.get("attributes", {}).items():
        if wanted is not False:
            return str(name)
    return ""


def _nothing(value: Any, context: StyleContext) -> Predicate:  # noqa: ARG001
    return lambda _el: True


condition("tag", NAMES, "Element name, or a list of names.")(_nothing)
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


@condition(
    "only-attributes",
    ListOf(Text(r"[\w.*-]*", what="a name"), single=True),
    "The element has no attributes but these (globs allowed; [] for none).",
)
def _only_attributes(value: Any, context: StyleContext) -> Predicate:  # noqa: ARG001
    allowed = glob(value)
    return lambda el: all(name[0] == "_" or allowed(name) for name in el.keys())  # noqa: SIM118 - lxml


@condition("class", NAMES, "One of the class tokens (globs allowed).")
def _class(value: Any, context: StyleContext) -> Predicate:  # noqa: ARG001
    some = glob(value)
    return lambda el: any(map(some, el.get("class", "").split()))


@condition("style", STYLE_KIND, "Conditions on typed style values, all of which hold.")
def _style(value: Any, context: StyleContext) -> Predicate:
    test = compile_style(value, context)
    return lambda el: test(el.get("style", ""))


@condition(
    "style-only", NAMES, "The style holds no valid declaration but of these properties (globs allowed)."
)
def _style_only(value: Any, context: StyleContext) -> Predicate:  # noqa: ARG001
    allowed = glob(value)

    def test(el: _Element) -> bool:
        style = of(el.get("style", ""))
        return not style.template and all(allowed(name) for name in style.written)

    return test


@condition(
    "malformed", Choice(tuple(sorted(KINDS)), "kind of mistake"), "The style has a mistake of this kind."
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


@condition("any-of", ListOf(_Nested(), least=1), "One of these conditions holds.")
def _any_of(value: Any, context: StyleContext) -> Predicate:
    tests = [_related(one, context) for one in value]
    return lambda el: any(test(el) for test in tests)


@condition("not", _NESTED, "The element itself does not fulfil this.")
def _not(value: Any, context: StyleContext) -> Predicate:
    test = _related(value, context)
    return lambda el: not test(el)


MATCH = Fields({key: Field(c.kind, c.why) for key, c in CONDITIONS.items()}, "condition", name="match")
NESTED = Fields(
    {key: Field(c.kind, c.why) for key, c in CONDITIONS.items() if key not in _TOP_ONLY},
    "condition",
    name="nested",
)
