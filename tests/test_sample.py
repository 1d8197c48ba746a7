"""The sample post comes out right, in both dialects, and real engines say so.

The post is real and not part of the project, so it is read from the measuring data and its text is
described here rather than quoted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import cmarkgfm
import pytest
from engines import kramdown, library, missing
from engines.page import count, folded, literal_tags, parse, visible_text

import normalizer
from normalizer.source.document import Document

if TYPE_CHECKING:
    import pathlib

DIALECTS = ["kramdown", "portable"]
ALL_DIALECTS = ["portable", "commonmark", "gfm", "kramdown", "goldmark", "python-markdown"]
ENGINES = ["kramdown", "cmark-gfm", "markdown-it", "goldmark", "python-markdown"]
RUN = re.compile(r"<b><span style=\"[^\"]*\">(.*?)</span></b>")


@pytest.fixture(scope="module")
def source(shared: pathlib.Path) -> str:
    path = shared / "seed" / "post.md"
    if not path.exists():
        pytest.skip("the sample is not here")
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module", params=DIALECTS)
def result(request: pytest.FixtureRequest, source: str) -> Any:
    return normalizer.normalize(source, dialect=request.param, path="post.md")


@pytest.fixture(scope="module")
def body(result: Any) -> str:
    return Document(result.text).body


def test_front_matter_is_byte_identical(source: str, result: Any) -> None:
    assert Document(result.text).front_matter == Document(source).front_matter


def test_lines_without_html_are_byte_identical_and_in_order(source: str, result: Any) -> None:
    plain = [line for line in source.splitlines() if line.strip() and "<" not in line]
    assert len(plain) > 10
    kept = iter(result.text.splitlines())
    assert [line for line in plain if line not in kept] == []


def test_no_tag_is_left(body: str) -> None:
    assert re.findall(r"</?[a-zA-Z][^<>]*>", re.sub(r"<https?://[^<>\s]+>", "", body)) == []
    assert "&nbsp;" not in body
    assert "data-ke" not in body
    assert "dofollow" not in body


def test_headings_and_bold_runs(source: str, body: str) -> None:
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", source)
    assert [line for line in body.splitlines() if line.startswith("#")] == [f"## {text}" for text in headings]
    assert len(headings) == 5
    runs = RUN.findall(source)
    assert re.findall(r"\*\*(.+?)\*\*", body) == runs
    assert len(runs) == 17


def test_the_malformed_style_is_repaired_as_a_change_of_its_own(source: str, result: Any) -> None:
    line = source[: source.index('style="ee2323;"')].count("\n") + 1
    repairs = [c for c in result.changes if "ee2323;" in c.before and re.search(r"color:\s*#ee2323", c.after)]
    assert [change.line for change in repairs] == [line]


def test_paragraphs_end_where_the_breaks_were(source: str, body: str) -> None:
    last = next(line for line in source.splitlines() if line.endswith("<br><br>")).removesuffix("<br><br>")
    assert last + "\n\n" in body


def test_a_second_run_changes_nothing_in_any_dialect(result: Any) -> None:
    for dialect in ALL_DIALECTS:
        again = normalizer.normalize(result.text, dialect=dialect)
        assert again.text == result.text, dialect
        assert not again.changes


def test_no_visible_character_is_lost_but_the_spacers(source: str, body: str) -> None:
    before, after = library.cmark_gfm([Document(source).body, body])
    assert folded(visible_text(after)) == folded(visible_text(before))


def test_a_url_in_text_does_not_swallow_the_bracket(body: str) -> None:
    page = cmarkgfm.github_flavored_markdown_to_html(body, options=cmarkgfm.Options.CMARK_OPT_UNSAFE)
    targets = [node.attributes.get("href") or "" for node in parse(page).css("a")]
    assert [url for url in targets if ">" in url or "%3E" in url or "&gt" in url] == []


@pytest.mark.engine
@pytest.mark.parametrize("name", ENGINES)
def test_real_engines_show_the_intended_page(
    name: str, source: str, body: str, result: Any, engine: Any
) -> None:
    if result.dialect == "kramdown" and name not in ("kramdown", "python-markdown"):
        pytest.skip("the kramdown dialect promises only what kramdown shows")
    page = engine(name)([body])[0]
    assert count(page, "h2") == 5
    assert count(page, "strong, b") == 17
    assert count(page, "table") == 0
    assert count(page, "a") == 2
    assert literal_tags(page) == []
    assert "**" not in visible_text(page)
    plain = kramdown.render_plain([body])[0] if name == "kramdown" else page
    before = library.cmark_gfm([Document(source).body])[0]
    assert folded(visible_text(plain)) == folded(visible_text(before))


@pytest.mark.engine
def test_kramdown_showed_the_spacers_of_the_input_as_text(source: str) -> None:
    if reason := missing("kramdown"):
        pytest.skip(f"kramdown cannot run: {reason}")
    assert literal_tags(kramdown.render([Document(source).body])[0])
