"""What readers cannot see: blank text, and elements that hold nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.html.tree import BLOCK, MARKDOWN
from normalizer.lazy import regex

if TYPE_CHECKING:
    from lxml.etree import _Element

INVISIBLE = "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2060-\u2064\u2800\u3164\ufeff\uffa0"
"""Characters without a glyph or an advance, or with an empty one, as a character class."""

_BLANK = regex(rf"[\s{INVISIBLE}]*+\Z")

_HOLLOW = frozenset(
    str.split("a b big br center div em font i o_p p s small span strike strong sub sup u wbr ins del code")
)
"""Elements that show nothing when they hold nothing."""


def is_blank(text: str | None) -> bool:
    """Whether ``text`` shows nothing but space.

    >>> is_blank(" \\u00a0\\u200b"), is_blank("."), is_blank(None)
    (True, False, True)
    """
    return not text or bool(_BLANK.match(text))


def shows_nothing(el: _Element) -> bool:
    """Whether ``el`` holds neither visible text, nor something drawn, nor an anchor that a link may use."""
    if not is_blank(el.text):
        return False
    for inner in el.iterdescendants():
        if not isinstance(inner.tag, str) or not is_blank(inner.tail):
            return False
        if inner.tag == MARKDOWN or inner.tag == BLOCK:
            if not is_blank(inner.get("src")):
                return False
        elif inner.tag not in _HOLLOW or inner.get("id") or inner.get("name") or not is_blank(inner.text):
            return False
    return True
