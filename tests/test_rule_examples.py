"""Every rule does what its examples say, in both dialects, leaves alone what it says, and is needed for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from rulecases import alone, on_tree, outcome, ruleset_for

import normalizer
from normalizer.rules import docs, editors

if TYPE_CHECKING:
    from normalizer.rules.ruleset import RuleSet

RULES: list[dict[str, Any]] = docs.documented()["rules"]
EXAMPLES = [
    pytest.param(rule, example, dialect, id=f"{rule['id']}-{number}-{dialect}")
    for rule in RULES
    for number, example in enumerate(rule["examples"])
    for dialect in ("portable", "kramdown")
    if dialect == example.get("dialect", dialect) and (dialect == "portable" or example.get("to") != "html")
]
UNCHANGED = [
    pytest.param(rule, case, id=f"{rule['id']}-{n}")
    for rule in RULES
    for n, case in enumerate(rule["unchanged"])
]


@pytest.mark.parametrize(("rule", "example", "dialect"), EXAMPLES)
def test_example(rule: dict[str, Any], example: dict[str, str], dialect: str) -> None:
    assert outcome(rule, example, dialect) == example["out"].strip("\n")


@pytest.mark.parametrize(("rule", "case"), UNCHANGED)
def test_unchanged(rule: dict[str, Any], case: str) -> None:
    _, record = on_tree(case, ruleset_for(rule))
    assert rule["id"] not in {note.rule for note in record.notes}
    if not editors.detect(case):
        for dialect in ("portable", "kramdown"):
            assert (
                normalizer.normalize(case, source="markdown", dialect=dialect, policy="author").text == case
            )


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule["id"]) for rule in RULES])
def test_each_rule_does_something_itself(rule: dict[str, Any]) -> None:
    """On its own, or after the rules before it, the rule changes the tree of one of its examples."""
    full = ruleset_for(rule)
    for example in rule["examples"]:
        fired = {note.rule for note in alone(rule, example["in"])[1].notes}
        fired |= {note.rule for note in on_tree(example["in"], full, "html")[1].notes}
        kept = on_tree(example["in"], full, "html")[1].kept
        if rule["id"] in fired or any(name == rule["id"] for _, name, _ in kept):
            return
    pytest.fail(f"{rule['id']} never fires on its own examples")


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule["id"]) for rule in RULES])
def test_without_the_rule_an_example_fails(rule: dict[str, Any]) -> None:
    """Mutation check: dropping a rule from the set changes what becomes of one of its examples."""
    mutant = ruleset_for(rule).with_settings({"ignore": [rule["id"]]})
    assert any(_fails(rule, example, mutant) for example in rule["examples"])


def _fails(rule: dict[str, Any], example: dict[str, str], mutant: RuleSet) -> bool:
    if example.get("to") != "html":
        # The writer says some things in Markdown with or without the rule; then the tree must tell.
        with_it, without = (on_tree(example["in"], rules, "html")[0] for rules in (ruleset_for(rule), mutant))
        dialect = example.get("dialect", "portable")
        return with_it != without or outcome(rule, example, dialect, mutant) != example["out"].strip("\n")
    reported = any(name == rule["id"] for _, name, _ in alone(rule, example["in"])[1].kept)
    return (
        reported
        or on_tree(example["in"], mutant.with_settings({"select": ["none"]}), "html")[0] != example["out"]
    )
