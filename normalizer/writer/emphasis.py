"""How every wrapper is written: delimiters where they pair in the dialect, clean tags where they do not.

A run of stars never touches another one: ``_`` takes turns, so no reader has to count.
"""

from __future__ import annotations

from itertools import product, starmap

from normalizer.dialects.dialect import Dialect
from normalizer.writer import links
from normalizer.writer.flanking import can_pair, follows_letters, underscore_can_pair
from normalizer.writer.ir import Break, CheckBox, Image, Leaf
from normalizer.writer.spans import Edge, Span, Token

_DELIMITERS = {"strong": "**", "em": "*", "del": "~~"}


def decide(span: Span, tokens: list[Token], dialect: Dialect) -> None:
    """Settle the opening and closing of ``span`` from what stands beside them."""
    style = span.style
    if style.kind == "link":
        inner = tokens[span.start + 1]
        written = links.autolink(style, inner) if span.end == span.start + 2 else None
        if written is not None:
            tokens[span.start + 1] = Leaf(written)
        else:
            span.open, span.close = "[", f"]({links.target(style.href, style.title, dialect)})"
    elif style.kind in _DELIMITERS:
        delimiter = _delimiter(span, tokens, dialect)
        span.open, span.close = (delimiter, delimiter) if delimiter else (style.open, style.close)
    else:
        span.open, span.close = style.open, style.close


def _delimiter(span: Span, tokens: list[Token], dialect: Dialect) -> str:
    """The delimiter that pairs here, or nothing."""
    kind = span.style.kind
    befores, firsts = _before(tokens, span.start), _after(tokens, span.start)
    lasts, afters = _before(tokens, span.end), _after(tokens, span.end)
    sides = [*product(befores, firsts, lasts, afters)]
    if not dialect.emphasised_linked_images and _holds_linked_image(tokens[span.start + 1 : span.end]):
        return ""
    if kind == "del":
        if not dialect.strikethrough or "~" in (befores[0], firsts[0], lasts[0], afters[0]):
            return ""
        if dialect.strikethrough_sees_all and any(map(_holds_tildes, tokens[span.start + 1 : span.end])):
            return ""
        return "~~" if not dialect.strikethrough_flanking or all(starmap(can_pair, sides)) else ""
    if kind == "em" and (_beside_star(span, tokens) or (dialect.abbreviations and _defines(span, tokens))):
        if not dialect.underscore_after_hyphen and follows_letters(source_before(tokens, span.start)):
            return ""
        return "_" if all(starmap(underscore_can_pair, sides)) else ""
    if dialect.flanking:
        return _DELIMITERS[kind] if all(starmap(can_pair, sides)) else ""
    return "" if firsts[0] in _SPACE or lasts[0] in _SPACE else _DELIMITERS[kind]


def _holds_linked_image(tokens: list[Token]) -> bool:
    """Whether an image stands in the text of a link."""
    links = 0
    for token in tokens:
        if isinstance(token, Edge) and token.span.style.kind == "link":
            links += 1 if token.opens else -1
        elif isinstance(token, Image) and links:
            return True
    return False


def _holds_tildes(token: Token) -> bool:
    """Whether two tildes stand in what is printed as it is."""
    if isinstance(token, Edge):
        return "~~" in token.span.style.href + token.span.style.title
    if isinstance(token, Image):
        return "~~" in token.source + token.title
    return isinstance(token, Leaf) and "~~" in token.source


_SPACE = ("", " ", "\n", "\t")


def _beside_star(span: Span, tokens: list[Token]) -> bool:
    """Whether another run of stars touches the stars of this emphasis, or stands inside it."""
    for at in (span.start - 1, span.start + 1, span.end - 1, span.end + 1):
        if 0 <= at < len(tokens):
            token = tokens[at]
            if (
                isinstance(token, Edge)
                and token.span is not span
                and token.span.style.kind in ("strong", "em", "verbatim")
            ):
                return True
    return any(
        isinstance(token, Edge) and token.span.style.kind == "strong"
        for token in tokens[span.start + 1 : span.end]
    )


def _defines(span: Span, tokens: list[Token]) -> bool:
    """Whether the star of this emphasis and a bracket after it start a line."""
    return _source_after(tokens, span.start)[:1] == "[" and source_before(tokens, span.start) in ("", "\n")


def _before(tokens: list[Token], at: int) -> tuple[str, ...]:
    """What stands before the token ``at``: the character there, and the first that is no tilde.

    cmark-gfm looks past tildes for what stands beside a delimiter, other renderers do not.
    """
    near = source_before(tokens, at)[-1:]
    if near != "~":
        return (near,)
    while at > 0:
        rest = source_before(tokens, at).rstrip("~")
        if rest:
            return ("~", rest[-1])
        at -= 1
    return ("~", "")


def _after(tokens: list[Token], at: int) -> tuple[str, ...]:
    """What stands after the token ``at``, in the same two readings."""
    near = _source_after(tokens, at)[:1]
    if near != "~":
        return (near,)
    while at + 1 < len(tokens):
        rest = _source_after(tokens, at).lstrip("~")
        if rest:
            return ("~", rest[0])
        at += 1
    return ("~", "")


def source_before(tokens: list[Token], at: int) -> str:
    """The source before the token ``at``, as far as its last character goes."""
    return _source(tokens[at - 1], last=True) if at else ""


def _source_after(tokens: list[Token], at: int) -> str:
    return _source(tokens[at + 1], last=False) if at + 1 < len(tokens) else ""


def _source(token: Token, *, last: bool) -> str:
    """What a token is written as, as far as its outer characters go: punctuation is punctuation."""
    if isinstance(token, str):
        return token
    if isinstance(token, Leaf):
        return token.source
    if isinstance(token, Break):
        return "\n"
    if isinstance(token, CheckBox):
        return " "
    if isinstance(token, Image):
        return ")" if last else "!"
    style = token.span.style
    if style.kind == "link":
        return "[" if token.opens else ")" if last else "]"
    if style.kind == "verbatim":
        return style.open if token.opens else style.close
    return "~" if style.kind == "del" else "*"
