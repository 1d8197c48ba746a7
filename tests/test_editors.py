"""Editors are known by their marks, never by hand-written HTML; what each leaves behind has its cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from rulecases import assuming

import normalizer
from normalizer.rules import editors
from normalizer.rules import ruleset as rules

FOLDER = Path(__file__).parent / "cases" / "rules"
CASES = [
    pytest.param(path.stem, case, id=f"{path.stem}-{number}")
    for path in sorted(FOLDER.glob("*.yaml"))
    for number, case in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")))
]
EDITORS = {editor.id for editor in rules.shipped().editors} - {"spacers"}


@pytest.mark.parametrize(("editor", "case"), CASES)
def test_residue_becomes_markdown(editor: str, case: dict[str, str]) -> None:
    result = normalizer.normalize(
        case["in"], source="html", dialect="portable", policy="author", rules=assuming(editor)
    )
    assert result.text.strip("\n") == case["out"].strip("\n")


@pytest.mark.parametrize("editor", sorted(EDITORS))
def test_every_editor_has_fifteen_cases(editor: str) -> None:
    assert sum(1 for case in CASES if case.values[0] == editor) >= 15


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('<p data-ke-size="size16">a</p>', "tistory"),
        ('[##_Image|kage@a/b.png|alignCenter|width="10"|_##]', "tistory"),
        ('<p class="se-text-paragraph">a</p>', "naver"),
        ('<img class="alignnone wp-image-12" src="a.png">', "wordpress"),
        ('[caption id="attachment_1" align="alignnone"]', "wordpress"),
        ("<!-- wp:paragraph --><p>a</p><!-- /wp:paragraph -->", "gutenberg"),
        ("<p class=MsoNormal>a</p>", "msword"),
        ("<p style='mso-list:l0 level1 lfo1'>a</p>", "msword"),
        ('<b style="font-weight:normal" id="docs-internal-guid-1">a</b>', "gdocs"),
        ('<div class="separator" style="clear: both">a</div>', "blogger"),
        ('<p class="graf graf--p">a</p>', "medium"),
        ('<div class="notion-text">a</div>', "notion"),
        ("<ac:structured-macro></ac:structured-macro>", "confluence"),
        ('<p class="ql-align-center">a</p>', "quill"),
        ('<p data-cke-filler="true">a</p>', "ckeditor"),
        ('<p data-mce-style="x">a</p>', "tinymce"),
        ("<en-note><div>a</div></en-note>", "evernote"),
        ('<p><img src="https://velog.velcdn.com/images/a.png"></p>', "velog"),
        ('<div class="captioned-image-container">a</div>', "substack"),
        ('<figure class="kg-card kg-image-card"><img src="a.png"></figure>', "ghost"),
        ("<!--kg-card-begin: html--><p>a</p><!--kg-card-end: html-->", "ghost"),
        ('<p class="western">a</p>', "libreoffice"),
        ('<span class="Apple-converted-space"> </span>', "webkit"),
        ('<div class="endscriptcode">a</div>', "msdn"),
        ('<span style="color: #ff0000">a</span> ' * 4, "pasted-styles"),
        ('<span style="background-color:rgb(255, 0, 0)">a</span> ' * 4, "pasted-styles"),
        ('<font face="Arial">a</font> ' * 4, "pasted-styles"),
        ('<font size="2"><font color="#000000">a</font></font> ' * 4, "pasted-styles"),
        ("<p>&nbsp;</p>\n" * 2, "spacers"),
    ],
)
def test_marks_are_recognized(text: str, wanted: str) -> None:
    assert wanted in editors.detect(text)


@pytest.mark.parametrize(
    "text",
    [
        '<p align="center"><img src="logo.png" width="200" alt="Logo"></p>',
        "<details><summary>More</summary>\n\ntext\n\n</details>",
        "Press <kbd>Ctrl</kbd>+<kbd>C</kbd><br>then <sup>1</sup>",
        '<a id="top"></a>\n\n<div class="note" markdown="1">text</div>',
        '<span style="color:red">Warning</span>: one red word is somebody\'s choice',
        '|a|<span style="color:firebrick;">Not supported</span>|\n' * 9,
        '<span class="fas fa-circle" style="color:#6e6e6e"></span> Announcements\n\n' * 9,
        "# <font color=orange>Words</font>\n\n" * 9,
        '<b><font size="5">website</font></b> ' * 9,
        '<img src="a.png" style="width: 50%"> <p>&nbsp;</p>',
        '`data-ke-size` and `class="MsoNormal"` in a post about editors',
        '```html\n<p data-ke-size="size16">&nbsp;</p>\n<!-- wp:paragraph -->\n```',
        '~~~\n<p class="MsoNormal"><o:p>&nbsp;</o:p></p>\n~~~',
        '<table><tr><td align="center">a</td></tr></table>',
        "<center>\n\ntext\n\n</center>",
        "plain text about WordPress, Word and Naver",
        '<div class="separator-line"></div><div class="ms-3">a</div><p class="message">b</p>',
    ],
)
def test_hand_written_html_proves_nothing(text: str) -> None:
    assert editors.detect(text) == ()


def test_an_editor_brings_those_that_it_includes() -> None:
    assert set(editors.detect('<h2 class="wp-block-heading">a</h2>')) == {"gutenberg", "wordpress"}


def test_base_colours_are_those_of_most_of_the_text() -> None:
    text = '<p style="color: #204080">' + "a" * 100 + '</p><p style="color: #ff0000">b</p>'
    assert editors.base_colours(text) == {"#204080"}
    assert editors.base_colours("no colour") == frozenset()


def test_places_that_links_point_to() -> None:
    text = (
        "[a](#b) <a href='#c'>c</a>\n\n[d]: #d\n<p id=b></p><a name='c'></a><h2 ID=\"d\"></h2><p id='e'></p>"
    )
    assert editors.linked_places(text) == {"b", "c", "d"}
    assert editors.linked_places('<a href="#%ED%95%9C">a</a><p id="\ud55c">b</p>') == {"\ud55c"}


def test_a_base_colour_is_not_emphasis() -> None:
    ink = '<p data-ke-size="size16"><span style="color: #204080">' + "긴 글 " * 4 + "</span></p>"
    text = ink * 3 + '<p data-ke-size="size16">글 <span style="color: #ee2323">강조</span></p>'
    result = normalizer.normalize(text, source="html", policy="author")
    assert result.text.count("**") == 2
    assert "**강조**" in result.text


@pytest.mark.corpus
def test_real_hand_written_posts_prove_nothing(shared: Any) -> None:
    rows = (shared / "posts" / "MANIFEST.tsv").read_text(encoding="utf-8").splitlines()[1:]
    found = []
    for row in rows:
        _, name, mark, *_ = row.split("\t")
        path = shared / "posts" / name
        if mark and path.exists():
            found += [name] if editors.detect(path.read_text(encoding="utf-8", errors="replace")) else []
    assert not found
