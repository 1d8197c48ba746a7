"""The registry of actions, and what an action may use while it works."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from normalizer.html.blank import is_blank
from normalizer.html.tree import mark_of
from normalizer.values import frozen

if TYPE_CHECKING:
    from lxml.etree import _Element

    from normalizer.model import Level
    from normalizer.record import Loss, Record
    from normalizer.rules.kinds import Kind

LOSSES: tuple[Loss, ...] = ("blank", "marker", "text")
"""What may leave the page, from nothing a reader misses to what a reader reads."""


@frozen
class Work:
    """The rule at work: where it writes down what it does, and what it may lose."""

    rule: str
    level: Level
    loses: Loss
    dialect: str
    record: Record

    def may_lose(self, text: str) -> bool:
        """Whether the rule declared that it may drop ``text``."""
        return self.loses != "blank" or is_blank(text)

    def lose(self, text: str) -> None:
        """Write down that ``text`` leaves the page."""
        self.record.lose(self.rule, "blank" if is_blank(text) else self.loses, text)

    def say(self, text: str) -> None:
        """Write down that ``text``, which was no visible text before, shows on the page now."""
        self.record.say(self.rule, text)

    def keep(self, el: _Element, reason: str) -> None:
        """Write down that ``el`` was left alone."""
        self.record.keep(mark_of(el), self.rule, reason)


Run = Callable[["_Element", Any, Work], bool]


@frozen
class Action:
    """A named action: its argument (None: it takes none), and what it may lose at most."""

    name: str
    run: Run
    argument: Kind | None
    may_lose: Loss
    why: str
    optional: bool = False
    """Whether the argument may be left out."""


ACTIONS: dict[str, Action] = {}


def action(
    name: str,
    argument: Kind | None = None,
    *,
    may_lose: Loss = "blank",
    optional: bool = False,
) -> Callable[[Run], Run]:
    """Register the decorated function as the action ``name``; its docstring is its documentation."""

    def register(run: Run) -> Run:
        why = (run.__doc__ or "").strip().split("\n\n")[0]
        ACTIONS[name] = Action(name, run, argument, may_lose, " ".join(why.split()), optional)
        return run

    return register
