"""What a style attribute says about its element: the winning value of each property, shorthands spelt out."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from normalizer.style import values
from normalizer.style.declarations import KEPT, BadDeclaration, Declaration, Item, parse
from normalizer.values import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping


@frozen
class Style:
    """The computed view of one style attribute: the last valid declaration of each property counts."""

    items: tuple[Item, ...]
    properties: Mapping[str, str]
    written: tuple[str, ...]
    """The names of the valid declarations, as they are written."""
    template: bool

    def get(self, name: str) -> str:
        """The value of ``name``, also where only a shorthand says it, or ``""``."""
        return self.properties.get(name, "")


@lru_cache(maxsize=8192)
def of(value: str) -> Style:
    """Return the computed view of the style attribute ``value``.

    >>> of("font: bold 12px Arial").get("font-weight")
    'bold'
    """
    items = parse(value)
    properties: dict[str, str] = {}
    important: set[str] = set()
    for item in items:
        if isinstance(item, Declaration):
            for name, single in _longhands(item):
                if name not in important or item.important:
                    properties[name] = single
                if item.important:
                    important.add(name)
    template = any(isinstance(item, BadDeclaration) and item.reason in KEPT for item in items)
    written = tuple(item.name for item in items if isinstance(item, Declaration))
    return Style(items, properties, written, template)


def _longhands(item: Declaration) -> list[tuple[str, str]]:
    pairs = [(item.name, item.value)]
    if item.name == "font":
        pairs += _font(item.value)
    elif item.name == "background":
        pairs += [("background-color", word) for word in _words(item.value) if values.colour(word)]
    elif item.name == "text-decoration":
        pairs.append(("text-decoration-line", item.value))
    elif item.name in ("margin", "padding"):
        pairs += _sides(item.name, item.value)
    return pairs


def _words(value: str) -> list[str]:
    import tinycss2  # for shorthands only

    tokens = tinycss2.parse_component_value_list(value)
    return [token.serialize() for token in tokens if token.type != "whitespace"]


def _font(value: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for word in _words(value):
        lower = word.lower()
        if values.length(lower) is not None and not lower.isdigit():
            pairs.append(("font-size", lower))
            family = value[value.lower().find(lower) + len(lower) :].strip()
            pairs.append(("font-family", re.sub(r"^/\s*\S+\s*", "", family)))
            break
        if lower in ("italic", "oblique"):
            pairs.append(("font-style", lower))
        elif lower != "normal" and values.weight(lower) is not None:
            pairs.append(("font-weight", lower))
    return pairs


def _sides(name: str, value: str) -> list[tuple[str, str]]:
    parts = value.split()
    if not 1 <= len(parts) <= 4:
        return []
    top, right = parts[0], parts[1] if len(parts) > 1 else parts[0]
    bottom = parts[2] if len(parts) > 2 else top
    left = parts[3] if len(parts) > 3 else right
    return list(
        zip(
            (f"{name}-{side}" for side in ("top", "right", "bottom", "left")),
            (top, right, bottom, left),
            strict=True,
        )
    )
