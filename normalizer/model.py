"""The shared nouns: what was changed, what was left alone, and where. No logic lives here."""

from __future__ import annotations

from typing import Literal

from normalizer.values import frozen

Level = Literal["proved", "declared", "lossy"]
"""How far a rewrite may go: ``proved`` renders equal, ``declared`` differs exactly as its rule
says, ``lossy`` may drop what a reader sees and is opt-in."""


@frozen
class Change:
    """One thing that a rule or the sanitizer did; ``line`` and ``column`` count from 1 in the input."""

    rule: str
    line: int
    column: int
    before: str
    after: str
    level: Level


@frozen
class Skip:
    """A place that was left as it was, and why; ``line`` counts from 1 in the input."""

    line: int
    reason: str
    snippet: str
    rule: str = ""
    """The rule that decided so; none where a law, or what a renderer would read, stood in the way."""


@frozen
class Remark:
    """What is odd about a comment for this program, and keeps nothing from being done; ``line`` counts from 1 in the input."""

    line: int
    text: str


@frozen
class Edit:
    """Replace ``source[start:end]`` (code points) by ``text``."""

    start: int
    end: int
    text: str
