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


def listed(dialect: str, engine: str) -> set[str]:
    """Return the cases that are known to fail under a policy that names the schemes of all cases."""
    here = f"{dialect} in {engine}"
    rows = [row for row in LISTED if row["where"] == "everywhere" or here in row["where"]]
    return {case for row in rows for case in row["cases"]}


@pytest.mark.parametrize(("dialect", "engine"), GATES, ids=str)
def test_structure_survives(dialect: str, engine: str, shared: pathlib.Path) -> None:
    if reason := missing(engine):
        pytest.skip(f"{engine} cannot run: {reason}")
    found = fidelity.run(dialect, engine, fidelity.cases())
    assert {outcome.name for outcome in found if "S" in outcome.lost} == listed(dialect, engine)
    shares = {level: fidelity.share(found, level) for level in GATES[dialect, engine]}
    assert {level: share for level, share in shares.items() if share < GATES[dialect, engine][level]} == {}


@pytest.mark.parametrize(("dialect", "engine"), [("gfm", "cmark-gfm"), ("portable", "markdown-it")], ids=str)
def test_what_the_default_policy_costs(dialect: str, engine: str, shared: pathlib.Path) -> None:
    costly = {case for row in LISTED if row["where"] == "default policy" for case in row["cases"]}
    chosen = (case for case in fidelity.cases() if case[0] in costly)
    found = fidelity.run(dialect, engine, chosen, schemes=())
    assert len(found) == len(costly)
    assert {outcome.lost for outcome in found} == {"VS"}, "no word is lost with the link"


STABLE = {
    ("gfm", "cmark-gfm"): 99.8,
    ("commonmark", "markdown-it-commonmark"): 99.8,
    ("portable", "cmark-gfm"): 99.8,
    ("python-markdown", "python-markdown"): 99.8,
    ("kramdown", "kramdown"): 99.8,
    ("goldmark", "goldmark"): 99.6,  # escapes in alternative texts
}
"""Percent of pages that are the same Markdown when they are converted again."""


@pytest.mark.parametrize(("dialect", "engine"), STABLE, ids=str)
def test_a_second_conversion_changes_nothing(dialect: str, engine: str, shared: pathlib.Path) -> None:
    if reason := missing(engine):
        pytest.skip(f"{engine} cannot run: {reason}")
    found = fidelity.run(dialect, engine, fidelity.cases())
    changed = [outcome.name for outcome in fidelity.unsettled(dialect, found)]
    assert 100 - 100 * len(changed) / len(found) >= STABLE[dialect, engine], changed
