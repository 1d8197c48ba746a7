"""Markdown of strangers where a tag must go from a line that has no room for blocks, or from an open fence."""

from __future__ import annotations

import pathlib

import pytest
import yaml

import normalizer

CASES = yaml.safe_load((pathlib.Path(__file__).parent / "cases" / "lines.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["in"][:40])
def test_what_may_stay_stays_a_tag(case: dict[str, str]) -> None:
    out = normalizer.normalize(case["in"], source="markdown", rules="faithful").text
    assert out == case["out"]
    assert normalizer.normalize(out, source="markdown", rules="faithful").text == out
