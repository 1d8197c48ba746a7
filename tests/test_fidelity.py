"""Round-trip fidelity on the measuring data: HTML to Markdown, rendered, is the same document again.

The cases and their judge lie beside the project. What does not hold is listed by cause, and strictly:
a case that fails without being listed fails the test, and so does a listed one that holds.
"""

from __future__ import annotations

import pathlib
from typing import Any

import pytest
import yaml
from engines import fidelity, missing

from normalizer import Policy

pytestmark = pytest.mark.corpus

GATES: dict[tuple[str, str], dict[str, float]] = {
    ("gfm", "cmark-gfm"): {"T": 99.8, "S": 99.8},
    ("commonmark", "markdown-it-commonmark"): {"T": 99.8, "S": 99.8},
    ("kramdown", "kramdown"): {"T": 99.0, "S": 99.0},
    ("goldmark", "goldmark"): {"S": 98.0},
    ("python-markdown", "python-markdown"): {"S": 98.0},
    ("portable", "cmark-gfm"): {"S": 98.0},
    ("portable", "kramdown"): {"S": 98.0},
    ("portable", "goldmark"): {"S": 98.0},
    ("portable", "markdown-it"): {"S": 98.0},
    ("portable", "python-markdown-strikethrough"): {"T": 99.0},
}
LISTED: list[dict[str, Any]] = yaml.safe_load(
    (pathlib.Path(__file__).parent / "cases" / "known_failures" / "fidelity.yaml").read_text("utf-8")
)


def listed(dialect: str, engine: str, *, set_aside: bool = False) -> set[str]:
    """Return the cases that are known to fail; with ``set_aside`` only those of the judge and of the policy."""
    here = f"{dialect} in {engine}"
    rows = [row for row in LISTED if row["where"] == "everywhere" or here in row["where"]]
    return {
        case
        for row in rows
        if not set_aside or row.get("judge") or row.get("policy")
        for case in row["cases"]
    }


@pytest.mark.parametrize(("dialect", "engine"), GATES, ids=str)
def test_structure_survives(dialect: str, engine: str, shared: pathlib.Path) -> None:
    if reason := missing(engine):
        pytest.skip(f"{engine} cannot run: {reason}")
    found = fidelity.run(dialect, engine, fidelity.cases())
    assert {outcome.name for outcome in found if "S" in outcome.lost} == listed(dialect, engine)
    counted = [outcome for outcome in found if outcome.name not in listed(dialect, engine, set_aside=True)]
    gates = GATES[dialect, engine]
    assert {
        level: fidelity.share(counted, level)
        for level in gates
        if fidelity.share(counted, level) < gates[level]
    } == {}


@pytest.mark.parametrize("row", [row for row in LISTED if row.get("policy")], ids=lambda row: row["why"][:40])
@pytest.mark.parametrize(("dialect", "engine"), [("gfm", "cmark-gfm"), ("portable", "markdown-it")], ids=str)
def test_what_the_policy_costs_comes_back_with_a_wider_one(
    dialect: str, engine: str, row: dict[str, Any], shared: pathlib.Path
) -> None:
    policy = Policy.from_data({"+schemes": row["policy"]})
    found = fidelity.run(
        dialect, engine, (case for case in fidelity.cases() if case[0] in row["cases"]), policy
    )
    assert len(found) == len(row["cases"])
    assert [outcome.name for outcome in found if outcome.lost] == []


@pytest.mark.parametrize("dialect", ["gfm", "portable"])
def test_a_second_conversion_changes_nothing(dialect: str, shared: pathlib.Path) -> None:
    found = fidelity.run(dialect, "cmark-gfm", fidelity.cases())
    assert len(fidelity.unsettled(dialect, found)) <= len(found) * 0.002
