"""Template code in an HTML file of one's own: out of the parser's sight, and back again to the letter.

A parser writes ``{% if a > b %}`` as ``{% if a &gt; b %}`` and moves it out of a table. A private-use
character stands for each construct while the document is worked on; one that does not come back exactly
once, because it stood where HTML can hold no text, means that the document stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from lxml import etree
from lxml.etree import _Element

from normalizer.html import parsing, tokens, tree
from normalizer.lazy import regex
from normalizer.source import mask
from normalizer.source.places import Edit, Shifts

_OPEN, _CLOSE = "\ue000", "\ue001"
_RAW_TEXT = regex(rb"(?i)<(script|style)\b(?:[^<]|<(?!/\1))*+")
_TAG = regex(rb"<[a-zA-Z/!?]")
_TOKEN = regex(f"{_OPEN}([0-9]+){_CLOSE}")


class Veil:
    """The template constructs of ``text``; ``veiled`` is the text with a token for each.

    >>> veil = Veil("<p>{% if a > b %}")
    >>> veil.lifted(veil.veiled.replace("<p>", "<div>"))
    '<div>{% if a > b %}'
    """

    def __init__(self, text: str) -> None:
        self.constructs: list[str] = []
        self.edits: list[Edit] = []
        pieces: list[str] = []
        source = b"" if _OPEN in text else text.encode("utf-8", "surrogatepass")
        done = place = 0
        for start, end in _spans(source):
            between = source[done:start].decode("utf-8", "surrogatepass")
            construct = source[start:end].decode("utf-8", "surrogatepass")
            token = f"{_OPEN}{len(self.constructs)}{_CLOSE}"
            place += len(between)
            self.edits.append((place, place + len(construct), len(token)))
            place += len(construct)
            pieces += (between, token)
            self.constructs.append(construct)
            done = end
        self.veiled = "".join(pieces) + source[done:].decode("utf-8", "surrogatepass") if pieces else text

    def holds(self, text: str) -> bool:
        """Whether every construct is in ``text``, once and in its turn."""
        return _TOKEN.findall(text) == [str(number) for number in range(len(self.constructs))]

    def is_parsed_in_place(self) -> bool:
        """Whether the HTML parser leaves every construct between the tags where it stands.

        >>> Veil("<p>{% if a %}<b>x</b>").is_parsed_in_place()
        True
        >>> Veil("<table>{% if a %}<tr><td>x</table>").is_parsed_in_place()  # moved before the table
        False
        """
        if not self.constructs:
            return True
        numbered, marks = tokens.number(self.veiled)
        found = list(_sequence(parsing.parse(numbered)))
        kept = {number for number, token in found if not token}
        starts = [(offset, number, "") for number, offset in enumerate(marks) if number in kept]
        stands = [(token.start(), -1, token[0]) for token in _TOKEN.finditer(self.veiled)]
        return found == [(number, token) for _, number, token in sorted(starts + stands)]

    def lifted(self, text: str) -> str:
        """``text`` with the constructs in place of their tokens."""
        if not self.constructs:
            return text
        return _TOKEN.sub(lambda token: self.constructs[int(token[1])], text)

    def place(self, offset: int) -> int:
        """Where an offset of the veiled text stands in the original."""
        return self._shifts.back(offset)

    @cached_property
    def _shifts(self) -> Shifts:
        return Shifts(self.edits)


def _spans(source: bytes) -> list[tuple[int, int]]:
    """All constructs but those in scripts and styles, which go whole, and math and the like with tags in it.

    Those are tags of the page, for whoever reads no math.
    """
    templates = set(mask.templates(source))
    raw = [match.span() for match in _RAW_TEXT.finditer(source)]
    return [
        span
        for span in mask.spans(source)
        if (span in templates or not _TAG.search(source, span[0], span[1]))
        and not any(start <= span[0] < end for start, end in raw)
    ]


def _sequence(root: _Element) -> Iterator[tuple[int, str]]:
    """The numbered start tags and the tokens below ``root``, in document order."""
    for event, el in etree.iterwalk(root, events=("start", "end", "comment")):
        pieces = [el.tail] if event != "start" and el is not root else []
        if event == "start":
            if (mark := tree.mark_of(el)) >= 0:
                yield mark, ""
            pieces = [piece for pair in el.items() for piece in pair] + [el.text]
        elif event == "comment":
            pieces = [el.text, el.tail]
        for piece in pieces:
            yield from ((-1, token[0]) for token in _TOKEN.finditer(piece or ""))
