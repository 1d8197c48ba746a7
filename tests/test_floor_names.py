"""Every name that a report can show is explained, whether it is a rule or not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from attacks import generator
from conftest import ROOT

import normalizer
from normalizer.policy import floor_names
from normalizer.rules import ruleset as rules

if TYPE_CHECKING:
    from collections.abc import Iterable


def explained(names: Iterable[str]) -> dict[str, bool]:
    found = {}
    for name in names:
        try:
            found[name] = bool(rules.explain(name))
        except KeyError:
            found[name] = False
    return found


def test_the_names_in_the_reports_of_posts() -> None:
    reports = [json.loads(path.read_text()) for path in ROOT.glob("tests/cases/posts/*/report.json")]
    names = {rule for report in reports for _, rule, _ in report["changes"]}
    assert names
    assert all(explained(names).values())


@pytest.mark.parametrize("source", ["html", "markdown"])
def test_the_names_in_the_reports_of_attacks(source: str) -> None:
    attacks = generator.html() if source == "html" else generator.markdown()
    names = {
        change.rule for attack in attacks for change in normalizer.normalize(attack, source=source).changes
    }
    assert "unsafe-url" in names
    assert [name for name, known in explained(names).items() if not known] == []


def test_no_rule_has_a_name_of_the_floor() -> None:
    assert not {rule.id for rule in rules.shipped().rules} & set(floor_names.WORDS)
