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


# A start tag that the parser ignores, an end tag that closes nothing: what stands between them nests all the same.
NESTS = [
    '<tr><span style="color:red">',
    "<td><mark>",
    "</ul></b><s>",
    "</i></b><u>x<p>",
    "<rt>",
    "<rp>x",
    "<caption><x-y>",
    "<col><svg>",
]


@pytest.mark.parametrize("source", ["html", "markdown"])
@pytest.mark.parametrize("unit", NESTS)
def test_what_nests_in_spite_of_its_tags_is_refused(unit: str, source: str) -> None:
    with pytest.raises(normalizer.InputLimitError, match="no browser builds such a page"):
        normalizer.normalize(unit * 6_000, source=source, policy="author")


@pytest.mark.parametrize("source", ["html", "markdown"])
@pytest.mark.parametrize("unit", ["x<th>", "x</div>", "x</b>", "x</x-y>", "</li>x", "<tr>x</tr>"])
def test_tags_that_no_parser_heeds_are_refused(unit: str, source: str) -> None:
    with pytest.raises(normalizer.InputLimitError, match="no parser heeds"):
        normalizer.normalize(unit * 25_000, source=source, policy="author")


@pytest.mark.parametrize(
    "unit", ["<p>x</p>\n", "a <b>b</b> c ", "<a href='x'>b</a>\n", "<br>x", "<li>a</li>\n"]
)
def test_as_many_tags_in_their_places_are_not(unit: str) -> None:
    assert normalizer.normalize(unit * 25_000, source="html", policy="author").text


@pytest.mark.parametrize("unit", ["> ", ">", "- ", "1. "])
def test_quotes_and_lists_in_one_another_are_refused(unit: str) -> None:
    text = unit * 600 + "<span style='color:red'>a</span>"
    with pytest.raises(normalizer.InputLimitError, match="no browser builds such a page"):
        normalizer.normalize(text, source="markdown")


@pytest.mark.parametrize("prefix", ["", "> ", "  ", "- "])
def test_scripts_without_an_end_go_together(prefix: str) -> None:
    done = normalizer.normalize(f"a\n\n{prefix}<script>\n" + f"{prefix}<script>\n" * 3_000, source="markdown")
    assert "<script" not in done.text
    assert done.text.count("&lt;script>") == 3_001


# Each could be the beginning of markup for some renderer, and none of them ends.
UNENDED = ['<img src=x alt="<?', "{:", "![<?\n", "&$$<?", "# <!--", "<a href=x><style>{:<br>"]


@pytest.mark.parametrize("unit", UNENDED)
def test_beginnings_of_markup_without_an_end_are_read_a_few_times_only(unit: str) -> None:
    with pytest.raises(normalizer.InputLimitError, match="read more than 8 times over"):
        normalizer.normalize(unit * 50_000, source="markdown")


ORDINARY = [
    "<p><ruby>漢<rp>(</rp><rt>kan<rp>)</rp></ruby></p>\n",
    "<table><tr><td><b>a</b><tr><td><i>b</i></table>\n",
    "<p>a <b>b</b></i> c</p>\n",
    "if (a &lt; n) x[i](j) {: .note} i<=n;\n\n",
    "`{:` and `<?` <br> {: #id} <span>a</span>\n\n",
    "<dl><dt>a<dd>b<dt>c<dd>d</dl>\n",
]


@pytest.mark.parametrize("source", ["html", "markdown"])
@pytest.mark.parametrize("unit", ORDINARY)
def test_ordinary_text_may_be_long(unit: str, source: str) -> None:
    assert normalizer.normalize(unit * 1_500, source=source).text
