"""Runs to one block of inline Markdown.

Runs become a flat list of tokens (text, atoms, openings, closings); every wrapper decides how it is
written from the characters that stand beside its tokens; then the line is joined and escaped once.
"""

from __future__ import annotations

from normalizer.dialects.dialect import Dialect
from normalizer.writer import code, links, rawhtml
from normalizer.writer.emphasis import decide, source_before
from normalizer.writer.escape import LABEL, SYNTAX, TEXT, Line, Place, plain
from normalizer.writer.ir import Break, CheckBox, Image, Leaf, Path, Run, Style
from normalizer.writer.runs import code_depth
from normalizer.writer.spans import Edge, Token, tokens_of

PARAGRAPH = Place()
HEADING = Place("heading", line_starts=False, one_line=True)
TERM = Place("heading", one_line=True)
ITEM = Place("item")
TASK = Place("item", boxes=True)
CELL = Place("cell", line_starts=False, one_line=True)


def write(runs: list[Run], dialect: Dialect, place: Place = PARAGRAPH) -> str:
    """Return ``runs`` as inline Markdown that means the same in every renderer of ``dialect``."""
    if len(runs) == 1 and isinstance(runs[0][0], str) and not runs[0][1]:
        return plain(runs[0][0], dialect, place)
    if place.kind == "heading" and not dialect.strikethrough_deep_in_headings:
        runs = [(atom, _with_outer_strikethrough(path)) for atom, path in runs]
    tokens = tokens_of(_with_code_spans(runs, dialect, place))
    for token in tokens:
        if isinstance(token, Edge) and token.opens:
            decide(token.span, tokens, dialect)
    return _joined(tokens, dialect, place)


def _with_outer_strikethrough(path: Path) -> Path:
    """Turn strikethrough inside of other delimiters into a tag."""
    if len(path) < 2 or not any(style.kind == "del" for style in path[1:]):
        return path
    tag = Style("tag", "<del>", "</del>")
    return (path[0], *(tag if style.kind == "del" else style for style in path[1:]))


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
            starts_line = not place.one_line and (not out or isinstance(out[-1][0], Break))
            source = code.span(atom, dialect, place.kind == "cell", starts_line=starts_line)
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
    if style.kind == "code" and not style.open:
        return "<code>", "</code>"
    return style.open, style.close


def _attribute(value: str) -> str:
    return rawhtml.inert(value).replace("\n", " ")


def _joined(tokens: list[Token], dialect: Dialect, place: Place) -> str:
    line = Line()
    labels = tags = 0
    for at, token in enumerate(tokens):
        if isinstance(token, str):
            line.add(token, LABEL if labels else TEXT)
        elif isinstance(token, Edge):
            if token.opens:
                labels += token.span.open == "["
                tags += token.span.open[:1] == "<"
                line.add(token.span.open, SYNTAX)
            else:
                labels -= token.span.open == "["
                tags -= token.span.open[:1] == "<"
                line.add(token.span.close, SYNTAX)
        elif isinstance(token, Image):
            links.write_image(line, token, dialect)
        elif isinstance(token, Leaf):
            line.add(token.source, SYNTAX)
        elif isinstance(token, Break):
            line.add(_break(tokens, at, dialect, place, in_tag=tags > 0), SYNTAX)
        else:
            line.add(_box(token, at, place), SYNTAX)
    return line.finish(dialect, place)


def _break(tokens: list[Token], at: int, dialect: Dialect, place: Place, *, in_tag: bool) -> str:
    """A break in a line that cannot end, or one of several: spaces would make the line between blank."""
    if place.one_line:
        return "<br>"
    follows = at + 1 < len(tokens) and isinstance(tokens[at + 1], Break)
    before = source_before(tokens, at)[-1:]
    preceded = before == "\n"  # by a break, be it one that was Markdown already
    escaped = before == "\\"  # goldmark reads `\\` and a break as one escape
    shown = in_tag and not dialect.escaped_break_in_tags and dialect.line_break[0] == "\\"
    if not follows and not preceded and not escaped and not shown:
        return dialect.line_break
    return "<br>" if follows else "<br>\n"


def _box(box: CheckBox, at: int, place: Place) -> str:
    if place.boxes and at == 0:
        return "[x] " if box.checked else "[ ] "
    checked = " checked" if box.checked else ""
    return f'<input type="checkbox"{checked} disabled> '
