"""Footnotes that rules make of two links: the marks in the text, and the labels of the notes.

Each end is a piece of text in a tree (``[^1]``, ``[^1]:``) until it is printed. A renderer moves a note to the
end of the page, and drops one that nothing refers to; so the judge must not read them as footnotes, and a
document gets both ends of every footnote, or none.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from lxml import etree

from normalizer.html.tree import MARKDOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.etree import _Element

BY = "_footnote"
"""Names the rule that made the piece."""


def piece(label: str, rule: str, *, text: bool = False) -> _Element:
    """The mark of a footnote, or with ``text`` the label before its text."""
    return etree.Element(MARKDOWN, {"src": f"[^{label}]:" if text else f"[^{label}]", BY: rule})


def ends(root: _Element) -> list[tuple[str, str]]:
    """The ends of footnotes that rules made in a tree: the source of each, and the rule."""
    return [(el.get("src", ""), el.get(BY, "")) for el in root.iter(MARKDOWN) if BY in el.attrib]


def labels(made: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The footnotes with these ends, as they are written: ``[^1]``."""
    return frozenset(src.removesuffix(":") for src, _ in made)


def veiled(text: str, found: frozenset[str]) -> str:
    """Replace footnotes by letters, so that the judge takes them for text.

    >>> veiled("a[^1]\\n\\n[^1]: b", frozenset(["[^1]"]))
    'axxxx\\n\\nxxxx: b'
    """
    if not found:
        return text
    return re.sub("|".join(map(re.escape, found)), lambda match: "x" * len(match[0]), text)


def unpaired(made: Sequence[tuple[str, str]], source: str) -> frozenset[str]:
    """The rules that made footnotes with one end, or with two texts, or of a name that ``source`` has."""
    counts = Counter(src for src, _ in made)
    names = {src.removesuffix(":") for src in counts}
    if all(counts[name] and counts[name + ":"] == 1 and name not in source for name in names):
        return frozenset()
    return frozenset(rule for _, rule in made)
