"""What the real engines do with the constructs that dialects differ on; the dialect tables rest on these."""

from __future__ import annotations

import pytest

from engines import ENGINES, chromium, missing
from engines.page import count, folded, literal_tags, visible_text

COMMONMARK = ["cmark", "cmark-gfm", "markdown-it", "goldmark"]
LENIENT = ["kramdown", "python-markdown"]


def rendered(name: str, text: str) -> str:
    if reason := missing(name):
        pytest.skip(f"{name} cannot run: {reason}")
    return ENGINES[name]([text])[0]


@pytest.mark.parametrize("text", ["**전략(AI)**을 본다", "**“혁신”**이라고", "**50%**를 넘는다"])
@pytest.mark.parametrize("name", COMMONMARK)
def test_bold_that_ends_in_punctuation_before_a_letter_is_literal(name: str, text: str) -> None:
    assert count(rendered(name, text), "strong") == 0


@pytest.mark.parametrize("text", ["**전략(AI)**을 본다", "**50%**를 넘는다"])
@pytest.mark.parametrize("name", LENIENT)
def test_bold_that_ends_in_punctuation_is_bold_elsewhere(name: str, text: str) -> None:
    assert count(rendered(name, text), "strong") == 1


def test_kramdown_reads_a_bare_pipe_as_a_table() -> None:
    source = "출처: [신문](https://example.com) | 편집국"
    assert count(rendered("kramdown", source), "table") == 1
    for name in ("cmark-gfm", "markdown-it", "python-markdown"):
        assert count(rendered(name, source), "table") == 0


@pytest.mark.parametrize("escape", ["\\|", "&#124;"])
@pytest.mark.parametrize("name", [*COMMONMARK, *LENIENT])
def test_an_escaped_pipe_is_a_pipe(name: str, escape: str) -> None:
    page = rendered(name, f"출처: [신문](https://example.com) {escape} 편집국")
    assert count(page, "table") == 0
    assert folded(visible_text(page)) == "출처:신문|편집국"


def test_kramdown_prints_a_block_tag_inside_a_paragraph() -> None:
    source = '문장.<p data-ke-size="size16">&nbsp;</p>'
    assert literal_tags(rendered("kramdown", source))
    assert not literal_tags(rendered("cmark-gfm", source))


def test_adjacent_runs_pair_only_in_kramdown_and_python_markdown() -> None:
    assert count(rendered("kramdown", "**a****b**"), "strong") == 2
    assert count(rendered("cmark", "**a****b**"), "strong") == 1


def test_lists_that_touch_are_one_list_in_kramdown() -> None:
    assert count(rendered("kramdown", "- a\n\n* b"), "ul") == 1
    assert count(rendered("cmark", "- a\n\n* b"), "ul") == 2


@pytest.mark.parametrize("name", sorted(ENGINES))
def test_every_engine_passes_raw_html_through(name: str) -> None:
    assert count(rendered(name, "한 <b>단어</b>를"), "b") == 1


@pytest.mark.parametrize("name", sorted(ENGINES))
def test_a_batch_keeps_its_order(name: str) -> None:
    if reason := missing(name):
        pytest.skip(f"{name} cannot run: {reason}")
    pages = ENGINES[name]([f"문서 {number}" for number in range(30)])
    assert [folded(visible_text(page)) for page in pages] == [f"문서{number}" for number in range(30)]


def test_a_browser_shows_nothing_of_noscript(browser: None) -> None:
    assert chromium.texts(["<noscript><p>a</p></noscript>", "b<noscript>c</noscript>"]) == ["", "b"]


def test_the_browser_builds_a_tree_and_runs_scripts(browser: None) -> None:
    assert chromium.trees(["<b><p>x</b>y", "<자료>"]) == ["<b></b><p><b>x</b>y</p>", "&lt;자료&gt;"]
    dead, alive = "<p onclick=alert(1)>x", "<img src=x onerror=alert(1)>"
    assert chromium.executed([dead, alive]) == {1}
