"""Which style declarations may stay: every value is read token by token, as the CSS Syntax module says.

Nothing is searched with regular expressions for what looks bad; what is not known to be harmless goes.
"""

from __future__ import annotations

import re
from typing import Any, Literal

from normalizer.lazy import regex
from normalizer.policy.policies import Policy
from normalizer.policy.tables import FORBIDDEN_STYLES
from normalizer.values import frozen

_FUNCTIONS = frozenset(
    "rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix light-dark calc min max clamp round var minmax repeat"
    " fit-content linear-gradient radial-gradient conic-gradient repeating-linear-gradient repeating-radial-gradient"
    " rotate rotatex rotatey rotatez scale scalex scaley translate translatex translatey translatez translate3d skew"
    " skewx skewy matrix matrix3d perspective blur brightness contrast drop-shadow grayscale hue-rotate invert opacity"
    " saturate sepia cubic-bezier steps counter counters circle ellipse inset polygon rect env".split()
)
"""The functions that compute a value; every other one may load a resource or run code somewhere."""

_TOKENS = frozenset("ident number percentage dimension hash whitespace".split())
_LITERALS = frozenset(",/+-*")
_SCRIPT = regex(r"script\s*:|data\s*:", re.IGNORECASE)
_PROPERTY = regex(r"(?:--[\w-]++|[-*_]?[a-z][a-z0-9-]*+)\Z")
# The common case needs no parser: names, plain values, no function, string, escape or block. (No capturing
# group here: CPython 3.11 raises SystemError for one inside a possessive repeat.)
_PLAIN = regex(
    r"(?:[ \t\n]*+[-a-zA-Z]++[ \t\n]*+:[ \t\n]*+[\w#%.,+ -]++(?:![ ]*+important[ ]*+)?(?:;|\Z)|[ ;\t\n]++)*+\Z"
)
_PLAIN_NAME = regex(r"(?:\A|;)[ \t\n]*+([-a-zA-Z]++)[ \t\n]*+:")
_HARMFUL = regex(
    r"url|expression|import|binding|behaviou?r|script|\\|/\*|<|&|src|image|element|paint", re.IGNORECASE
)
_TEMPLATE = regex(r"\{\{|\{%|\$\{|<%")
_COMMENT = regex(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_ALIGNMENTS = regex(r"(?:left|right|center|justify|start|end)\Z", re.IGNORECASE)


@frozen
class Verdict:
    """What may stay of a style attribute, and each declaration that goes with the reason."""

    kept: str
    removed: tuple[tuple[str, Literal["unsafe", "disallowed"]], ...] = ()


def judge(value: str, policy: Policy) -> Verdict:
    """Return what ``policy`` lets stay of the style attribute ``value``; a harmless one comes back as it was.

    >>> from normalizer.policy.policies import get
    >>> judge("color:red; background:url(x)", get("author"))
    Verdict(kept='color: red', removed=(('background: url(x)', 'unsafe'),))
    """
    if len(value) > policy.limits.style_chars:
        return Verdict("", ((value[:80] + "…", "unsafe"),))
    if "*" in policy.styles and _is_plain(value):
        return Verdict(value)
    if _TEMPLATE.search(value) and "*" in policy.styles and not _HARMFUL.search(value):
        return Verdict(value)  # a template writes the rest of it later
    return _by_tokens(value, policy)


def _is_plain(value: str) -> bool:
    if _PLAIN.match(value) is None:
        return False
    return not any(name.lower() in FORBIDDEN_STYLES for name in _PLAIN_NAME.findall(value))


def _by_tokens(value: str, policy: Policy) -> Verdict:
    import tinycss2

    kept: list[str] = []
    removed: list[tuple[str, Literal["unsafe", "disallowed"]]] = []
    if "/*" in value:
        removed.append((_COMMENT.findall(value)[0], "disallowed"))
        value = _COMMENT.sub(" ", value)
    for item in tinycss2.parse_declaration_list(value, skip_comments=True, skip_whitespace=True):
        if item.type != "declaration":
            # A browser ignores it; what it would be after the next repair is not known.
            removed.append((_source(item, value), "disallowed"))
            continue
        written = (
            f"{item.name}: {tinycss2.serialize(item.value).strip()}{' !important' if item.important else ''}"
        )
        reason = _refusal(item, written, policy)
        if reason:
            removed.append((written, reason))
        else:
            kept.append(written)
    return Verdict("; ".join(kept) if removed else value, tuple(removed))


def _source(item: Any, value: str) -> str:
    line = value.splitlines()[item.source_line - 1 : item.source_line]
    return (line[0][item.source_column - 1 :] if line else value).split(";")[0].strip()[:80] or value[:80]


def _refusal(item: Any, written: str, policy: Policy) -> Literal["", "unsafe", "disallowed"]:
    name = item.lower_name
    if (
        name in FORBIDDEN_STYLES
        or not _PROPERTY.match(name)
        or "\\" in written
        or not _is_harmless(item.value)
    ):
        return "unsafe"
    if "*" in policy.styles:
        return ""
    if name not in policy.styles:
        return "disallowed"
    if name == "text-align" and not _ALIGNMENTS.match(
        written.partition(":")[2].replace("!important", "").strip()
    ):
        return "disallowed"
    return ""


def _is_harmless(tokens: list[Any]) -> bool:
    """Whether every token is known to be harmless; nested ones are read with a stack, not by recursion."""
    stack = [(token, False) for token in tokens]
    while stack:
        token, inside = stack.pop()
        kind = token.type
        if kind == "function" and token.lower_name in _FUNCTIONS:
            stack.extend((argument, True) for argument in token.arguments)
        elif kind == "[] block" or (kind == "() block" and inside):
            # Round brackets of their own group a calculation; "url (x)" is one for old browsers only.
            stack.extend((content, inside) for content in token.content)
        elif kind == "literal" or kind == "string":
            if (kind == "literal" and token.value not in _LITERALS) or _SCRIPT.search(token.value):
                return False
        elif kind not in _TOKENS:
            return False
    return True
