"""Compiled rules applied to a tree: in file order, again and again until none has anything to do.

What came from Markdown (``_open``, ``_md``, ``_block``) is never a target. A rule looks only at elements
that carry the tag or attribute it needs, so a document pays for the rules that concern it.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

from normalizer.errors import RulesError
from normalizer.html.tree import (
    close_seams,
    is_inside,
    is_pristine,
    visible_text,
)
from normalizer.rules.actions import Work
from normalizer.rules.actions.footnotes import MADE_OF
from normalizer.rules.match import shape
from normalizer.rules.performing import CompiledRule, perform
from normalizer.source.suppress import ALL
from normalizer.values import field, frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.etree import _Element

    from normalizer.record import Record

PLAN = 20_000
"""Shapes whose rules are remembered."""
ROUNDS = 12
"""Rules that still change the tree after so many rounds undo each other."""


@frozen
class Compiled:
    """The rules that concern one document, in file order; ``plan`` remembers which concern what shape."""

    rules: tuple[CompiledRule, ...]
    dialect: str
    editors: tuple[str, ...]
    searching: tuple[int, ...] = ()
    """The numbers of the rules that look at the root as well: by selector, in comments, at text."""
    plan: dict[object, tuple[int, ...]] = field(default_factory=dict, compare=False, repr=False)
    by_tag: dict[str, tuple[int, ...]] = field(default_factory=dict, compare=False, repr=False)
    footnoting: frozenset[str] = frozenset()
    """The rules that say footnotes in Markdown."""
    parts: dict[frozenset[str], Compiled] = field(default_factory=dict, compare=False, repr=False)
    """What is left without some rules, as it was asked for."""

    @classmethod
    def of(cls, rules: tuple[CompiledRule, ...], dialect: str, editors: tuple[str, ...]) -> Compiled:
        """Number the rules."""
        searching = tuple(
            n
            for n, rule in enumerate(rules)
            if rule.matcher.find or rule.matcher.comment or rule.matcher.text
        )
        footnoting = (rule.id for rule in rules if any(step.action.name in MADE_OF for step in rule.steps))
        return cls(rules, dialect, editors, searching, footnoting=frozenset(footnoting))

    def without(self, names: frozenset[str]) -> Compiled:
        """The same rules but those named, numbered anew; all are left out where ``names`` holds ``*``."""
        if not names:
            return self
        part = self.parts.get(names)
        if part is None:
            kept = () if ALL in names else tuple(rule for rule in self.rules if rule.id not in names)
            part = self.parts[names] = Compiled.of(kept, self.dialect, self.editors)
        return part

    def concerned(self, el: _Element) -> tuple[int, ...]:
        """The numbers of the rules that the shape of ``el`` concerns."""
        key = shape(el)
        numbers = self.plan.get(key)
        if numbers is None:
            numbers = () if is_pristine(el) else tuple(self._admitting(el))
            if len(self.plan) > PLAN:
                self.plan.clear()
            self.plan[key] = numbers
        return numbers

    def _admitting(self, el: _Element) -> Iterator[int]:
        numbers = self.by_tag.get(el.tag)
        if numbers is None:
            numbers = self.by_tag[el.tag] = self._named(el.tag)
        return (number for number in numbers if self.rules[number].matcher.admits(el))

    def _named(self, tag: str) -> tuple[int, ...]:
        """The rules for elements of this name, or of any; what looks at the root is none of them."""
        return tuple(
            number
            for number, rule in enumerate(self.rules)
            if (number not in self.searching or rule.matcher.text)
            and (not rule.matcher.tags or tag in rule.matcher.tags)
        )


def apply(root: _Element, compiled: Compiled, record: Record) -> None:
    """Apply the rules to the tree below ``root``, in place.

    Raises RulesError when rules undo each other, and when an action loses text it did not declare.
    """
    if not compiled.rules:
        return
    fired: set[str] = set()
    for _ in range(ROUNDS):
        before, fired = fired, _Round(root, compiled, record).run()
        if not fired:
            return
    names = ", ".join(sorted(before & fired) or sorted(fired))
    raise RulesError([f"rules that undo each other, or one that never comes to rest: {names}"])


class _Round:
    """One pass over the rules in file order; ``waiting`` holds the elements that each rule has to look at."""

    def __init__(self, root: _Element, compiled: Compiled, record: Record) -> None:
        self.root = root
        self.compiled = compiled
        self.record = record
        self.waiting: dict[int, list[_Element]] = {}
        self.order: list[int] = []
        self.comments: list[_Element] = []
        self.fired: set[str] = set()
        self.text: str | None = None
        # As long as somebody holds them, lxml need not make its elements anew for each look.
        self.elements: list[_Element] = list(root.iterdescendants())

    def run(self) -> set[str]:
        """Apply every rule that concerns some element; return the names of those that changed something."""
        self._look()
        if self.compiled.searching:
            self._search()
        while self.order:
            number = heapq.heappop(self.order)
            self._apply(number, self.compiled.rules[number], self.waiting.pop(number))
        if self.fired:
            close_seams(self.root)
        return self.fired

    def _search(self) -> None:
        """Let the rules that look at the root as well wait for it, whatever is below it."""
        concerned = self.compiled.concerned(self.root)
        for number in self.compiled.searching:
            matcher = self.compiled.rules[number].matcher
            if matcher.text is not None:
                if number in concerned:
                    self._queue(number).append(self.root)
            elif matcher.find is not None or self.comments:
                self._queue(number)

    def _look(self) -> None:
        """Let the rules wait for the elements whose shape concerns them.

        Elements are many and shapes are few: each shape knows the queues that its elements join.
        """
        queues: dict[object, list[Callable[[_Element], None]]] = {}
        for el in self.elements:
            key = shape(el)
            joins = queues.get(key)
            if joins is None:
                joins = queues[key] = self._queues(el)
            for join in joins:
                join(el)

    def _queues(self, el: _Element) -> list[Callable[[_Element], None]]:
        if not isinstance(el.tag, str):
            return [self.comments.append]
        return [self._queue(number).append for number in self.compiled.concerned(el)]

    def _queue(self, number: int) -> list[_Element]:
        queue = self.waiting.get(number)
        if queue is None:
            queue = self.waiting[number] = []
            heapq.heappush(self.order, number)
        return queue

    def _look_again(self, changed: list[_Element], after: int) -> None:
        """Let the rules after number ``after`` wait for what has changed."""
        for el in changed:
            if el.getparent() is None:
                continue
            if not isinstance(el.tag, str):
                self.comments.append(el)
                continue
            for number in self.compiled.concerned(el):
                if number > after:
                    self._queue(number).append(el)

    def _apply(self, number: int, rule: CompiledRule, waiting: list[_Element]) -> None:
        matcher = rule.matcher
        if matcher.text is not None and not matcher.text(self._text()):
            return
        if matcher.comment is not None:
            waiting = [
                el
                for el in self.comments
                if matcher.comment.search(el.text or "") and is_inside(el, self.root)
            ]
        elif matcher.find is not None:
            waiting = [el for el in matcher.find(self.root) if not is_pristine(el) and matcher.matches(el)]
        # Before the first change everything is as it was looked at, and nothing has left the tree.
        touched = bool(self.fired)
        moved = touched and matcher.comment is None and matcher.find is None
        concerned = self.compiled.concerned
        work = Work(rule.id, rule.level, rule.loses, self.compiled.dialect, self.record)
        changed: list[_Element] = []
        holds = matcher.holds.ready()
        for el in waiting:
            if (
                holds(el)
                and el.get("_keep") is None  # a rule before wants it as it is
                and (not moved or number in concerned(el))
                and (not touched or is_inside(el, self.root))
                and perform(rule, el, work)
            ):
                changed.append(el)
                touched = True
        if changed:
            self.fired.add(rule.id)
            # What an action builds besides has its turn in the next round.
            self._look_again(changed, number)

    def _text(self) -> str:
        """All text of the tree, as of the first question of the round."""
        if self.text is None:
            self.text = visible_text(self.root)
        return self.text
