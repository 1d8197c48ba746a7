"""The judge: what a Markdown text says on the page, by the reference C renderer.

It is not the scanner's parser, so that a misreading there shows here. Raw HTML is on: what stays in
the text is judged as readers would meet it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from lxml.etree import _Element

from normalizer.dialects import dialect as dialects
from normalizer.dialects.dialect import Dialect
from normalizer.html import parsing
from normalizer.lazy import regex
from normalizer.proof import gfm

_BACK = regex(
    r'[ ]?<a href="#fnref-[^"<>]*+" class="footnote-backref" data-footnote-backref data-footnote-backref-idx="[0-9-]++"'
    r' aria-label="[^"<>]*+">↩(?:<sup class="footnote-ref">[0-9]++</sup>)?</a>(?=[ \n]|</p>\n)'
)
"""The renderer's way back from a footnote, which stands in the last paragraph of the note, or after its HTML."""


@lru_cache(maxsize=3)  # what is written is judged by several laws
def render(markdown: str) -> str:
    """Return the HTML that ``markdown`` renders to (GFM without bare-URL links, raw HTML on).

    >>> render("a **b**")
    '<p>a <strong>b</strong></p>\\n'
    """
    html = gfm.render(markdown)
    return _BACK.sub("", html) if "data-footnote-backref" in html else html


def page(markdown: str) -> _Element:
    """Return the tree of the page that ``markdown`` renders to."""
    html = render(markdown)
    root = None if "<" in markdown else parsing.from_xml(html)
    return parsing.parse(html) if root is None else root


def source(markdown: str) -> str | None:
    """Return the page that ``markdown`` renders to as XML, or None where only a parser can say what it is.

    All tags of Markdown without HTML are the renderer's own. It closes and nests them as XML asks, and no
    HTML parser reads them in another way.
    """
    html = render(markdown)
    return parsing.xml_source(html) if "<" in markdown else parsing.as_xml(html)


@contextmanager
def memory() -> Iterator[None]:
    """Let go of the last pages in the end: they may be large."""
    try:
        yield
    finally:
        render.cache_clear()


def dialect_for(dialect: Dialect) -> Dialect:
    """The dialect in which a rewrite is judged: what the judge reads, if emphasis pairs as in CommonMark.

    The judge strikes out between tildes and reads tables, which CommonMark does not.
    kramdown and Python-Markdown pair ``**a(b)**c``, the judge does not: for them a region is written a
    second time, in the portable dialect, and that is judged; the real engines check the rest in the tests.
    """
    return dialects.judged_as(dialect) if dialect.flanking else dialects.get("portable")
