"""The quick comparison of pages never finds equal what the exact one tells apart."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from soup import HTML

from normalizer.html import parsing
from normalizer.proof.canon import canon
from normalizer.proof.folding import folded, folded_source

_CHANGES = st.sampled_from(
    [
        (" ", ""), (" ", "  "), ("<p>", "<div>"), ("<p>", ""), ("</p>", ""), ("<b>", ""), ("</b>", ""), ("<br>", ""),
        ("<span", "<b"), ("\n", ""), ("\n", " "), ("<ul", "<ol"), ("https", "http"), ("<h2", "<h3"), ("<li>", ""),
        ("&nbsp;", " "), ("<em>", "<i>"), ("<hr>", "<br>"), ("<!-- 주석 -->", ""), ("<pre>", "<p>"), ("<code>", ""),
        ("</a>", "</a><a href='https://a.example/x'>"), ("</a>", "</a><a href=y>"), ("</b>", "</b><b>"),
        ("><", "> <"), ("<strong", "<b"), ("<center>", "<p><p>"), ("<table>", "<div>"), ('href="', 'href=" '),
    ]
)  # fmt: skip


def _folded_source(html: str) -> bytes | None:
    source = parsing.xml_source(html)
    return None if source is None else folded_source(source)


@given(HTML, st.lists(st.tuples(_CHANGES, st.integers(0, 4)), max_size=8))
def test_pages_that_fold_to_the_same_are_the_same(
    html: str, changes: list[tuple[tuple[str, str], int]]
) -> None:
    versions = [html]
    for (old, new), place in changes:
        pieces = versions[-1].split(old)
        place = min(place, len(pieces) - 1)
        versions.append(
            new.join([old.join(pieces[:place]), old.join(pieces[place:])]) if place else versions[-1]
        )
    for one, two in combinations(sorted(set(versions)), 2):
        left, right = parsing.parse(one), parsing.parse(two)
        if folded(left) == folded(right) or folded(left) == _folded_source(two):
            assert canon(left)[0] == canon(right)[0]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ('<a href="/a  b">x</a>', '<a href="/a b">x</a>'),
        ("<pre>a  b</pre>", "<pre>a b</pre>"),
        ("<pre>a<pre>b  c</pre>d  e</pre>", "<pre>a<pre>b  c</pre>d e</pre>"),
        ("<pre>a<br>b</pre>", "<pre>ab</pre>"),
        ("<pre>a</pre>", "<p>a"),
        ("<xmp>a  b</xmp>", "<xmp>a b</xmp>"),
        ("a<!--<b>x</b>-->b", "a<b>x</b>b"),
        ("a _n=&quot;1&quot; b", "a b"),
        ("a <b>b</b>", "a<b>b</b>"),
        ("<ol start=2><li>a</ol>", "<ol><li>a</ol>"),
        ("<table><td align=left>x</table>", "<table><td>x</table>"),
        ("<p>a</p>b", "ab"),
        ("<img src=a alt=x>", "<img src=a alt=y>"),
        ("<iframe src=a></iframe>", "<iframe src=b></iframe>"),
        ("a<br>b", "ab"),
        ("<hr>", ""),
        ("<a href=x>a</a><a href=y>b</a>", "<a href=x>ab</a>"),
        ("<a href=x>a</a> <a href=x>b</a>", "<a href=x>ab</a>"),
        ("<a>a</a><a href=x>b</a>", "<a href=x>ab</a>"),
        ("<a href=x>a</a>", "<a>a</a>"),
        ("&lt;b&gt;a", "<b>a"),
        ("a<code> b</code>", "a <code>b</code>"),
        ("<p>a <code>b c</code></p>", "<p>a <code>b</code> <code>c</code></p>"),
        ("<img src=a alt='<b>'><b>c</b>", "<img src=a alt='<strong>'><b>c</b>"),
        ("<p title='a>b'>c", "<p title='a'>bc"),
        ("<p title='x></p><p>'>a</p>", "<p>x</p><p>a</p>"),
    ],
)
def test_what_a_reader_tells_apart_folds_apart(one: str, two: str) -> None:
    assert folded(parsing.parse(one)) != folded(parsing.parse(two))
    assert folded(parsing.parse(one)) != _folded_source(two)
    assert _folded_source(one) != folded(parsing.parse(two))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("<div><p>a <b>b</b></p></div>\n<p>c", "<p>a <strong>b</strong></p><p>c"),
        ("<ul><li><p>a</p></li></ul>", "<ul>\n<li>a</li>\n</ul>"),
        ("<p class=x>a <span style='color:red'>b</span>", "<p>a b"),
        ("<table><tbody><tr><td>a</table>", "<table><thead><tr><td>a</table>"),
        ("<pre><code class=x>a\n</code></pre>", "<pre>a</pre>"),
        ('<a href="/한" target=_blank>x</a>', '<a href="/%ED%95%9C">x</a>'),
        ("a<br>\nb", "a<br>b"),
        ("a<b>b</b><strong>c</strong>", "a<b>bc</b>"),
        ("<a href=x>a</a><a href=x>b</a><a href=x>c</a>", "<a href=x>abc</a>"),
        ("a<b> b </b>c <i><b> d</b></i>", "a <b>b</b> c <i><b>d</b></i>"),
        ("a<a href=x> b </a>c", "a <a href=x>b</a> c"),
    ],
)
def test_what_nobody_sees_folds_away(one: str, two: str) -> None:
    assert folded(parsing.parse(one)) == folded(parsing.parse(two)) == _folded_source(one)
