"""What was meant by a malformed piece of style: one row per kind of mistake, repaired only where it is clear.

A repair must parse, and never adds a property that the writer did not name; the one exception is a colour
that stands alone (``style="ee2323;"``), because colour is what a bare colour says. Everything else that
browsers ignore is dropped: to "fix" a misspelt property would change what readers see.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from normalizer.html.references import unescape
from normalizer.lazy import regex
from normalizer.style.declarations import (
    INNER_DECLARATION,
    KEPT,
    BadDeclaration,
    Declaration,
    Item,
    inner_property,
    parse,
    serialize,
)
from normalizer.values import frozen

if TYPE_CHECKING:
    from collections.abc import Callable

_IMPORTANT = regex(r"!\s*+[a-z]*+\s*+\Z", re.IGNORECASE)
_ROUNDS = 4  # an entity can hide a smart quote, which can hide a missing semicolon


@frozen
class Repair:
    """One kind of mistake: what it is, and how to say it right (None: it can only be dropped)."""

    kind: str
    why: str
    mend: Callable[[str], str | None] | None = None


def _bare_colour(text: str) -> str:
    hexadecimal = re.fullmatch(r"[0-9a-fA-F]{3,8}", text) and not text.isalpha()
    return f"color: {'#' if hexadecimal else ''}{text}"


def _missing_semicolon(text: str) -> str | None:
    """Cut before each known property that a colon follows."""
    for match in reversed(list(INNER_DECLARATION.finditer(text))):
        name = inner_property(match[1])
        start = match.end(1) - len(name) if name else 0
        if start > 0:
            before = text[:start].rstrip().rstrip(",")
            text = f"{before}; {text[start:]}" if before else text[start:]
    return text


def _missing_hash(text: str) -> str:
    return re.sub(r"(?<![\w#])([0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})(?!\w)", r"#\1", text)


def _without_quotes(text: str) -> str:
    text = re.sub(r"""\\+(?=["'\\-])|\\+$""", "", text)
    return _outer_quotes(text)


def _outer_quotes(text: str) -> str:
    stripped = text.strip().strip("\"'/ ")
    odd = '"' if stripped.count('"') % 2 else "'" if stripped.count("'") % 2 else ""
    return stripped.replace(odd, "") if odd else stripped


def _quoted_printable(text: str) -> str:
    return _outer_quotes(re.sub(r"=\r?\n", "", re.sub(r"=?3D(?=[\"'a-z])", "", text)))


def _smart_quotes(text: str) -> str:
    plain = re.sub("[“”„″]", '"', re.sub("[‘’′]", "'", text))
    return _outer_quotes(plain)


def _fullwidth(text: str) -> str:
    return text.translate(str.maketrans("：；，＃", ":;,#"))


def _doubled_unit(text: str) -> str:
    return re.sub(r"(%|px|pt|em)(?:px|pt|em|%)", r"\1", text)


REPAIRS = (
    Repair("quoted-printable-in-style", "Mail software wrote = as =3D", _quoted_printable),
    Repair("backslash-quote-in-style", "A program escaped quotes for another language", _without_quotes),
    Repair("entity-in-style", "A character reference was escaped twice", unescape),
    Repair("smart-quote-in-style", "A typographer turned straight quotes into curly ones", _smart_quotes),
    Repair("fullwidth-punctuation-in-style", "An input method wrote full-width punctuation", _fullwidth),
    Repair(
        "nbsp-in-style",
        "No-break or invisible spaces stand where CSS wants spaces",
        lambda text: re.sub("[\u00a0\u3000]", " ", re.sub("[\u200b\ufeff]", "", text)),
    ),
    Repair("missing-semicolon-in-style", "Two declarations are run together", _missing_semicolon),
    Repair("equals-in-style", "The writer took = for :", lambda text: text.replace("=", ": ", 1)),
    Repair("doubled-colon-in-style", "The colon is doubled", lambda text: re.sub(":+", ":", text, count=1)),
    Repair("bare-colour-in-style", "A colour stands alone: the property name is lost", _bare_colour),
    Repair("missing-hash-in-style", "A hexadecimal colour lost its #", _missing_hash),
    Repair(
        "misspelt-important-in-style",
        "!important is misspelt",
        lambda text: _IMPORTANT.sub(" !important", text),
    ),
    Repair("doubled-unit-in-style", "A number has two units, the first one meant", _doubled_unit),
    Repair("empty-value-in-style", "A property without a value"),
    Repair("no-colon-in-style", "No property and value can be told apart"),
    Repair("bad-hex-colour-in-style", "A hexadecimal colour with a wrong number of digits"),
    Repair("bad-value-in-style", "A value that the property does not take"),
    Repair("bad-unit-in-style", "A unit that does not exist"),
    Repair("unitless-length-in-style", "A length without a unit, which browsers ignore"),
    Repair("unknown-property-in-style", "A property that does not exist"),
)
"""In the order in which they are tried: what hides other mistakes first."""

_BY_KIND = {row.kind: row for row in REPAIRS}
KINDS = frozenset(_BY_KIND)


def repair(bad: BadDeclaration) -> tuple[Declaration, ...] | None:
    """Return the declarations that ``bad`` was meant to be, or None where that is not clear.

    >>> repair(BadDeclaration("ee2323", "bare-colour-in-style"))
    (Declaration(name='color', value='#ee2323', important=False),)
    >>> repair(BadDeclaration("boder:1px solid", "unknown-property-in-style"))
    """
    text = bad.text
    for _ in range(_ROUNDS):
        row = _BY_KIND.get(bad.reason)
        if row is None or row.mend is None:
            return None
        text = row.mend(text) or ""
        items = parse(text)
        broken = [item for item in items if isinstance(item, BadDeclaration)]
        if not broken:
            return tuple(item for item in items if isinstance(item, Declaration)) or None
        if len(items) > 1:  # debris around several declarations: each of the others gets its own verdict
            return tuple(found for item in items for found in _verdict(item)) or None
        bad = broken[0]
        text = bad.text
    return None


def _verdict(item: Item) -> tuple[Declaration, ...]:
    if isinstance(item, Declaration):
        return (item,)
    row = _BY_KIND.get(item.reason)
    items = parse(row.mend(item.text) or "") if row and row.mend else ()
    return tuple(found for found in items if isinstance(found, Declaration))


@lru_cache(maxsize=4096)
def kinds(value: str) -> frozenset[str]:
    """Return the kinds of mistakes in the style attribute ``value`` that a rule may act on.

    >>> sorted(kinds("color: red; ee2323; boder: 1px"))
    ['bare-colour-in-style', 'unknown-property-in-style']
    """
    return frozenset(
        item.reason for item in parse(value) if isinstance(item, BadDeclaration) and item.reason not in KEPT
    )


@lru_cache(maxsize=4096)
def mended(value: str, kind: str) -> str:
    """Return the style attribute ``value`` without mistakes of ``kind``: repaired, or dropped.

    >>> mended("width: 10px; ee2323;", "bare-colour-in-style")
    'width: 10px; color: #ee2323'
    """
    items: list[Item] = []
    for item in parse(value):
        if isinstance(item, BadDeclaration) and item.reason == kind:
            items.extend(repair(item) or ())
        else:
            items.append(item)
    return serialize(items)
