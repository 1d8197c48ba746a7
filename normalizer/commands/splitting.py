"""``s`` in a review: HTML that stands in one block and consists of several elements, decided one by one.

What is taken of it is proven like everything else. The elements that were left, beside those that were taken, must
still come to what the whole comes to: since a rewrite changes nothing on the page but what rules say, the
page between is the same page, too. Where that does not hold for each of them alone, there is nothing to split.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.commands.work import Worker
from normalizer.values import frozen, replace

if TYPE_CHECKING:
    from collections.abc import Callable

    from normalizer.commands.settings import Settings
    from normalizer.report.outcome import Outcome

    Again = Callable[[bytes], bytes]

_MOST = 30
"""Parts that are asked about one by one; nobody answers more."""
_LARGEST = 200_000
"""Bytes that are rewritten to prove each part; the question must not be waited for."""


@frozen
class Part:
    """An element as it was, with all up to the next one, and what becomes of it."""

    start: int
    old: bytes
    new: bytes


def again(outcome: Outcome, settings: Settings) -> Again:
    """How a part of a document, or the document half done, would be rewritten: as one of the same editors."""
    worker = Worker(replace(settings, encoding="", goal="text"), outcome.editors)

    def rewritten(text: bytes) -> bytes:
        done = worker.document(text, outcome.path)
        return done.after if done.after is not None and not done.error else text

    return rewritten


def parts(old: bytes, new: bytes, rewritten: Again) -> list[Part]:
    """The parts of a change from ``old`` to ``new`` of which each may be taken alone; none where that is not proven."""
    from normalizer.markdown import pieces

    starts = pieces.cuts(old)
    if not 1 < len(starts) <= _MOST or old[: starts[0]].strip():
        return []
    ranges = zip([0, *starts[1:]], [*starts[1:], len(old)], strict=True)
    found = [Part(start, old[start:end], rewritten(old[start:end])) for start, end in ranges]
    changing = [part for part in found if part.new != part.old]
    if len(changing) < 2 or len(changing) * len(old) > _LARGEST:
        return []
    alone = [joined(found, [part]) for part in changing]
    most = [joined(found, [one for one in changing if one is not part]) for part in changing]
    proven = all(rewritten(text).strip() == new.strip() for text in (*alone, *most))
    return found if proven else []


def joined(found: list[Part], taken: list[Part]) -> bytes:
    """The parts with those taken rewritten, which stand between blank lines; what is left stays as it was."""
    text = b""
    free = True
    for part in found:
        rewritten = part in taken
        piece = part.new if rewritten else part.old
        if not piece.strip():
            continue
        if (rewritten or not free) and text:
            line_end = b"\r\n" if b"\r\n" in part.old else b"\n"
            text = text.rstrip(b"\r\n") + 2 * line_end
        text += piece
        free = not rewritten
    last = found[-1].old
    return text.rstrip(b"\r\n") + last[len(last.rstrip(b"\r\n")) :]
