"""Conditions on an element itself: its names, attributes, style and text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from normalizer.html.blank import is_blank, shows_nothing
from normalizer.html.tree import visible_text
from normalizer.lazy import regex
from normalizer.rules import selectors
from normalizer.rules.kinds import Choice, Either, Field, Fields, Flag, ListOf, MapOf, Number, Text
from normalizer.rules.matching import NAMES, VALUED, Predicate, always, condition, glob
from normalizer.rules.selection import listed
from normalizer.rules.style_match import STYLE_KIND, StyleContext, compile_style
from normalizer.style.repair import KINDS, kinds
from normalizer.style.view import of

if TYPE_CHECKING:
    from lxml.etree import _Element


def _known_values(value: dict[str, Any]) -> bool:
    return all(isinstance(wanted, bool) or name in VALUED for name, wanted in value.items())


def _nothing(value: Any, context: StyleContext) -> Predicate:  # noqa: ARG001
    return lambda _el: True


@condition("tag", NAMES, "Element name, or a list of names.", always)
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
    MapOf(
        Either(Text(parse=re.compile, what="a regular expression"), Flag(), bool),
        r"[\w.*-]+",
        "attribute name",
    ),
    "Attribute conditions: true (there), false (absent), or a regular expression for the whole value.",
    _known_values,
)
def _attributes(value: Any, context: StyleContext) -> Predicate:  # noqa: ARG001
    tests = [_attribute(name, wanted) for name, wanted in value.items()]
    return tests[0] if len(tests) == 1 else lambda el: all(test(el) for test in tests)


def _attribute(name: str, wanted: Any) -> Predicate:
    if wanted is True or wanted is False:
        if "*" not in name:
            return lambda el: (el.get(name) is not None) is wanted
        some = glob(name)
        return lambda el: any(map(some, el.keys())) is wanted
    fullmatch = re.compile(wanted).fullmatch
    return lambda el: (found := el.get(name)) is not None and fullmatch(found) is not None


@condition("any-attribute", NAMES, "The element has one of these attributes (globs allowed).", always)
def _any_attribute(value: Any, context: StyleContext) -> Predicate:  # noqa: ARG001
    some = glob(value)
    return lambda el: any(map(some, el.keys()))


@condition(
    "only-attributes",
    ListOf(Text(r"[\w.*-]*", what="a name"), single=True),
    "The element has no attributes but these (globs allowed; [] for none).",
    always,
)
def _only_attributes(value: Any, context: StyleContext) -> Predicate:  # noqa: ARG001
    allowed = glob(value)
    return lambda el: all(name[0] == "_" or allowed(name) for name in el.keys())  # noqa: SIM118 - lxml


@condition("class", NAMES, "One of the class tokens (globs allowed).", always)
def _class(value: Any, context: StyleContext) -> Predicate:  # noqa: ARG001
    some = glob(value)
    return lambda el: any(map(some, el.get("class", "").split()))


@condition("style", STYLE_KIND, "Conditions on typed style values, all of which hold.", always)
def _style(value: Any, context: StyleContext) -> Predicate:
    test = compile_style(value, context)
    return lambda el: test(el.get("style", ""))


@condition(
    "style-only",
    NAMES,
    "The style holds no valid declaration but of these properties (globs allowed).",
    always,
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
    always,
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

    def test(el: _Element) -> bool:
        text = el.text
        if text and search(text):
            return True
        for child in el:
            text = child.tail
            if text and search(text):
                return True
        return False

    return test


@condition("linked", Flag(only=True), "A link in the document points to its id or name.")
def _linked(value: Any, context: StyleContext) -> Predicate:  # noqa: ARG001
    places = context.linked
    return lambda el: (
        bool(places) and (el.get("id") in places or (el.tag == "a" and el.get("name") in places))
    )


@condition(
    "id-of-text", Flag(only=True), "Its id is what renderers make of its text, so a heading has it anyway."
)
def _id_of_text(value: Any, context: StyleContext) -> Predicate:  # noqa: ARG001
    def test(el: _Element) -> bool:
        made, text = _letters(_REPEATED.sub("", el.get("id", ""))), _letters(visible_text(el))
        return bool(made) and text.endswith(made) and (text == made or text[: -len(made)].isdigit())

    return test


@condition(
    "id-of-heading", Flag(only=True), "Its id is to the letter what GitHub, Jekyll and Hugo make of its text."
)
def _id_of_heading(value: Any, context: StyleContext) -> Predicate:  # noqa: ARG001
    def test(el: _Element) -> bool:
        words = " ".join(visible_text(el).split()).lower()
        return bool(_NO_SLUG.sub("", words).replace(" ", "-") == el.get("id"))

    return test


_NO_SLUG = regex(r"[^\w\- ]")
_REPEATED = regex(r"-\d+$")
_NO_LETTERS = regex(r"[\W_]+")


def _letters(text: str) -> str:
    """What all renderers keep of a text in an id; a number before it goes in kramdown."""
    return _NO_LETTERS.sub("", text).lower()


@condition("self-link", Flag(only=True), "A link to the nearest place with an id that it stands in.")
def _self_link(value: Any, context: StyleContext) -> Predicate:  # noqa: ARG001
    def test(el: _Element) -> bool:
        address = el.get("href", "")
        places = (place for up in el.iterancestors() if (place := up.get("id")))
        return bool(address[:1] == "#" and address[1:] == next(places, None))

    return test


@condition("only-child", Flag(only=True), "No sibling elements, and no visible text beside it.")
def _only_child(value: Any, context: StyleContext) -> Predicate:  # noqa: ARG001
    return is_only_child


def is_only_child(el: _Element) -> bool:
    """Whether ``el`` is all that its parent shows."""
    parent = el.getparent()
    return (
        parent is not None
        and el.getnext() is None
        and el.getprevious() is None
        and is_blank(parent.text)
        and is_blank(el.tail)
    )


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
