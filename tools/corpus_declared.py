"""What rules declared as lost, as a purse: each piece pays for one loss."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from engines.page import folded

from normalizer.proof import laws

if TYPE_CHECKING:
    from collections.abc import Iterable

    from normalizer.record import Loss


class Declared:
    """The declared pieces of one document; ``takes`` spends them.

    A piece of several lines or words is also good for a part of it: a diff may find the rest elsewhere.
    """

    def __init__(self, pieces: Iterable[str]) -> None:
        self.texts = list(pieces)
        self.pieces = Counter(word for piece in self.texts for word in piece.split())

    def account_for(self, before: str, after: str, said: Iterable[str]) -> bool:
        """Whether ``before`` without the declared pieces and with what is ``said``, each at most once, is ``after``."""
        pieces: list[tuple[str, Loss, str]] = [("", "text", folded(piece)) for piece in self.texts]
        pieces += [("", "said", folded(piece)) for piece in said]
        return not laws.text(folded(before), folded(after), pieces)

    def takes(self, gone: Iterable[str]) -> bool:
        """Whether the words ``gone`` are made of pieces that are left; they are spent if they are."""
        gone = list(gone)
        words = Counter(gone)
        if words and words <= self.pieces:
            self.pieces -= words
            return True
        return self._takes_apart(folded("".join(gone)))

    def _takes_apart(self, rest: str) -> bool:
        """The same for pieces that run into each other on the page."""
        spent: Counter[str] = Counter()
        while rest:
            fitting = (piece for piece, count in self.pieces.items() if count > spent[piece])
            piece = max((p for p in fitting if rest.startswith(folded(p))), key=len, default="")
            if not folded(piece):
                return False
            spent[piece] += 1
            rest = rest[len(folded(piece)) :]
        self.pieces -= spent
        return bool(spent)
