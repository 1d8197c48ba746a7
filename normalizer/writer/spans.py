"""Runs as a flat list of tokens: text, atoms, and the openings and closings of wrappers."""

from __future__ import annotations

from normalizer.values import frozen, identity
from normalizer.writer.ir import Break, CheckBox, Image, Leaf, Run, Style


@identity
class Span:
    """A wrapper as it is written: from the token ``start`` to the token ``end``."""

    style: Style
    start: int
    end: int = 0
    open: str = ""
    close: str = ""


@frozen
class Edge:
    """The opening or the closing of a span."""

    span: Span
    opens: bool


Token = str | Leaf | Break | CheckBox | Image | Edge


def tokens_of(runs: list[Run]) -> list[Token]:
    """Open and close wrappers so that runs that share them stand in one."""
    tokens: list[Token] = []
    open_spans: list[Span] = []
    for atom, path in runs:
        if not path and not open_spans:
            tokens.append(atom)
            continue
        shared = 0
        while shared < min(len(path), len(open_spans)) and open_spans[shared].style == path[shared]:
            shared += 1
        _close(tokens, open_spans, shared)
        for style in path[shared:]:
            span = Span(style, len(tokens))
            open_spans.append(span)
            tokens.append(Edge(span, opens=True))
        tokens.append(atom)
    _close(tokens, open_spans, 0)
    return tokens


def _close(tokens: list[Token], open_spans: list[Span], keep: int) -> None:
    while len(open_spans) > keep:
        span = open_spans.pop()
        span.end = len(tokens)
        tokens.append(Edge(span, opens=False))
