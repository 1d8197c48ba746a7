"""What a writer probably meant where browsers read nothing: misspelt properties, lengths without a unit.

Apart from the repairs, because a guess changes what readers see; rules that guess are for those who ask.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial

from normalizer.style import values
from normalizer.style.declarations import UNITLESS, BadDeclaration, Declaration, Item, parse, serialize

_LETTERS = "abcdefghijklmnopqrstuvwxyz-"
_SHORTEST = 5
"""Shorter words are one letter away from too many others."""


@lru_cache(maxsize=512)
def respelt(name: str) -> str | None:
    """Return the one property that is a single slip of the finger away from ``name``, or None.

    >>> respelt("boder"), respelt("margin-botton"), respelt("lin-height")  # min-height, line-height
    ('border', 'margin-bottom', None)
    """
    if len(name) < _SHORTEST or name in values.KNOWN:
        return None
    found = _one_slip_away(name) & values.KNOWN
    return found.pop() if len(found) == 1 else None


def _one_slip_away(name: str) -> set[str]:
    """Words with one letter more, less, other, or with two letters the other way round."""
    cuts = [(name[:at], name[at:]) for at in range(len(name) + 1)]
    slips = {start + rest[1:] for start, rest in cuts if rest}
    slips |= {start + rest[1] + rest[0] + rest[2:] for start, rest in cuts if len(rest) > 1}
    slips |= {start + letter + rest[1:] for start, rest in cuts if rest for letter in _LETTERS}
    return slips | {start + letter + rest for start, rest in cuts for letter in _LETTERS}


def with_spelling(value: str) -> str:
    """Return the style attribute ``value`` with misspelt properties spelt right.

    >>> with_spelling("boder: 1px solid; colour-of-it: red")
    'border: 1px solid; colour-of-it: red'
    """
    return _guessed(value, "unknown-property-in-style", _spelt)


def with_unit(value: str, unit: str) -> str:
    """Return the style attribute ``value`` with ``unit`` after lengths that have none.

    >>> with_unit("width: 500; color: red", "px")
    'width: 500px; color: red'
    """
    return _guessed(
        value, "unitless-length-in-style", lambda text: UNITLESS.sub(partial(_measured, unit), text)
    )


def _measured(unit: str, number: re.Match[str]) -> str:
    return f"{number[0]}{unit}" if float(number[0]) else number[0]


def _spelt(text: str) -> str:
    name, _, value = text.partition(":")
    return f"{respelt(name.strip().lower()) or name}:{value}"


def _guessed(value: str, kind: str, guess: Callable[[str], str]) -> str:
    """Replace the mistakes of ``kind`` by their guess, where it is a declaration."""
    items: list[Item] = []
    for item in parse(value):
        meant = parse(guess(item.text)) if isinstance(item, BadDeclaration) and item.reason == kind else ()
        items.append(meant[0] if len(meant) == 1 and isinstance(meant[0], Declaration) else item)
    return serialize(items)
