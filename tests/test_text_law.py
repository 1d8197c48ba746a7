"""The text law: what goes and what comes is what a rule declared, each piece once."""

from __future__ import annotations

from typing import Any

import pytest

from normalizer.proof import laws

DRAWN: list[tuple[str, Any, str]] = [("r", "text", "x2"), ("r", "said", "x^2")]


@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [
        ("onwe", "on2024we", [("r", "said", "2024")]),
        ("ax2b", "ax^2b", DRAWN),
        ("x2x2", "x^2x^2", DRAWN * 2),
        ("a1b", "ab2024", [("r", "marker", "1"), ("r", "said", "2024")]),
        ("a", "abc", [("r", "said", "b\nc")]),
    ],
)
def test_declared_pieces_explain_the_difference(before: str, after: str, lost: Any) -> None:
    assert not laws.text(before, after, lost)


@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [
        ("a", "ab", []),
        ("ab", "a", [("r", "said", "b")]),
        ("a", "ab", [("r", "text", "b")]),
        ("a", "abb", [("r", "said", "b")]),
        ("x2x2", "x^2x^2", DRAWN),
        ("onwe", "on2024", [("r", "said", "2024")]),
    ],
)
def test_nothing_else_does(before: str, after: str, lost: Any) -> None:
    assert laws.text(before, after, lost)
