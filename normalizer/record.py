"""The notebook that rules and the sanitizer write in while they work on one tree.

Places are kept as *marks*: the tree builder numbers every start tag of the source in the reserved
attribute ``_n``; the pipeline turns a mark into line and column once, when the result is made.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from normalizer.model import Level
from normalizer.values import field, frozen, mutable

Loss = Literal["blank", "marker", "text", "said"]
"""What kind of visible text leaves the page: white space only, a list marker or line number that
the structure now says, or real text. What is ``said`` comes to the page: it stood in an attribute, or
where nobody sees it."""


REWRITE = "html-to-markdown"
"""The id under which the rewrite of a region is reported, beside what rules did in it."""


@frozen
class Note:
    """A change before its mark is resolved: ``mark`` is the number of the start tag, or -1."""

    rule: str
    mark: int
    before: str
    after: str
    level: Level


@mutable
class Record:
    """Everything said about one tree, in the order in which it happened."""

    tag: Callable[[int], str] | None = None
    """The start tag with a mark, as it was written; None where there is no source."""
    quiet: bool = False
    """Nobody will read the notes: only what is lost counts, as where a proof repeats what was noted before."""
    notes: list[Note] = field(default_factory=list)
    lost: list[tuple[str, Loss, str]] = field(default_factory=list)
    """(rule, kind, text) of every piece of visible text that was dropped, or said, by declaration."""
    kept: list[tuple[int, str, str]] = field(default_factory=list)
    """(mark, rule, reason) of every element that a rule left as it is."""

    def change(self, rule: str, mark: int, before: str, after: str, level: Level) -> None:
        """Note that ``rule`` turned ``before`` into ``after`` at the start tag ``mark``."""
        if not self.quiet:
            self.notes.append(Note(rule, mark, before, after, level))

    def lose(self, rule: str, kind: Loss, text: str) -> None:
        """Declare that ``rule`` removed ``text`` from the page."""
        if text:
            self.lost.append((rule, kind, text))

    def say(self, rule: str, text: str) -> None:
        """Declare that ``rule`` shows ``text``, which was no visible text before."""
        if text:
            self.lost.append((rule, "said", text))

    def lost_by(self, rule: str) -> list[tuple[str, Loss, str]]:
        """What ``rule`` declared as lost."""
        return [loss for loss in self.lost if loss[0] == rule]

    def keep(self, mark: int, rule: str, reason: str) -> None:
        """Note that ``rule`` left the element at ``mark`` as it is, and why."""
        self.kept.append((mark, rule, reason))
