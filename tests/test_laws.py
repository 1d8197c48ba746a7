"""The four laws on random documents: Markdown with HTML islands in every kind of container, and tag soup.

`HYPOTHESIS_PROFILE=thorough` runs ten times as many examples.
"""

from __future__ import annotations

import html as entities

import pytest
from engines import library
from engines.page import folded, visible_text
from hypothesis import assume, example, given
from hypothesis import strategies as st
from soup import CODE, DOCUMENTS, HTML, PLAIN

import normalizer
from normalizer.html import tokens
from normalizer.policy import policies
from normalizer.proof import safety

JUDGED = {"portable": library.cmark_gfm, "gfm": library.cmark_gfm, "commonmark": library.cmark_with_footnotes}
dialects = st.sampled_from(["portable", "gfm", "commonmark", "kramdown", "goldmark", "python-markdown"])


@given(DOCUMENTS, dialects)
@example(  # what tells of Tistory goes, and with it the rules that kept the heading from being proven
    '<b><b><p data-ke-size="size16">&nbsp;</p></b></b>\n\n# &nbsp;<b style="ee2323;"></b>\n', "portable"
)
def test_a_second_run_changes_nothing(text: str, dialect: str) -> None:
    once = normalizer.normalize(text, source="markdown", dialect=dialect, policy="author").text
    assert normalizer.normalize(once, source="markdown", dialect=dialect, policy="author").text == once


@given(DOCUMENTS, dialects)
@example("[\n  <!E>\u00e9<!>\n><pre><a ]><f", "kramdown")  # an edit takes blanks before its part of the page
def test_nothing_of_strangers_is_alive(text: str, dialect: str) -> None:
    out = normalizer.normalize(text, source="markdown", dialect=dialect).text
    for render in (library.cmark_gfm, library.python_markdown):
        assert safety.findings(render([out])[0], policies.get("strict")) == []


@given(DOCUMENTS, dialects)
def test_nothing_in_own_posts_runs_code(text: str, dialect: str) -> None:
    """As CommonMark reads them: what it shows as code, a fence without an end too, is the author's to show."""
    out = normalizer.normalize(text, source="markdown", dialect=dialect, policy="author").text
    found = safety.findings(library.cmark_gfm([out])[0], policies.get("author"))
    assert [finding for finding in found if finding.endswith("runs code")] == []


@given(DOCUMENTS, st.sampled_from(sorted(JUDGED)))
@example('[^1]\n\n[^1]: <p href="javascript:x">\na\n', "commonmark")
def test_visible_text_stays_under_faithful_rules(text: str, dialect: str) -> None:
    """Faithful rules drop nothing that a reader sees; the sanitizer drops what is not text anyway.

    Unsafe markup that cannot be rewritten in its place becomes text, which law 4 asks for and the report names:
    there tags and references may show beside the text, and all of it is still there.
    """
    result = normalizer.normalize(text, source="markdown", dialect=dialect, rules="faithful")
    old, new = (folded(visible_text(page)) for page in JUDGED[dialect]([text, result.text]))
    if any(change.rule in ("unsafe-markdown", "unsafe-block") for change in result.changes):
        # A value without an end ends at the next quote, and where that is unsafe, it goes.
        assume(not any(tokens.leaves_open(block) for block in text.split("\n\n")))
        rest = iter(entities.unescape(new))
        assert all(character in rest for character in entities.unescape(old))
    else:
        assert new == old


@given(HTML, st.sampled_from(sorted(JUDGED)))
def test_html_keeps_its_text_as_markdown(html: str, dialect: str) -> None:
    out = normalizer.to_markdown(html, rules="faithful", dialect=dialect)
    assert folded(visible_text(JUDGED[dialect]([out])[0])) == folded(visible_text(html))


@given(HTML, dialects)
def test_html_to_markdown_is_stable(html: str, dialect: str) -> None:
    once = normalizer.to_markdown(html, dialect=dialect)
    assert normalizer.normalize(once, source="markdown", dialect=dialect).text == once


@given(HTML)
def test_clean_html_is_a_fixed_point(html: str) -> None:
    once = normalizer.clean_html(html)
    assert normalizer.clean_html(once) == once
    assert safety.findings(once) == []


@given(PLAIN, dialects)
def test_text_without_html_entities_or_links_is_untouched(text: str, dialect: str) -> None:
    result = normalizer.normalize(text, source="markdown", dialect=dialect)
    assert result.text == text
    assert not result.changed


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@given(DOCUMENTS)
def test_fenced_code_survives(newline: str, text: str) -> None:
    """HTML in a fence is code: it is there afterwards, as often as before."""
    text = text.replace("\n", newline)
    out = normalizer.normalize(text, source="markdown", policy="author").text
    fence = f"```html{newline}{CODE}{newline}```"
    blocks = text.split(2 * newline)
    assert out.count(fence) >= blocks.count(fence)
