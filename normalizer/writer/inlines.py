"""Runs to one block of inline Markdown.

Runs become a flat list of tokens (text, atoms, openings, closings); every wrapper decides how it is
written from the characters that stand beside its tokens; then the line is joined and escaped once.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product, starmap

from normalizer.dialects import Dialect
from normalizer.writer import code, links, rawhtml
from normalizer.writer.escape import LABEL, SYNTAX, TEXT, Line, plain
from normalizer.writer.flanking import can_pair, follows_letters, underscore_can_pair
from normalizer.writer.ir import Break, CheckBox, Image, Leaf, Path, Run, Style
from normalizer.writer.runs import code_depth

_DELIMITERS = {"strong": "**", "em": "*", "del": "~~"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block of inlines stands: ``line_starts`` at the start of lines, ``cell`` in a table."""

    line_starts: bool = True
    cell: bool = False
    one_line: bool = False
    boxes: bool = False
    """A check box at the start is Markdown here."""


PARAGRAPH = Place()
HEADING = Place(line_starts=False, one_line=True)
ITEM = Place(boxes=True)
CELL = Place(line_starts=False, cell=True, one_line=True)


@dataclass(slots=True, eq=False)
class _Span:
    """A wrapper as it is written: from the token ``start`` to the token ``end``."""

    style: Style
    start: int
    end: int = 0
    open: str = ""
    close: str = ""


@dataclass(frozen=True, slots=True)
class _Edge:
    """The opening or the closing of a span."""

    span: _Span
    opens: bool


_Token = str | Leaf | Break | CheckBox | Image | _Edge


def write(runs: list[Run], dialect: Dialect, place: Place = PARAGRAPH) -> str:
    """Return ``runs`` as inline Markdown that means the same in every renderer of ``dialect``."""
    if len(runs) == 1 and isinstance(runs[0][0], str) and not runs[0][1]:
        return plain(runs[0][0], dialect, place.line_starts, place.cell)
    tokens = _tokens(_with_code_spans(runs, dialect, place))
    for token in tokens:
        if isinstance(token, _Edge) and token.opens:
            _decide(token.span, tokens, dialect)
    return _joined(tokens, dialect, place)


def _with_code_spans(runs: list[Run], dialect: Dialect, place: Place) -> list[Run]:
    """Turn each stretch inside one ``<code>`` into a code span, or into raw HTML if there is markup in it."""
    out: list[Run] = []
    at = 0
    while at < len(runs):
        atom, path = runs[at]
        depth = code_depth(path)
        if depth is None:
            out.append(runs[at])
            at += 1
            continue
        end = at + 1
        while end < len(runs) and runs[end][1][: depth + 1] == path[: depth + 1]:
            end += 1
        if end == at + 1 and isinstance(atom, str) and len(path) == depth + 1 and not path[depth].open:
            source = code.span(atom, dialect, place.cell)
        else:
            source = _raw_code(runs[at:end], depth)
        out.append((Leaf(source), path[:depth]))
        at = end
    return out


def _raw_code(runs: list[Run], depth: int) -> str:
    """Code with markup inside: kramdown reads no Markdown in there, so all of it is HTML."""
    style = runs[0][1][depth]
    pieces = [style.open or "<code>"]
    current: Path = ()
    for atom, whole in [*runs, ("", ())]:
        path = whole[depth + 1 :]
        shared = 0
        while shared < min(len(path), len(current)) and path[shared] == current[shared]:
            shared += 1
        pieces.extend(_raw_tags(inner)[1] for inner in reversed(current[shared:]))
        pieces.extend(_raw_tags(inner)[0] for inner in path[shared:])
        current = path
        if isinstance(atom, str):
            pieces.append(rawhtml.inert(atom))
        elif isinstance(atom, Image):
            pieces.append(f'<img src="{_attribute(atom.source)}" alt="{_attribute(atom.alt)}">')
        elif isinstance(atom, Leaf):
            pieces.append(atom.source)
        elif isinstance(atom, Break):
            pieces.append("<br>")
    return "".join(pieces) + (style.close or "</code>")


def _raw_tags(style: Style) -> tuple[str, str]:
    if style.kind == "link":
        title = f' title="{_attribute(style.title)}"' if style.title else ""
        return f'<a href="{_attribute(style.href)}"{title}>', "</a>"
    return style.open, style.close


def _attribute(value: str) -> str:
    return rawhtml.inert(value).replace("\n", " ")


def _tokens(runs: list[Run]) -> list[_Token]:
    tokens: list[_Token] = []
    open_spans: list[_Span] = []
    for atom, path in runs:
        shared = 0
        while shared < min(len(path), len(open_spans)) and open_spans[shared].style == path[shared]:
            shared += 1
        _close(tokens, open_spans, shared)
        for style in path[shared:]:
            span = _Span(style, len(tokens))
            open_spans.append(span)
            tokens.append(_Edge(span, opens=True))
        tokens.append(atom)
    _close(tokens, open_spans, 0)
    return tokens


def _close(tokens: list[_Token], open_spans: list[_Span], keep: int) -> None:
    while len(open_spans) > keep:
        span = open_spans.pop()
        span.end = len(tokens)
        tokens.append(_Edge(span, opens=False))


# -- how each span is written -----------------------------------------------------------------------


def _decide(span: _Span, tokens: list[_Token], dialect: Dialect) -> None:
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


def _delimiter(span: _Span, tokens: list[_Token], dialect: Dialect) -> str:
    """The delimiter that pairs here, or nothing."""
    kind = span.style.kind
    befores, firsts = _before(tokens, span.start), _after(tokens, span.start)
    lasts, afters = _before(tokens, span.end), _after(tokens, span.end)
    sides = [*product(befores, firsts, lasts, afters)]
    if kind == "del":
        if not dialect.strikethrough or "~" in (befores[0], firsts[0], lasts[0], afters[0]):
            return ""
        return "~~" if not dialect.strikethrough_flanking or all(starmap(can_pair, sides)) else ""
    if kind == "em" and (_beside_star(span, tokens) or (dialect.abbreviations and _defines(span, tokens))):
        if not dialect.underscore_after_hyphen and follows_letters(_source_before(tokens, span.start)):
            return ""
        return "_" if all(starmap(underscore_can_pair, sides)) else ""
    if dialect.flanking:
        return _DELIMITERS[kind] if all(starmap(can_pair, sides)) else ""
    return "" if firsts[0] in _SPACE or lasts[0] in _SPACE else _DELIMITERS[kind]


_SPACE = ("", " ", "\n", "\t")


def _beside_star(span: _Span, tokens: list[_Token]) -> bool:
    """Whether another run of stars touches the stars of this emphasis, or stands inside it."""
    for at in (span.start - 1, span.start + 1, span.end - 1, span.end + 1):
        if 0 <= at < len(tokens):
            token = tokens[at]
            if (
                isinstance(token, _Edge)
                and token.span is not span
                and token.span.style.kind in ("strong", "em", "verbatim")
            ):
                return True
    return any(
        isinstance(token, _Edge) and token.span.style.kind == "strong"
        for token in tokens[span.start + 1 : span.end]
    )


def _defines(span: _Span, tokens: list[_Token]) -> bool:
    """Whether the star of this emphasis and the bracket of a link after it start a line."""
    return _source_after(tokens, span.start) == "[" and _source_before(tokens, span.start) in ("", "\n")


def _before(tokens: list[_Token], at: int) -> tuple[str, ...]:
    """What stands before the token ``at``: the character there, and the first that is no tilde.

    cmark-gfm looks past tildes for what stands beside a delimiter, other renderers do not.
    """
    near = _source_before(tokens, at)[-1:]
    if near != "~":
        return (near,)
    while at > 0:
        rest = _source_before(tokens, at).rstrip("~")
        if rest:
            return ("~", rest[-1])
        at -= 1
    return ("~", "")


def _after(tokens: list[_Token], at: int) -> tuple[str, ...]:
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


def _source_before(tokens: list[_Token], at: int) -> str:
    return _source(tokens[at - 1], last=True) if at else ""


def _source_after(tokens: list[_Token], at: int) -> str:
    return _source(tokens[at + 1], last=False) if at + 1 < len(tokens) else ""


def _source(token: _Token, *, last: bool) -> str:
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


# -- joining ----------------------------------------------------------------------------------------


def _joined(tokens: list[_Token], dialect: Dialect, place: Place) -> str:
    line = Line()
    labels = 0
    for at, token in enumerate(tokens):
        if isinstance(token, str):
            line.add(token, LABEL if labels else TEXT)
        elif isinstance(token, _Edge):
            if token.opens:
                labels += token.span.open == "["
                line.add(token.span.open, SYNTAX)
            else:
                labels -= token.span.open == "["
                line.add(token.span.close, SYNTAX)
        elif isinstance(token, Image):
            links.write_image(line, token, dialect)
        elif isinstance(token, Leaf):
            line.add(token.source, SYNTAX)
        elif isinstance(token, Break):
            line.add(_break(tokens, at, dialect, place), SYNTAX)
        else:
            line.add(_box(token, at, dialect, place), SYNTAX)
    return line.finish(dialect, place.line_starts, place.cell)


def _break(tokens: list[_Token], at: int, dialect: Dialect, place: Place) -> str:
    """A break in a line that cannot end, or one of several: spaces would make the line between blank."""
    if place.one_line:
        return "<br>"
    follows = at + 1 < len(tokens) and isinstance(tokens[at + 1], Break)
    preceded = at > 0 and isinstance(tokens[at - 1], Break)
    escaped = (
        at > 0 and _source_before(tokens, at)[-1:] == "\\"
    )  # goldmark reads `\\` and a break as one escape
    if not follows and not preceded and not escaped:
        return dialect.line_break
    return "<br>" if follows else "<br>\n"


def _box(box: CheckBox, at: int, dialect: Dialect, place: Place) -> str:
    if place.boxes and at == 0:
        return "[x] " if box.checked else "[ ] "
    checked = " checked" if box.checked else ""
    return f'<input type="checkbox"{checked} disabled> '
