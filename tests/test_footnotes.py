"""Footnotes that editors draw with two links: real ones where the dialect has them, else the links stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import markdown
import pytest
from engines import hugo, kramdown
from engines.page import visible_text

import normalizer
from normalizer.proof import judge

if TYPE_CHECKING:
    from collections.abc import Callable

WORD = """\
<p class=MsoNormal>First<a href="#_ftn1" name="_ftnref1" title=""><span class=MsoFootnoteReference><span
style='mso-special-character:footnote'><![if !supportFootnotes]><span class=MsoFootnoteReference>[1]</span><![endif]></span></span></a> and
second<a style='mso-footnote-id:ftn2' href="#_ftn2" name="_ftnref2"><span class=MsoFootnoteReference>[2]</span></a>.<o:p></o:p></p>

<div style='mso-element:footnote-list'><![if !supportFootnotes]><br clear=all>
<hr align=left size=1 width="33%">
<![endif]>
<div style='mso-element:footnote' id=ftn1>
<p class=MsoFootnoteText><a href="#_ftnref1" name="_ftn1"><span class=MsoFootnoteReference>[1]</span></a> With <i>one</i> <a href="https://example.org/">link</a>.<o:p></o:p></p>
</div>
<div style='mso-element:footnote' id=ftn2>
<p class=MsoFootnoteText><a href="#_ftnref2" name="_ftn2"><span class=MsoFootnoteReference>[2]</span></a> Two.</p>
<p class=MsoFootnoteText>Paragraphs.</p>
</div>
</div>
"""
GOOGLE = """\
<p><span id="docs-internal-guid-1">Text</span><sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup> more.</p>
<hr class="c2">
<div><p class="c1"><a href="#ftnt_ref1" id="ftnt1">[1]</a><span class="c0">&nbsp;Note.</span></p></div>
"""
LIBRE = """\
<p class="western">Text<a class="sdfootnoteanc" name="sdfootnote1anc" href="#sdfootnote1sym"><sup>1</sup></a> more.</p>
<div id="sdfootnote1"><p class="sdfootnote"><a class="sdfootnotesym" name="sdfootnote1sym" href="#sdfootnote1anc">1</a> Note.</p></div>
"""


def run(text: str, dialect: str, source: str = "html", to: str = "markdown") -> str:
    done = normalizer.normalize(text, source=source, to=to, dialect=dialect, policy="author")  # type: ignore[arg-type]
    again = normalizer.normalize(
        done.text, source="markdown" if to == "markdown" else "html", to=to, dialect=dialect, policy="author"
    )
    assert again.text == done.text
    return done.text


def python_markdown(text: str) -> str:
    return markdown.markdown(text, extensions=["extra"])


def in_kramdown(text: str) -> str:
    return kramdown.render_plain([text])[0]


def in_hugo(text: str) -> str:
    return hugo.render([text])[0]


RENDERERS = [
    pytest.param("gfm", judge.render, id="gfm"),
    pytest.param("kramdown", in_kramdown, id="kramdown", marks=pytest.mark.skipif(bool(kramdown.missing()), reason="no kramdown")),
    pytest.param("goldmark", in_hugo, id="goldmark", marks=pytest.mark.skipif(bool(hugo.missing()), reason="no hugo")),
    pytest.param("python-markdown", python_markdown, id="python-markdown"),
]  # fmt: skip


@pytest.mark.parametrize("source", ["html", "markdown"])
@pytest.mark.parametrize(("dialect", "render"), RENDERERS)
def test_word_footnotes_are_footnotes_on_the_page(
    dialect: str, render: Callable[[str], str], source: str
) -> None:
    text = run(WORD, dialect, source)
    assert "---" not in text
    page = render(text)
    words = "".join(visible_text(page).split())
    assert page.count("<sup") == 2
    assert "footnote" in page
    assert words.startswith("First1andsecond2.")
    assert "Withonelink." in words.partition("second2.")[2]
    assert "Two.Paragraphs." in words
    assert '<a href="https://example.org/">link</a>' in page


@pytest.mark.parametrize("text", [GOOGLE, LIBRE], ids=["google-docs", "libreoffice"])
@pytest.mark.parametrize("dialect", ["gfm", "kramdown", "goldmark", "python-markdown"])
@pytest.mark.parametrize("source", ["html", "markdown"])
def test_other_editors(text: str, dialect: str, source: str) -> None:
    assert run(text, dialect, source) == "Text[^1] more.\n\n[^1]: Note.\n"


@pytest.mark.parametrize("dialect", ["portable", "commonmark"])
@pytest.mark.parametrize("text", [WORD, GOOGLE, LIBRE])
def test_links_stay_where_the_dialect_has_no_footnotes(dialect: str, text: str) -> None:
    assert "[^" not in run(text, dialect)


def test_links_stay_in_html() -> None:
    assert "[^" not in run(WORD, "kramdown", to="html")


@pytest.mark.parametrize(
    "text",
    [
        LIBRE.partition("<div")[0],
        LIBRE[LIBRE.index("<div") :],
        LIBRE.replace("Note.", "- Note."),
        LIBRE.replace("Note.", "<ul><li>Note.</li></ul>"),
        LIBRE + LIBRE[LIBRE.index("<div") :],
        LIBRE.replace("Text", "Text[^1]"),
        LIBRE.replace("<p class", "<blockquote><p class").replace("</p></div>", "</p></blockquote></div>"),
    ],
    ids=["no-note", "no-mark", "like-a-list", "a-list", "two-notes", "name-taken", "in-a-quotation"],
)
@pytest.mark.parametrize("source", ["html", "markdown"])
def test_both_ends_or_none(text: str, source: str) -> None:
    assert "[^1]:" not in run(text, "kramdown", source)


def test_a_break_in_a_note_that_is_there_already() -> None:
    text = '<p data-ke-size="size16">a</p>\n\nb[^1]\n\n[^1]: <span style="color: black">c<br>d</span>\n'
    done = run(text, "kramdown", "markdown")
    assert done == "a\n\nb[^1]\n\n[^1]: c<br>\n    d\n"


def test_marks_and_notes_far_apart() -> None:
    """Each end is a region of its own, with Markdown between them."""
    mark, _, note = LIBRE.partition("\n")
    text = f"# Title\n\n{mark}\n\n" + "One *more* paragraph.\n\n" * 8 + f"{note}\nThe end.\n"
    done = run(text, "kramdown", "markdown")
    assert "Text[^1] more.\n" in done
    assert "\n[^1]: Note.\n\nThe end.\n" in done
