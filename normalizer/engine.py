"""Compiled rules applied to a tree: in file order, again and again until none has anything to do.

What came from Markdown (``_open``, ``_md``, ``_block``) is never a target. A rule looks only at elements
that carry the tag or attribute it needs, so a document pays for the rules that concern it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree

from normalizer.actions import ACTIONS, Action, Work
from normalizer.errors import RulesError
from normalizer.match import glob
from normalizer.tree import BLOCK, MARKDOWN, is_pristine, mark_of, visible_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element

    from normalizer.match import Matcher
    from normalizer.model import Level
    from normalizer.record import Loss, Record

ROUNDS = 12
"""Rules that still change the tree after so many rounds undo each other."""
_SNIPPET = 60


@dataclass(frozen=True, slots=True)
class Step:
    """One action of a rule with its argument; ``audited`` actions come from outside this package."""

    action: Action
    argument: Any
    audited: bool = False


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule, ready to run on one document."""

    id: str
    level: Level
    loses: Loss
    matcher: Matcher
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """The rules that concern one document, in file order."""

    rules: tuple[CompiledRule, ...]
    dialect: str
    editors: tuple[str, ...]


def apply(root: _Element, compiled: Compiled, record: Record) -> None:
    """Apply the rules to the tree below ``root``, in place.

    Raises RulesError when rules undo each other, and when an action loses text it did not declare.
    """
    if not compiled.rules:
        return
    fired: set[str] = set()
    for _ in range(ROUNDS):
        index = Index(root)
        before, fired = (
            fired,
            {rule.id for rule in compiled.rules if _run(rule, root, index, compiled.dialect, record)},
        )
        if not fired:
            return
    names = ", ".join(sorted(before & fired) or sorted(fired))
    raise RulesError([f"rules that undo each other, or one that never comes to rest: {names}"])


class Index:
    """What a tree holds, so that rules without a chance are skipped: tags, and who carries an attribute."""

    def __init__(self, root: _Element) -> None:
        self.tags: set[str] = set()
        self.holders: dict[str, list[_Element]] = defaultdict(list)
        self.comments = False
        for el in root.iter():
            tag = el.tag
            if isinstance(tag, str):
                self.tags.add(tag)
                for name in el.keys():  # noqa: SIM118 - lxml elements iterate over children
                    self.holders[name].append(el)
            else:
                self.comments = True
        self._text: str | None = None
        self._root = root

    def candidates(self, matcher: Matcher) -> Iterable[_Element]:
        """The elements that ``matcher`` may match."""
        root = self._root
        if matcher.comment is not None:
            return (
                [el for el in root.iter(etree.Comment) if matcher.comment.search(el.text or "")]
                if self.comments
                else ()
            )
        if matcher.tags is not None and not (matcher.tags & self.tags):
            return ()
        if matcher.text is not None and not matcher.text(self.text()):
            return ()
        if matcher.find is not None:
            return matcher.find(root)
        if matcher.attribute:
            return self._holding(matcher.attribute)
        wanted = root.iter(*matcher.tags) if matcher.tags is not None else root.iter(etree.Element)
        return [el for el in wanted if el is not root or matcher.text is not None]

    def _holding(self, name: str) -> list[_Element]:
        if "*" not in name:
            return list(self.holders.get(name, ()))
        matches = glob(name)
        found = {id(el): el for key, holders in self.holders.items() if matches(key) for el in holders}
        return list(found.values())

    def text(self) -> str:
        """All text of the tree, as of the start of the round."""
        if self._text is None:
            self._text = "".join(str(piece) for piece in self._root.itertext())
        return self._text


def _run(rule: CompiledRule, root: _Element, index: Index, dialect: str, record: Record) -> bool:
    """Apply one rule wherever it matches; return whether it changed anything."""
    work = Work(rule.id, rule.level, rule.loses, dialect, record)
    fired = False
    for el in index.candidates(rule.matcher):
        if rule.matcher.comment is not None:
            if _is_in(el, root):
                fired |= _perform(rule, el, work)
        elif not is_pristine(el) and (el is root or _is_in(el, root)) and rule.matcher.matches(el):
            fired |= _perform(rule, el, work)
            index.tags.add(str(el.tag))
    return fired


def _is_in(el: _Element, root: _Element) -> bool:
    """Whether an action before has not taken ``el`` out of the tree."""
    up = el.getparent()
    while up is not None and up is not root:
        if up.tag == MARKDOWN or up.tag == BLOCK:
            return False
        up = up.getparent()
    return up is root


def _perform(rule: CompiledRule, el: _Element, work: Work) -> bool:
    mark, before = mark_of(el) if isinstance(el.tag, str) else -1, outline(el)
    inner = _inner(el)
    changed = False
    for step in rule.steps:
        if changed and el.getparent() is None:
            break
        changed |= _audited(step, el, work) if step.audited else step.action.run(el, step.argument, work)
    if changed:
        gone = el.getparent() is None
        work.record.change(rule.id, mark, before, inner.strip() if gone else outline(el), rule.level)
    return changed


def _audited(step: Step, el: _Element, work: Work) -> bool:
    """Run an action that is not ours and hold it to what the rule declared."""
    scope = el.getparent() if el.getparent() is not None else el
    before, lost = visible_text(scope), len(work.record.lost)
    changed = step.action.run(el, step.argument, work)
    declared = sum(len("".join(text.split())) for _, _, text in work.record.lost[lost:])
    gone = len("".join(before.split())) - len("".join(visible_text(scope).split()))
    if gone > declared:
        raise RulesError(
            [
                f"rule {work.rule}: action {step.action.name!r} lost text that it did not declare: {before[:_SNIPPET]!r}"
            ]
        )
    return changed


def outline(el: _Element) -> str:
    """The start tag of ``el`` and the beginning of its text, for the report.

    >>> outline(etree.fromstring('<b style="ee2323;"><i>strong</i></b>'))
    '<b style="ee2323;">strong'
    """
    if not isinstance(el.tag, str):
        return f"<!--{(el.text or '')[:_SNIPPET]}-->"
    attributes = "".join(f' {name}="{value}"' for name, value in el.items() if str(name)[0] != "_")
    return f"<{el.tag}{attributes[: 4 * _SNIPPET]}>{_inner(el)}"


def _inner(el: _Element) -> str:
    """The beginning of the text of ``el``; never walks all of a large element."""
    if not isinstance(el.tag, str):
        return ""
    pieces: list[str] = []
    size = 0
    for piece in el.itertext(etree.Element):
        pieces.append(str(piece))
        size += len(piece)
        if size > _SNIPPET:
            break
    return "".join(pieces)[:_SNIPPET]


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
