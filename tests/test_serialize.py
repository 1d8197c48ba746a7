"""Raw tags: HTML for files, tags that can stand in Markdown, and a fixed point of the parser and of bleach."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from normalizer.html import parsing, serialize
from normalizer.policy.policies import get
from normalizer.proof import second_judge

FIXED = [
    "<p>a<br>b &amp; c &lt; d &gt; e</p>",
    '<p title="a &amp; b &quot;c&quot; &lt;">x</p>',
    "<p>a&nbsp;b</p>",
    "<details open><summary>a</summary>b</details>",
    "<pre>&#10;&#10;a\n  b\n</pre>",
    "<!-- more -->",
    "<table><tbody><tr><td>a</td></tr></tbody></table>",
    '<ol start="3" reversed><li>a</li></ol>',
]


@pytest.mark.parametrize("html", FIXED)
def test_fixed_points(html: str) -> None:
    assert serialize.serialize(parsing.parse(html)) == html
    assert not second_judge.objects(html, get("strict"))


@pytest.mark.parametrize(
    ("html", "objects"),
    [
        ('<a href="data:text/html,x">a</a>', True),
        ('<a href="&#9;da&#10;TA:text/html,x">a</a>', True),
        ('<blockquote cite="data:,x">a</blockquote>', True),
        ('<img src="data:image/png;base64,AAAA">', False),
        ('<a href="/data:x">a</a>', False),
        ('<a href="/a" title="data: all of it">a</a>', False),
    ],
)
def test_the_second_judge_knows_what_data_is_good_for(html: str, objects: bool) -> None:
    assert second_judge.objects(html, get("author")) is objects


@pytest.mark.parametrize("bad", ["", "<script>x</script>"])
@pytest.mark.parametrize(
    "html",
    [
        "<p>a</p>{}" * 700,
        "<ul>" + "<li>a{}</li>" * 700 + "</ul>",
        "<table>" + "<tr><td>a{}" * 450 + "<tr>" * 450,
    ],
    ids=["top", "list", "table"],
)
def test_the_second_judge_sees_all_of_what_is_wide(html: str, bad: str) -> None:
    """It is shown in parts, for bleach counts the siblings of each element."""
    count = html.count("{}")
    root = parsing.parse(html.replace("{}", "", count - 1).format(bad))
    before = etree.tostring(root)
    parts = list(second_judge._parts(root))
    assert second_judge.objects_to(root, get("strict")) is bool(bad)
    assert etree.tostring(root) == before
    assert all(len(el) <= 200 for part in parts for el in part.iter())
    assert sum(len(list(part.iter("p", "li", "td"))) for part in parts) == count


def test_a_tag_in_markdown_holds_no_markup_of_any_renderer() -> None:
    el = etree.Element("img", alt='a\n\n[x](y)`|{{z}}\\"<b>', src="b", _n="1", _open="x")
    assert serialize.start_tag(el) == (
        '<img alt="a  &#91;x&#93;(y)&#96;&#124;&#123;&#123;z}}&#92;&quot;&lt;b&gt;" src="b">'
    )
    assert serialize.end_tag(el) == ""


def test_opaque_leaves() -> None:
    root = parsing.parse("<p>a<x>b</x></p>")
    root[0][0].tag = "_md"
    root[0][0].set("src", "*b*")
    assert serialize.serialize(root) == "<p>ab</p>"
    assert serialize.serialize(root, markdown=True) == "<p>a*b*</p>"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30), st.text(max_size=30))
def test_round_trip(text: str, value: str) -> None:
    root = etree.Element("body")
    el = etree.SubElement(root, "p", title=parsing.xml_text(value))
    el.text = text
    again = parsing.parse(serialize.serialize(root))
    assert (again[0].text or "") == text
    assert again[0].get("title") == el.get("title").replace("\n", " ").replace("\t", " ").replace("\r", " ")
