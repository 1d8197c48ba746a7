"""How far kramdown takes HTML, beside kramdown itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizer.source import strict_html

if TYPE_CHECKING:
    from collections.abc import Callable

CLOSED = (
    "<p>a</p>", "<p>a <b>c</b></p>", "<P>a</p>", "<div><p>a</p></div>", "<p>a<br>c</p>", "<p>a<br/>c</p>", "<hr>",
    "<p>a <x/></p>", "<p>a</p><p>c</p>", "<p>a <!-- <b> --></p>", "<script>'<p>'</script>", "<p>a <style>'<p>'</style></p>",
    "<p>a <a href=http://c.example></p>", '<p title="<b>">a</p>', "<p>a</p>\n<p>c</p>", "<p>a</p> text <i>c", "<font>a</font>",
    "<p>a < b</p>", "<p>a</div></p>",
)  # fmt: skip
OPEN = (
    "<p>a", "<p>a <b>c</p>", "<p><font>a</p></font>", "<font>a</FONT>", "<p>a <List>c</p>", "<p>a</p>\n<p>c <i>d</p>", "<li>a",
    "<p>a</p><p>c <b></p>", "<ul><li>a<li>c</ul>", "<script>a", "<p>a <a href=c>d</p>",
)  # fmt: skip
SPAN = ("<b>a", "<a href='x'>a", "a <p>c", "<!-- a -->")


@pytest.mark.parametrize("html", CLOSED)
def test_html_that_closes_ends_there(html: str) -> None:
    assert not reaches_on(html)


@pytest.mark.parametrize("html", OPEN)
def test_html_that_stays_open_reaches_to_the_end(html: str) -> None:
    assert reaches_on(html)


@pytest.mark.parametrize("html", SPAN)
def test_what_begins_otherwise_is_no_html_block(html: str) -> None:
    source = html.encode()
    assert strict_html.reach(source, 0, len(source), len(source)) == 0


AFTER = "\n\n*mark*\n"


def reaches_on(html: str) -> bool:
    source = html.encode()
    return strict_html.reach(source + AFTER.encode(), 0, len(source), len(source) + len(AFTER)) > len(source)


def takes_on(html: str, render: Callable[[list[str]], list[str]]) -> bool:
    return "<em>mark</em>" not in render([html + AFTER])[0]


@pytest.mark.parametrize("html", [*CLOSED, *OPEN, *SPAN])
def test_kramdown_reads_it_so(html: str, engine: Callable[[str], Callable[[list[str]], list[str]]]) -> None:
    assert takes_on(html, engine("kramdown")) == reaches_on(html)


PIECES = (
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<div>",
    "</div>",
    "<font>",
    "</font>",
    "<br>",
    "<i/>",
    "<X>",
    "</X>",
    "a",
    "\n",
    " ",
)
HTML = st.lists(st.sampled_from(PIECES), max_size=10).map("".join)


@given(html=HTML)
def test_kramdown_reads_random_html_so(
    html: str, engine: Callable[[str], Callable[[list[str]], list[str]]]
) -> None:
    html = f"<p>{html}".rstrip()
    assert takes_on(html, engine("kramdown")) == reaches_on(html)
