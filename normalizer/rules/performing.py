"""One rule on one element: its actions, and what the record hears of what came of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import etree

from normalizer.errors import RulesError
from normalizer.html.tree import BLOCK, MARKDOWN, mark_of, visible_text
from normalizer.rules.actions import ACTIONS, Action, Work
from normalizer.rules.shown import beginning, start_tag, tag
from normalizer.values import frozen

if TYPE_CHECKING:
    from lxml.etree import _Element

    from normalizer.model import Level
    from normalizer.record import Loss
    from normalizer.rules.match import Matcher

_SNIPPET = 60


@frozen
class Step:
    """One action of a rule with its argument; ``audited`` actions come from outside this package."""

    action: Action
    argument: Any
    audited: bool = False


@frozen
class CompiledRule:
    """A rule, ready to run on one document."""

    id: str
    level: Level
    loses: Loss
    matcher: Matcher
    steps: tuple[Step, ...]


def perform(rule: CompiledRule, el: _Element, work: Work) -> bool:
    """Run the rule on ``el`` and write down what was there and what is instead; say whether anything changed."""
    if work.record.quiet:
        return _run(rule, el, work)
    mark, before, text = mark_of(el) if isinstance(el.tag, str) else -1, tag(work.record, el), beginning(el)
    parent, previous = el.getparent(), el.getprevious()
    place = parent, previous, el.getnext(), len(work.record.lost), len(_before(parent, previous))
    changed = _run(rule, el, work)
    if changed:
        gone = parent is not None and el.getparent() is None
        after = _instead(el, place, text, work) if gone else start_tag(el) + text
        work.record.change(rule.id, mark, before + text, after, rule.level)
        if el.getparent() is None and len(el):  # what went with it is named too
            for inner in el.iterdescendants(etree.Element):
                if any(name[0] != "_" for name in inner.attrib):
                    work.record.change(rule.id, mark_of(inner), tag(work.record, inner), "", rule.level)
    return changed


def _run(rule: CompiledRule, el: _Element, work: Work) -> bool:
    """Run the actions of a rule on one element; say whether they changed anything."""
    changed = False
    for step in rule.steps:
        if changed and el.getparent() is None:
            break
        changed |= _audited(step, el, work) if step.audited else step.action.run(el, step.argument, work)
    return changed


def _before(parent: _Element | None, previous: _Element | None) -> str:
    """The text that ends where an element stands."""
    text = previous.tail if previous is not None else parent.text if parent is not None else None
    return text or ""


def _instead(el: _Element, place: tuple[Any, Any, Any, int, int], text: str, work: Work) -> str:
    """What stands where ``el`` stood, for the report: a new element, its text, or nothing where that was lost."""
    parent, previous, following, lost, before = place
    new = previous.getnext() if previous is not None and previous.getparent() is parent else None
    if new is None and previous is None:
        new = next(parent.iterchildren(), None)  # never by number: lxml counts the children for it
    if (
        new is None
        or new is following
        or not isinstance(new.tag, str)
        or new.tag == el.tag
        or _before(parent, previous)[before:].strip()  # its text comes first
    ):
        gone = any(text.strip() for _, kind, text in work.record.lost[lost:] if kind != "said")
        return "" if gone else text.strip()
    return str(new.get("src")) if new.tag in (MARKDOWN, BLOCK) else start_tag(new) + beginning(new)


def _audited(step: Step, el: _Element, work: Work) -> bool:
    """Run an action that is not ours and hold it to what the rule declared."""
    scope = el.getparent() if el.getparent() is not None else el
    before, lost = visible_text(scope), len(work.record.lost)
    changed = step.action.run(el, step.argument, work)
    declared = sum(len("".join(text.split())) for _, kind, text in work.record.lost[lost:] if kind != "said")
    gone = len("".join(before.split())) - len("".join(visible_text(scope).split()))
    if gone > declared:
        raise RulesError(
            [
                f"rule {work.rule}: action {step.action.name!r} lost text that it did not declare: {before[:_SNIPPET]!r}"
            ]
        )
    return changed


def bind(do: list[dict[str, Any]], external: dict[str, Action]) -> tuple[Step, ...]:
    """Look up the actions of a checked ``do:`` list."""
    steps = []
    for item in do:
        name, argument = next(iter(item.items()))
        steps.append(
            Step(external[name], argument, audited=True)
            if name in external
            else Step(ACTIONS[name], argument)
        )
    return tuple(steps)
