"""The examples of rules as their tests: what `normalizer rules --test` runs for the rules of a file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lxml import etree

import normalizer
from normalizer.html import parsing
from normalizer.record import Record
from normalizer.rules import engine
from normalizer.rules.selection import Data, Rule, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.rules.ruleset import RuleSet


def own_rules(ruleset: RuleSet) -> list[Rule]:
    """The rules that come from files: the shipped ones are loaded without their examples."""
    return [rule for rule in ruleset.rules if "examples" in rule.data]


def failures(ruleset: RuleSet, rule: Rule) -> Iterator[str]:
    """Yield what is wrong with each example of ``rule`` that does not come out as it says."""
    active = _active(ruleset, rule)
    for number, example in enumerate(rule.data["examples"], start=1):
        came_of_it = _outcome(active, rule, example)
        if came_of_it.strip("\n") != example["out"].strip("\n"):
            what = "the rule alone makes" if example.get("to") == "html" else "it becomes"
            yield f"example {number}: {what}\n{_indented(came_of_it)}\n  and not\n{_indented(example['out'])}"
    for number, case in enumerate(rule.data["unchanged"], start=1):
        if rule.id in _fired(active, case):
            yield f"unchanged case {number}: the rule fires on\n{_indented(case)}"


def never_fires(ruleset: RuleSet, rule: Rule) -> bool:
    """Whether no example needs the rule: each comes out the same without it."""
    active = _active(ruleset, rule)
    without = active.with_settings({"ignore": [rule.id]})
    return all(
        rule.id not in _fired(active, example["in"])
        and _outcome(active, rule, example) == _outcome(without, rule, example)
        for example in rule.data["examples"]
    )


def _active(ruleset: RuleSet, rule: Rule) -> RuleSet:
    """The rule set as it is for a document that the rule is meant for."""
    data = {key: value for key, value in rule.data.items() if key != "when"}
    rules = tuple(replace(one, data=data) if one.id == rule.id else one for one in ruleset.rules)
    editors = [
        "pasted-styles" if name == "any" else name for name in listed(rule.data.get("editors", ["any"]))
    ]
    settings: Data = {"assume": editors, "extend-select": [rule.id]}
    return replace(ruleset, rules=rules, overrides=(), _cache={}).with_settings(settings)


def _outcome(ruleset: RuleSet, rule: Rule, example: dict[str, Any]) -> str:
    if example.get("to") == "html":
        return _on_tree(ruleset.with_settings({"select": [rule.id]}), example["in"])[0]
    settings = ruleset.settings
    dialect = example.get("dialect") or settings.get("dialect") or (rule.dialects or ("portable",))[0]
    result = normalizer.Normalizer(
        source=example.get("source", "markdown"),
        dialect=dialect,
        policy=settings.get("policy", "author"),
        rules=ruleset,
    ).normalize(example["in"])
    return result.text


def _fired(ruleset: RuleSet, html: str) -> set[str]:
    _, record = _on_tree(ruleset, html)
    return {note.rule for note in record.notes} | {name for _, name, _ in record.kept}


def _on_tree(ruleset: RuleSet, html: str) -> tuple[str, Record]:
    root, record = parsing.parse(html), Record()
    engine.apply(root, ruleset.compile(text=html, source="html"), record)
    text = etree.tostring(root, encoding="unicode")
    return text.removeprefix("<body>").removesuffix("</body>").replace("<body/>", ""), record


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.strip("\n").split("\n"))
