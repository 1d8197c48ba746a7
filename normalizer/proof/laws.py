"""The laws, checked on rendered pages inside the library call.

1 square: the rules applied to the page of the input give the page of the output.
2 text: what a reader sees is the same, less exactly what a rule declared it may drop.
4 safe: nothing in the page of the output can run, load, frame, post or redirect.
(3, stable, is a matter of the whole run: see ``pipeline``.)

Each check returns an empty string when the law holds, else the reason in words for the report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lxml import etree
from lxml.etree import _Element

from normalizer.html import parsing
from normalizer.html.page import page_text
from normalizer.proof.canon import canon
from normalizer.proof.folding import folded
from normalizer.record import Loss


def square(expected: _Element, output: _Element) -> str:
    """Compare the page that the rules ask for with the page of the output.

    Most pages are equal to the letter once they are folded: that is seen in C. Only pages that differ
    there are walked.
    """
    if folded(expected) == folded(output):
        return ""
    return square_of(canon(expected)[0], canon(output)[0])


def square_of(wanted: Sequence[object], got: Sequence[object]) -> str:
    """The same for two canonical forms."""
    if wanted == got:
        return ""
    return f"the page would change: {_first_difference(wanted, got)}"


def _first_difference(wanted: Sequence[object], got: Sequence[object]) -> str:
    for left, right in zip(wanted, got, strict=False):
        if left != right:
            inner = _inner(left), _inner(right)
            if inner[0] is not None and inner[1] is not None and _head(left) == _head(right):
                return _first_difference(inner[0], inner[1])
            return f"{_words(left)} would become {_words(right)}"
    extra = wanted[len(got) :] or got[len(wanted) :]
    verb = "would be lost" if len(wanted) > len(got) else "would appear"
    return f"{_words(extra[0])} {verb}" if extra else "in its structure"


def _inner(block: object) -> Sequence[object] | None:
    if isinstance(block, tuple) and len(block) > 1 and isinstance(block[-1], tuple):
        return block[-1]
    return None


def _head(block: object) -> object:
    return block[:-1] if isinstance(block, tuple) else block


def _words(block: object) -> str:
    """A short, human reading of a canonical block or run."""
    if isinstance(block, tuple) and len(block) == 2 and isinstance(block[1], frozenset):
        styles = " ".join(sorted(block[1]))
        return f"“{block[0].strip(chr(0))[:40]}”" + (f" ({styles})" if styles else "")
    if isinstance(block, tuple) and block:
        inner = _inner(block)
        first = f" beginning {_words(inner[0])}" if inner else ""
        return f"{block[0]}{first}"
    return str(block)[:60]


def text(before: str, after: str, lost: Sequence[tuple[str, Loss, str]]) -> str:
    """Compare visible texts (without white space); ``lost`` are the declared pieces, in any order.

    >>> text("abc1x", "abcx", [("line-numbers", "marker", "1")]), text("ab", "b", [])
    ('', 'the text “ab” would be lost or changed')
    >>> text("on", "on2024", [("date", "said", "2024")])
    ''
    """
    if before == after:
        return ""
    lines = ((kind == "said", line) for _, kind, piece in lost for line in piece.split("\n"))
    pieces = Counter((said, clean) for said, line in lines if (clean := squeezed(line)))
    i = j = work = 0
    while work < _MAX_WORK:
        step = _agreement(before, after, i, j)
        if i + step == len(before) and j + step == len(after):
            return ""
        best = (step, 0, 0, (False, ""))
        for said, piece in pieces:
            page, start = (after, j) if said else (before, i)
            at = page.rfind(piece, start, start + step + len(piece)) - start
            if at >= 0:
                over, under = at + (0 if said else len(piece)), at + (len(piece) if said else 0)
                reach = at + len(piece) + _agreement(before, after, i + over, j + under)
                best = max(best, (reach, over, under, (said, piece)))
        if best[0] <= step:
            break
        work += len(pieces)
        _, over, under, spent = best
        i, j = i + over, j + under
        pieces[spent] -= 1
        pieces += Counter()
    at = i + _agreement(before, after, i, j)
    return f"the text “{before[max(0, at - 10) : at + 30]}” would be lost or changed"


_MAX_WORK = 200_000


def _agreement(before: str, after: str, i: int, j: int) -> int:
    """How many characters ``before[i:]`` and ``after[j:]`` have in common at their start."""
    reach, size = 0, 64
    while before[i + reach : i + reach + size] == after[j + reach : j + reach + size]:
        if i + reach >= len(before) or j + reach >= len(after):
            return reach
        reach += min(size, len(before) - i - reach, len(after) - j - reach)
        size *= 2
    while size > 1:
        size //= 2
        if before[i + reach : i + reach + size] == after[j + reach : j + reach + size]:
            reach += size
    return min(reach, len(before) - i, len(after) - j)


def squeezed(piece: str) -> str:
    """``piece`` as the text law sees it: without white space and zero-width characters."""
    root = etree.Element("body")
    root.text = parsing.xml_text(piece)
    return page_text(root)
