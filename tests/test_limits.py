"""Every limit refuses with a clear error, through the whole package; nothing is ever truncated."""

from __future__ import annotations

import pytest

import normalizer
from normalizer.policy.limits import Limits
from normalizer.policy.policies import Policy

# name, number, a document at the limit, one beyond it
ROWS = [
    ("document-bytes", 40, "<p>" + "a" * 37, "<p>" + "a" * 38),
    ("document-bytes", 40, "<p>" + "가" * 12, "<p>" + "가" * 13),
    ("depth", 20, "<div>" * 20 + "x", "<div>" * 21 + "x"),
    ("depth", 20, "<b>" * 20 + "x", "<b>" * 22 + "x"),
    ("unknown-depth", 20, "<my-x>" * 20 + "x", "<my-x>" * 22 + "x"),
    ("attributes", 10, "<p " + " ".join(f"a{n}" for n in range(10)) + ">x", "<p " + " ".join(f"a{n}" for n in range(11)) + ">x"),
    ("attribute-chars", 30, '<p title="' + "a" * 22 + '">x', '<p title="' + "a" * 23 + '">x'),
    ("style-chars", 30, '<p style="color:' + "r" * 16 + '">x', '<p style="color:' + "r" * 17 + '">x'),
    ("regions", 5, "a <b>b</b>\n\n" * 5, "a <b>b</b>\n\n" * 6),
]  # fmt: skip


@pytest.mark.parametrize("source", ["html", "markdown"])
@pytest.mark.parametrize(("name", "number", "good", "bad"), ROWS, ids=[f"{row[0]}-{n}" for n, row in enumerate(ROWS)])  # fmt: skip
def test_beyond_the_limit_is_refused(name: str, number: int, good: str, bad: str, source: str) -> None:
    lowered = {"document-bytes": 10_000, "unknown-depth": 5_000, name: number}
    if name == "unknown-depth":
        lowered["depth"] = number
    policy = Policy.from_data({"limits": lowered})
    if name == "regions" and source == "html":
        return  # an HTML document is one region
    normalizer.normalize(good, source=source, policy=policy)
    with pytest.raises(normalizer.InputLimitError, match=r"limit is|no browser"):
        normalizer.normalize(bad, source=source, policy=policy)


@pytest.mark.parametrize("source", ["html", "markdown"])
def test_what_is_let_in_is_whole(source: str) -> None:
    text = "<div>" * 500 + "deep" + "</div>" * 500 + f'<p title="{"t" * 100_000}">{"word " * 50_000}last</p>'
    output = normalizer.normalize(text, source=source).text
    assert "deep" in output
    assert output.count("word") == 50_000
    assert "last" in output


def test_every_limit_has_a_row() -> None:
    tested = {name.replace("-", "_") for name, *_ in ROWS} | {
        "options",
        "output_ratio",
    }  # tests/test_policy.py
    assert tested == set(Limits.__annotations__)


def test_output_out_of_proportion_is_refused() -> None:
    with pytest.raises(normalizer.InputLimitError, match="limit is 20 times"):
        normalizer.normalize("<blockquote>" * 100 + "a<br>" * 3_000, source="html")
