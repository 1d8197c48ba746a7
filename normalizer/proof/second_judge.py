"""A second opinion on raw HTML that stays: bleach, with its own parser, its own walk and the same allow-list.

bleach never writes anything here. What it would change is an objection, and the caller drops the fragment
to text. It is imported only when raw HTML remains.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from functools import lru_cache
from threading import get_ident
from typing import Any

from lxml import etree
from lxml.etree import _Element

from normalizer.html.references import unescape
from normalizer.html.serialize import serialize
from normalizer.lazy import regex
from normalizer.policy.policies import Policy
from normalizer.policy.tables import FORBIDDEN_STYLES

_EMPTY_VALUE = regex(r'(<[a-z][^<>]*? [a-z-]+)=""')
_STYLE = regex(r""" style=(?:"([^"]*+)"|'([^']*+)')""")
_STYLE_SPELLING = regex(r"""[\s;"']+|&quot;|&#39;""")
_LINKS = frozenset(("href", "cite", "longdesc"))
_DATA = regex(r"[\x00-\x20]*+d[\t\n\r]*+a[\t\n\r]*+t[\t\n\r]*+a[\t\n\r]*+:", re.IGNORECASE)
_COMMENT = regex(r"<!--(.*?)(?:-->|\Z)", re.DOTALL)


class _Properties:
    """The properties that the policy lets stay, as the container that bleach asks."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy

    def __contains__(self, name: object) -> bool:
        return name not in FORBIDDEN_STYLES and ("*" in self.policy.styles or name in self.policy.styles)


@lru_cache(maxsize=32)
def _cleaner(policy: Policy, _thread: int) -> Any:
    """A cleaner for one thread: its parser holds the document that it is at."""
    from bleach import Cleaner
    from bleach.css_sanitizer import CSSSanitizer

    return Cleaner(
        tags=policy.elements,
        attributes=lambda tag, name, value: _may_stay(policy, tag, name, value),
        protocols=policy.schemes | policy.image_schemes | {"data"},
        strip=False,
        strip_comments=False,
        css_sanitizer=CSSSanitizer(allowed_css_properties=_Properties(policy)),
    )


def _may_stay(policy: Policy, tag: str, name: str, value: str) -> bool:
    if (name in _LINKS or tag == "iframe") and _DATA.match(unescape(value)):
        return False  # bleach knows schemes, not what they are good for: `data:` is good for pictures
    if name in ("class", "style"):
        return True  # judged by value: the style by bleach's own CSS sanitizer, a class name does nothing
    return policy.allows_attribute(tag, name)


def objects(html: str, policy: Policy) -> bool:
    """Whether bleach would change the clean HTML fragment ``html`` in anything but its spelling.

    >>> from normalizer.policy.policies import get
    >>> objects('<p title="a">b</p>', get("strict")), objects("<p onclick=x>b</p>", get("strict"))
    (False, True)
    """
    cleaned: str = _cleaner(policy, get_ident()).clean(html)
    return cleaned != html and _spelling(cleaned) != _spelling(html)


def objects_to(root: _Element, policy: Policy) -> bool:
    """Whether bleach would change the HTML that ``root`` holds."""
    return any(objects(serialize(part), policy) for part in _parts(root))


_MANY = 200
"""Children of one element that are shown to bleach together: at each it counts those before."""


def _parts(root: _Element) -> Iterator[_Element]:
    """``root`` or, where an element in it has many children, the same in parts: several elements with some each."""
    if all(len(el) <= _MANY for el in root.iter(etree.Element)):
        yield root
        return
    whole = deepcopy(root)
    for el in reversed(
        list(whole.iter(etree.Element))
    ):  # what is inside first: it makes more of its parents' children
        for part in list(_split(el))[::-1]:
            if el is whole:
                yield part
            else:
                el.addnext(part)
    yield whole


def _split(el: _Element) -> Iterator[_Element]:
    """Take all children but the first ones out of ``el``, into elements like it."""
    children = list(el)
    for start in range(_MANY, len(children), _MANY):
        part = etree.Element(el.tag, el.attrib)
        part.extend(children[start : start + _MANY])
        yield part


def _spelling(html: str) -> str:
    """Write empty values, comments, and the quotes and semicolons of a style in one way."""
    html = _EMPTY_VALUE.sub(r"\1", html)
    html = _COMMENT.sub(lambda match: f"<!--{unescape(match[1])}-->", html)
    return _STYLE.sub(lambda match: f' style="{_STYLE_SPELLING.sub("", match[1] or match[2] or "")}"', html)
