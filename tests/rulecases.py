"""Run the examples of a rule: through the whole program, or the rule alone on a tree."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lxml import etree

import normalizer
from normalizer.html import parsing
from normalizer.record import Record
from normalizer.rules import engine
from normalizer.rules import ruleset as rules
from normalizer.rules.selection import listed

if TYPE_CHECKING:
    from normalizer.rules.ruleset import RuleSet


@lru_cache(maxsize=64)
def assuming(*editors: str) -> RuleSet:
    """The shipped rules for documents known to come from these editors; ``any`` is some editor."""
    return rules.shipped().assuming(*("pasted-styles" if name == "any" else name for name in editors))


def ruleset_for(rule: dict[str, Any]) -> RuleSet:
    """The shipped rules, with what the rule needs to be active."""
    base = assuming(*listed(rule.get("editors", ["any"])))
    opt_in = rule.get("opt-in") or rule["level"] == "lossy"
    return base.with_settings({"extend-select": [rule["id"]]}) if opt_in else base


def on_tree(html: str, ruleset: RuleSet, source: str = "markdown") -> tuple[str, Record]:
    """Apply a rule set to HTML; return the HTML inside the body and the record."""
    root, record = parsing.parse(html), Record()
    engine.apply(root, ruleset.compile(text=html, source=source), record)
    text = etree.tostring(root, encoding="unicode")
    return text.removeprefix("<body>").removesuffix("</body>").replace("<body/>", ""), record


def alone(rule: dict[str, Any], html: str) -> tuple[str, Record]:
    """Apply one rule and no other."""
    return on_tree(html, ruleset_for(rule).with_settings({"select": [rule["id"]]}), "html")


def outcome(
    rule: dict[str, Any], example: dict[str, str], dialect: str, ruleset: RuleSet | None = None
) -> str:
    """What the program (or for ``to: html`` the rule alone) makes of an example."""
    if example.get("to") == "html":
        return alone(rule, example["in"])[0]
    result = normalizer.normalize(
        example["in"],
        source=example.get("source", "markdown"),  # type: ignore[arg-type]
        dialect=dialect,
        policy="author",
        rules=ruleset or ruleset_for(rule),
    )
    return result.text.strip("\n")
