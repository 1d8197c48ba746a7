"""Dialects are data: complete, checked when built, each escape with a reason."""

from __future__ import annotations

import pytest

from normalizer.dialects import dialect as dialects
from normalizer.dialects.dialect import Dialect


@pytest.mark.parametrize("name", dialects.NAMES)
def test_every_escape_says_why_and_matches_what_it_writes(name: str) -> None:
    dialect = dialects.get(name)
    for row in (*dialect.line, *dialect.text, *dialect.label, *dialect.cell, *dialect.heading, *dialect.item):
        assert row.why
        assert row.write == "\\" or row.write.startswith("&")
        assert row.chars


@pytest.mark.parametrize("name", dialects.NAMES)
def test_tags_are_never_escaped_with_a_backslash(name: str) -> None:
    # `\<` and `\&` are live in some renderer: extended autolinks swallow the backslash.
    dialect = dialects.get(name)
    for row in (*dialect.line, *dialect.text, *dialect.label, *dialect.cell, *dialect.heading, *dialect.item):
        assert row.write != "\\" or not set(row.chars) & set("<&")


def test_unknown_names_are_refused() -> None:
    with pytest.raises(ValueError, match="there are portable"):
        dialects.get("markdown")
    with pytest.raises(ValueError, match="unknown field 'tabels'"):
        Dialect.from_data("mine", {"extends": "gfm", "tabels": True})


def test_a_dialect_can_extend_another() -> None:
    mine = Dialect.from_data("mine", {"extends": "gfm", "line_break": "<br>\n"})
    assert mine.tables
    assert mine.line_break == "<br>\n"


@pytest.mark.parametrize("name", dialects.NAMES)
def test_the_judge_reads_commonmark(name: str) -> None:
    judged = dialects.judged_as(dialects.get(name))
    assert judged.flanking
    assert dialects.judged_as(judged) is judged
