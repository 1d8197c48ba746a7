"""An HTML file of one's own: only what a rule touched is written anew."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import normalizer
from normalizer.html import parsing
from normalizer.html.respell import respelled
from normalizer.html.serialize import serialize

CASES = {
    "spelling": ("<P>a &ldquo;b&rdquo;<BR/>c <b></b></P>", "<P>a &ldquo;b&rdquo;<BR/>c </P>"),
    "implied tags": (
        "<table><tr><td>a</table><p><b></b>b",
        "<table><tr><td>a</table><p>b",
    ),
    "line ends": ("<hr />\r\n<p><b></b>x</p>\r\n", "<hr />\r\n<p>x</p>\r\n"),
    "quotes": ("<p title='a \"b\"'>x<b></b></p>", "<p title='a \"b\"'>x</p>"),
    "the same tag twice, one touched": (
        '<p class=a>x</p><p class=a data-ke-size="size16">y</p>',
        '<p class=a>x</p><p class="a">y</p>',
    ),
}
LEFT = {
    "a page": "<!DOCTYPE html><html><head><title>x</title></head><body><p><b></b>x</p></body></html>",
    "a page after a comment": "<!-- c -->\n<html><body><p><b></b>x</p></body></html>",
    "what is merely off a list": '<p data-x="1" foo="2">a</p>',
    "a field": '<p><b></b>x</p><input name="q">',
    "a drawing in a layout": '<p><b></b>{{ x }}</p><svg style="position: absolute"><path d="M16 0"></path></svg>',
    "a form in a layout": '<p><b></b>{{ x }}</p><form action="/s"><input name="q"></form>',
    "an element of its own": "<p><b></b>x</p><my-box>y</my-box>",
    "rows of a table that a template opens": '{{ template "head" }}<tr><td><b></b>x</td></tr>{{ end }}',
}


def clean(html: str) -> normalizer.Result:
    return normalizer.normalize(html, source="html", to="html", policy="author")


@pytest.mark.parametrize("case", CASES)
def test_only_what_a_rule_touched_is_written_anew(case: str) -> None:
    source, wanted = CASES[case]
    assert clean(source).text == wanted
    assert clean(wanted).text == wanted


@pytest.mark.parametrize("case", LEFT)
def test_files_that_stay(case: str) -> None:
    assert clean(LEFT[case]).text == LEFT[case]


def test_a_page_is_reported() -> None:
    assert "a whole page" in clean(LEFT["a page"]).skips[0].reason


def test_the_text_of_strangers_is_written_in_one_spelling() -> None:
    found = normalizer.clean_html("<P>a &ldquo;b&rdquo;<BR/>c</P>")
    assert found.strip() == "<p>a “b”<br>c</p>"


MARKUP = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<B>", "</b>", "<br/>", "&amp;", "&nbsp;", " a ", "<td>", "<table>", "<!--x-->", "<"]
    )
).map("".join)


@given(MARKUP, MARKUP)
def test_the_page_is_that_of_the_clean_text(source: str, other: str) -> None:
    wanted = serialize(parsing.parse(other))
    assert serialize(parsing.parse(respelled(source, wanted))) == serialize(parsing.parse(wanted))


def test_what_runs_code_in_a_page_goes() -> None:
    page = "<!DOCTYPE html><html><head><link rel=stylesheet href=a.css></head><body><p><b></b>x</p></body></html>"
    alive = page.replace("</body>", "<script>a()</script></body>").replace("<p>", '<p onclick="a()">')
    assert clean(alive).text == page
    assert clean(page).text == page


def test_what_runs_code_goes_from_beside_an_element_of_its_own() -> None:
    found = clean('<p onclick="a()"><b></b>x</p><my-box></my-box>')
    assert found.text == "<p><b></b>x</p><my-box></my-box>"
    assert len(found.skips) == 1


def test_what_is_not_inert_goes() -> None:
    assert "<form" not in clean("<p>x</p><form action='/s'>y</form>").text


def test_a_page_with_an_editor_s_traces_keeps_all_but_its_body() -> None:
    head = '<!DOCTYPE html>\r\n<html lang="ko">\r\n<head><title>T</title>\r\n<link rel="stylesheet" href="s.css"></head>\r\n<body class="x">'
    page = head + '\r\n<p data-ke-size="size16" style="color: #333">a</p>\r\n</body>\r\n</html>\r\n'
    result = normalizer.normalize(page, source="html", to="html", policy="author")
    assert result.text == head + "\r\n<p>a</p>\r\n</body>\r\n</html>\r\n"
    assert {change.line for change in result.changes} == {6}
    for part in ("<body", "</body>"):
        broken = page.replace(part, "<x")
        assert normalizer.normalize(broken, source="html", to="html", policy="author").text == broken


def test_columns_count_from_the_beginning_of_the_line() -> None:
    page = '<html><body><p data-ke-size="size16">a</p></body></html>'
    assert [(change.line, change.column) for change in clean(page).changes] == [(1, 13)]
