"""Inline style: ``parse`` splits a style attribute into declarations and says what is wrong with the others.

A mistake is a value (``BadDeclaration`` with its kind), never an exception: what browsers ignore must not
keep a rule from reading the declarations beside it. What to do about each kind is in ``style_repair``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from normalizer.lazy import regex
from normalizer.style import values
from normalizer.values import frozen

LIMIT: Final = 4096
"""Longer style attributes are left alone: no editor writes them, and hostile input does."""


@frozen
class Declaration:
    """A declaration that browsers read: lower-case name, value as written, ``!important`` apart."""

    name: str
    value: str
    important: bool = False

    def __str__(self) -> str:
        return f"{self.name}: {self.value}{' !important' if self.important else ''}"


@frozen
class BadDeclaration:
    """A piece of a style attribute that is no declaration; ``reason`` is a kind of ``style_repair``."""

    text: str
    reason: str


Item = Declaration | BadDeclaration

_TEMPLATE = regex(
    r"\{[{%#\[]|\$\{|<%|'\s?\+|\+\s?'|\"\s?\+|\.concat\(|^\s*'|\{\w[\w.]*+(?:\(\))?\}|\+{3}|^\s*@|\{"
)
_DEBRIS = (
    ("quoted-printable-in-style", regex(r"""(?:^|=)3D["']?|=\r?\n""")),
    ("backslash-quote-in-style", regex(r"""\\["'\\-]|^"+\\|^['"]|[^'"]\\?["']$""")),
    ("entity-in-style", regex(r"&#?\w{2,8};")),
    ("smart-quote-in-style", regex("[“”„″]|^[‘’′]|[‘’′];?$")),
    ("fullwidth-punctuation-in-style", regex("[：；，＃]")),
    ("nbsp-in-style", regex("[\u00a0\u200b\ufeff\u3000]")),
)
_QUOTED = regex(r"""\s*+(?:"[^":]*+:[^"]*+"|'[^':]*+:[^']*+')\s*+;?+\s*+\Z""")
_STRING = regex(r""""[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"|'[^'\\\n]*+(?:\\.[^'\\\n]*+)*+'|\([^()]*+\)""")
_SPLIT = regex(
    r"""(?:[^;"'(]++|"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z)|'[^'\\]*+(?:\\.[^'\\]*+)*+(?:'|\Z)|\([^()]*+(?:\([^()]*+\)[^()]*+)*+(?:\)|\Z)|\()++""",
    re.DOTALL,
)
_COMMENT = regex(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_NAME = regex(r"\s*([-*_]?[a-zA-Z][\w-]*+|--[\w-]++)\s*+(:+|=)?")
_IMPORTANT = regex(r"!\s*+important\s*+\Z", re.IGNORECASE)
_HEX = regex(r"#?(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})\Z", re.IGNORECASE)
INNER_DECLARATION = regex(r"(?<![a-z-])([a-z-]{3,}+)\s*+:", re.IGNORECASE)
_BAD_UNIT = regex(r"(?<![\w.#-])[-+]?(?:\d++\.?\d*+|\.\d++)([a-z]++|%[a-z]++)", re.IGNORECASE)
UNITLESS = regex(r"(?<![\w.#%-])[-+]?(?:\d++(?:\.\d*+)?+|\.\d++)(?![\w.%])")


def parse(value: str) -> tuple[Item, ...]:
    """Return the declarations of a style attribute, in order, and what is malformed between them.

    >>> parse("color: red; ee2323")
    (Declaration(name='color', value='red', important=False), BadDeclaration(text='ee2323', reason='bare-colour-in-style'))
    """
    if len(value) > LIMIT:
        return (BadDeclaration(value, "style-too-long"),)
    return _parse(value)


@lru_cache(maxsize=8192)
def _parse(value: str) -> tuple[Item, ...]:
    if _TEMPLATE.search(value) and not _declares_all(value):
        return (BadDeclaration(value, "template-in-style"),)
    if _QUOTED.match(value):
        return (BadDeclaration(value, "backslash-quote-in-style"),)
    bare = _STRING.sub("", value)
    for kind, pattern in _DEBRIS:
        if pattern.search(bare):
            return (BadDeclaration(value, kind),)
    if "/*" in value:
        value = _COMMENT.sub(" ", value)
    pieces = (match[0].strip() for match in _SPLIT.finditer(value))
    return tuple(_judge(piece) for piece in pieces if piece)


def _declares_all(value: str) -> bool:
    """Whether what looks like a template is only a quoted font name."""
    return not _TEMPLATE.search(_STRING.sub("", value)) and ":" in value and value.lstrip()[:1].isalpha()


def _judge(piece: str) -> Item:
    """Decide on the text between two semicolons."""
    match = _NAME.match(piece)
    if match is None or match[2] is None:
        return BadDeclaration(piece, _without_colon(piece))
    name, mark, value = match[1].lower(), match[2], piece[match.end() :].strip()
    if mark == "=":
        return BadDeclaration(piece, "equals-in-style")
    if mark != ":":
        return BadDeclaration(piece, "doubled-colon-in-style")
    if not value:
        return BadDeclaration(piece, "empty-value-in-style")
    important = _IMPORTANT.search(value)
    value = value[: important.start()].strip() if important else value
    reason = _reason(name, value)
    return BadDeclaration(piece, reason) if reason else Declaration(name, value, bool(important))


def _without_colon(piece: str) -> str:
    coded = _HEX.match(piece) and (piece[0] == "#" or any(c.isdigit() for c in piece))
    if coded or _names_colour(piece):
        return "bare-colour-in-style"
    return "no-colon-in-style"


def _names_colour(text: str) -> bool:
    return text.isalpha() and values.colour(text) is not None


def _reason(name: str, value: str) -> str | None:
    """Say what is wrong with ``name: value``, or None."""
    if name.startswith("--"):
        return None
    outside = _STRING.sub("()", value)
    if ":" in outside and _holds_declaration(outside):
        return "missing-semicolon-in-style"
    if "!" in outside:
        return "misspelt-important-in-style"
    if name not in values.KNOWN:
        return None if values.is_legacy(name) else "unknown-property-in-style"
    if "var(" in value or "calc(" in value or value.startswith("-"):
        return None
    if name in values.COLOUR_PROPERTIES or name in ("background", "border"):
        return _colour_reason(name, outside, value)
    return _length_reason(name, outside)


def _holds_declaration(value: str) -> bool:
    """Whether a known property and a colon stand inside ``value``, also glued to what is before."""
    return any(inner_property(match[1]) for match in INNER_DECLARATION.finditer(value))


_LONGEST = max(map(len, values.KNOWN))


def inner_property(text: str) -> str | None:
    """Return the longest known property name that ends ``text``, or None.

    >>> inner_property("e5text-decoration"), inner_property("http")
    ('text-decoration', None)
    """
    lower = text.lower()[-_LONGEST:]
    for start in range(len(lower) - 2):
        if lower[start:] in values.KNOWN:
            return lower[start:]
    return None


def _colour_reason(name: str, outside: str, value: str) -> str | None:
    if name not in values.COLOUR_PROPERTIES:
        bad = [word for word in outside.split() if word[0] == "#" and not _HEX.match(word)]
        return "bad-hex-colour-in-style" if bad else _length_reason(name, outside)
    words = [value] if "(" in value or name != "border-color" else value.split()
    for word in words:
        if values.colour(word) is None and word.lower() not in _WIDE:
            if word.startswith("#"):
                return "bad-hex-colour-in-style"
            return "missing-hash-in-style" if _HEX.match(word) else "bad-value-in-style"
    return None


_WIDE = frozenset(("inherit", "initial", "unset", "revert", "currentcolor", "auto", "invert", "none", "text"))


def _length_reason(name: str, outside: str) -> str | None:
    if name in values.LENGTH_PROPERTIES or name.startswith("border"):
        for match in _BAD_UNIT.finditer(outside):
            unit = match[1].lower()
            if unit not in values.UNITS:
                return "doubled-unit-in-style" if _doubled(unit) else "bad-unit-in-style"
    if name in values.LENGTH_PROPERTIES:
        for match in UNITLESS.finditer(outside):
            if float(match[0]) != 0:
                return "unitless-length-in-style"
        return _keyword_reason(outside)
    if name.startswith("border") and re.match(r"(?:px|pt|em)\b", outside):
        return "bad-value-in-style"
    return None


def _doubled(unit: str) -> bool:
    """``80%px`` and ``12pxpx``: two units, the first of them meant."""
    return unit in ("%px", "pxpx", "ptpt", "emem", "%%", "pxpt")


_LENGTH_WORDS = frozenset(
    values.words(
        "auto inherit initial unset revert normal none medium small smaller large larger x-small xx-small x-large "
        "xx-large xxx-large thin thick min-content max-content fit-content min-intrinsic intrinsic available stretch"
    )
)


def _keyword_reason(outside: str) -> str | None:
    if "(" in outside:
        return None
    for word in outside.replace("/", " ").split():
        if word[0].isalpha() and word.lower() not in _LENGTH_WORDS:
            return "bad-value-in-style"
    return None


KEPT = frozenset(("template-in-style", "style-too-long"))
"""Kinds that no rule may touch: a program writes the rest of them later."""


def serialize(items: tuple[Item, ...] | list[Item]) -> str:
    """Return the style attribute that says ``items``.

    >>> serialize([Declaration("color", "#ee2323")])
    'color: #ee2323'
    """
    return "; ".join(item.text if isinstance(item, BadDeclaration) else str(item) for item in items)
