"""Whether a delimiter can open or close emphasis where it stands (CommonMark 6.2).

Renderers disagree on what punctuation is: 0.30 says ASCII and the P categories, 0.31 adds the S
categories (€ → 😀). A delimiter is used only where both say the same.
"""

from __future__ import annotations

from functools import lru_cache
from unicodedata import category


@lru_cache(maxsize=4096)
def _class(character: str) -> str:
    """``s`` space or edge, ``p`` punctuation in every version, ``y`` symbol (punctuation since 0.31), ``o`` other."""
    if not character or character in " \t\n\f\r":
        return "s"
    if character.isascii():
        return "o" if character.isalnum() else "p"
    if character == "\u00a0":
        return "p"  # it is written as a reference, which begins and ends with punctuation
    kind = category(character)
    return "s" if kind == "Zs" else "p" if kind[0] == "P" else "y" if kind[0] == "S" else "o"


def _flanks(inside: str, outside: str) -> bool:
    """Whether the side towards ``inside`` counts, in both versions: no space there, and punctuation
    there only beside a space or punctuation.
    """
    near, far = _class(inside), _class(outside)
    if near == "s":
        return False
    if near == "o":
        return True
    if near == "p":
        return far != "o" and far != "y"
    return far != "o"


def can_pair(before: str, first: str, last: str, after: str) -> bool:
    """Whether ``*`` or ``~~`` pairs, given the characters outside and inside of both delimiters.

    >>> can_pair(" ", "가", ")", "을")
    False
    """
    return _flanks(first, before) and _flanks(last, after)


def underscore_can_pair(before: str, first: str, last: str, after: str) -> bool:
    """The same for ``_``, which must not touch a letter or digit outside either.

    >>> underscore_can_pair("", "a", "b", "c")
    False
    """
    return can_pair(before, first, last, after) and _class(before) in "sp" and _class(after) in "sp"


def follows_letters(text: str) -> bool:
    """Whether kramdown takes ``_`` after ``text`` for a part of a word, hyphen and all."""
    return text[-1:].isalpha() or (text[-1:] == "-" and text[-2:-1].isalpha())
