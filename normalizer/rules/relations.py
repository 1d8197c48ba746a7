"""Conditions on what stands round an element, and conditions made of conditions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import etree

from normalizer.html.blank import is_blank
from normalizer.html.tree import FROM_MARKDOWN
from normalizer.rules.kinds import Either, Field, Fields, ListOf
from normalizer.rules.matching import CONDITIONS, NAMES, Predicate, condition, nested, nested_of_shape
from normalizer.rules.selection import listed
from normalizer.rules.style_match import StyleContext

if TYPE_CHECKING:
    from lxml.etree import _Element


def _related(value: Any, context: StyleContext) -> Predicate:
    if isinstance(value, str | list):
        names = frozenset(_names(value))
        return lambda el: el.tag in names
    return nested(value, context)


def _names(value: Any) -> list[str]:
    return [name for text in listed(value) for name in re.split(r"[\s,]+", text)]


def _candidates(value: Any) -> tuple[Any, ...]:
    """What a walk over descendants asks lxml for: the tags that may fulfil the condition, or any element."""
    tags = listed(value.get("tag", [])) if isinstance(value, dict) else _names(value)
    return tuple(tags) or (etree.Element,)


class _Nested:
    """A ``match:`` inside a ``match:``; the table is complete only after this module has loaded."""

    name = "nested"

    def check(self, node: Any, problems: Any) -> None:
        Fields(
            {key: Field(c.kind, c.why) for key, c in CONDITIONS.items() if key not in TOP_ONLY}, "condition"
        ).check(node, problems)

    def schema(self) -> dict[str, object]:
        return {"$ref": "#/$defs/nested"}


TOP_ONLY = ("css", "xpath", "comment")
_NESTED = Either(NAMES, _Nested())


@condition("parent", _NESTED, "Condition on the parent.")
def _parent(value: Any, context: StyleContext) -> Predicate:
    test = _related(value, context)
    return lambda el: (parent := el.getparent()) is not None and not _is_of_the_line(parent) and test(parent)


@condition("inside", _NESTED, "Some ancestor fulfils this.")
def _inside(value: Any, context: StyleContext) -> Predicate:
    test = _related(value, context)
    return lambda el: any(test(up) for up in el.iterancestors() if not _is_of_the_line(up))


def _is_of_the_line(el: _Element) -> bool:
    """Whether ``el`` is emphasis or a link of Markdown, which is source to a region and an element on its page."""
    return el.tag in _OF_THE_LINE and el.get(FROM_MARKDOWN) is not None


_OF_THE_LINE = frozenset(("a", "em", "strong", "del", "code"))


@condition("not-inside", _NESTED, "No ancestor fulfils this.")
def _not_inside(value: Any, context: StyleContext) -> Predicate:
    test = _related(value, context)
    return lambda el: not any(test(up) for up in el.iterancestors() if not _is_of_the_line(up))


@condition("has", _NESTED, "Some descendant fulfils this.")
def _has(value: Any, context: StyleContext) -> Predicate:
    test, tags = _related(value, context), _candidates(value)
    return lambda el: any(test(inner) for inner in el.iterdescendants(*tags))


@condition("has-no", _NESTED, "No descendant fulfils this.")
def _has_no(value: Any, context: StyleContext) -> Predicate:
    test, tags = _related(value, context), _candidates(value)
    return lambda el: not any(test(inner) for inner in el.iterdescendants(*tags))


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


@condition("any-of", ListOf(_Nested(), least=1), "One of these conditions holds.", nested_of_shape)
def _any_of(value: Any, context: StyleContext) -> Predicate:
    tests = [_related(one, context) for one in value]
    if len(tests) == 2:
        first, second = tests
        return lambda el: first(el) or second(el)
    return lambda el: any(test(el) for test in tests)


@condition("not", _NESTED, "The element itself does not fulfil this.", nested_of_shape)
def _not(value: Any, context: StyleContext) -> Predicate:
    test = _related(value, context)
    return lambda el: not test(el)
