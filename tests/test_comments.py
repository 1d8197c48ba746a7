"""Comments come through the fast way into the tree as they do node by node."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from normalizer.html import parsing

PIECES = st.lists(
    st.sampled_from(
        ["<!--", "-->", "--", "-", ">", "<!", "!", "a", "<b>", "</b>", '<p title="', '"', "<br>", "&nbsp;", " ",
         '<img alt="<!-- ">', "--!>", "<!-->", "<!--->", "<o:p>", "&lt;!--", "<textarea>", "</textarea>", "<table>"]
    ),
    max_size=12,
)  # fmt: skip


def node_by_node(html: str) -> bytes:
    body = LexborHTMLParser("<!DOCTYPE html><html><head></head><body>" + html).body
    root = parsing._from_nodes(body)
    root.attrib.clear()
    return etree.tostring(root)


@given(PIECES.map("".join))
def test_comments_are_read_alike(html: str) -> None:
    assert etree.tostring(parsing.parse(html)) == node_by_node(html)


@pytest.mark.parametrize("html", ["--><!", "<!-- a -- b --->c", "<!-- <br>&nbsp;<o:p> -->d", "a<!--b"])
def test_a_comment_keeps_its_text(html: str) -> None:
    assert etree.tostring(parsing.parse(html)) == node_by_node(html)
