"""What is foreseen of a page is what the renderer makes of it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from soup import HTML

from normalizer.html import parsing
from normalizer.markdown import foreseen, grouping, region
from normalizer.markdown.body import Body
from normalizer.markdown.region import Region
from normalizer.proof import judge

_NUMBER = re.compile(rb' _(?:n="[0-9]*"|from="")')


def _region(source: bytes) -> Region | None:
    body = Body(source)
    groups = list(grouping.groups(body.document, source, raw=True))
    if len(groups) != 1:
        return None
    return region.build(groups, source, body.masked, [region.may_be_raw(groups[0][1])])[0]


def _is_foreseen(source: bytes) -> bool:
    found = _region(source)
    if found is None:
        return False
    known = foreseen.of(found, foreseen.shown(found, source))
    return known is not None and known.is_of(source, found)


@pytest.mark.parametrize(
    "source",
    [
        "<p>a</p>",
        "\n<div><p>a &amp; b</p>\n\n  <p>c<br>d</p></div>\n\n",
        "<table><tr><td>a</td></tr></table>",
        "<div>\r\n<p>a</p>\r\n</div>",
    ],
)
def test_html_from_end_to_end_is_foreseen(source: str) -> None:
    assert _is_foreseen(source.encode())


@pytest.mark.parametrize(
    "source",
    [
        "a\n\n<p>b</p>",
        "<p>a</p>\n\nb",
        "<p>a</p>\n\n<p>b</p>",
        "> <p>a</p>",
        "a <b>b</b>",
        "<p>a</p><!-- b",
        "<div><textarea>\n\n</textarea></div>",
        "<div\n\nclass=a>b</div>",
        "<div>{{ a }}</div>",
        "<div>a&#10;\n\nb</div>",
        "<div>a",
    ],
)
def test_what_may_be_another_page_is_not_foreseen(source: str) -> None:
    assert not _is_foreseen(source.encode())


@given(HTML, st.sampled_from(["", "<div>", "<div>\n\n", "<p>a</p>\n\n"]))
def test_the_tree_of_the_region_is_that_of_the_page(html: str, start: str) -> None:
    source = (start + html).encode("utf-8", "ignore")
    found = _region(source)
    if found is None:
        return
    known = foreseen.of(found, foreseen.shown(found, source))
    if known is not None and known.is_of(source, found):
        page = parsing.parse(judge.render(foreseen.read_whole(source, found)).removesuffix("\n"))
        assert _NUMBER.sub(b"", etree.tostring(found.root)) == etree.tostring(page)


@pytest.mark.parametrize(
    ("source", "alike"),
    [
        ("<div><p>a</p>\n\n<p>b</p></div>", True),
        ("<div>\n\n*a*\n\n</div>", False),
        ("<div><p>a</p>\n\n    <p>b</p></div>", False),
    ],
)
def test_where_renderers_read_two_texts_it_is_seen(source: str, alike: bool) -> None:
    found = _region(source.encode())
    assert found is not None
    assert found.raw
    assert foreseen.read_alike(source.encode(), found) is alike
