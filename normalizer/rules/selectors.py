"""CSS selectors and XPath expressions, compiled once; a mistake in one is a ValueError with its reason."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lxml import etree

from normalizer.values import frozen

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

_NAMESPACES = {"re": "http://exslt.org/regular-expressions"}


@frozen
class Selector:
    """Finds elements below a root; ``tags`` are the only tags it can find, where that is known."""

    find: Callable[[_Element], list[_Element]]
    tags: frozenset[str] | None


@lru_cache(maxsize=1024)
def css(text: str) -> Selector:
    """Compile a CSS selector list.

    >>> root = etree.fromstring("<body><b><span/></b><span/></body>")
    >>> len(css("b > span").find(root)), css("b > span, i").tags == {"span", "i"}
    (1, True)
    """
    import cssselect  # few rules need it

    try:
        parsed = cssselect.parse(text)
        if any(selector.pseudo_element for selector in parsed):
            raise ValueError("pseudo-elements select nothing here")
        expression = cssselect.HTMLTranslator().css_to_xpath(text, prefix="descendant-or-self::")
    except (cssselect.SelectorError, NotImplementedError) as error:
        raise ValueError(str(error)) from error
    names = [_last_tag(selector.parsed_tree) for selector in parsed]
    tags = None if None in names else frozenset(name.lower() for name in names if name)
    return Selector(_finder(etree.XPath(expression, namespaces=_NAMESPACES)), tags)


def _last_tag(tree: Any) -> str | None:
    """The element name of the last compound of a selector."""
    from cssselect import parser as css_parser

    while not isinstance(tree, css_parser.Element):
        tree = tree.subselector if isinstance(tree, css_parser.CombinedSelector) else tree.selector
    return tree.element


@lru_cache(maxsize=1024)
def xpath(text: str) -> Selector:
    """Compile an XPath expression that yields elements.

    >>> xpath("//b[")
    Traceback (most recent call last):
    ValueError: Invalid expression
    """
    try:
        compiled = etree.XPath(text, namespaces=_NAMESPACES)
        found = compiled(etree.fromstring("<body><p>x</p></body>"))
    except etree.XPathError as error:
        raise ValueError(str(error)) from error
    if not isinstance(found, list):
        raise ValueError("yields a value, not elements")
    return Selector(_finder(compiled), None)


def _finder(compiled: Any) -> Callable[[_Element], list[_Element]]:
    def find(root: _Element) -> list[_Element]:
        return [el for el in compiled(root) if isinstance(el, etree._Element) and el is not root]

    return find
