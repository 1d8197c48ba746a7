"""Random trees of the writer's whole vocabulary say the same after the round trip, in every dialect."""

from __future__ import annotations

import html
import random
import re
from collections.abc import Callable
from typing import Any

import convert
import pytest
from engines import ENGINES, kramdown
from hypothesis import given
from hypothesis import strategies as st

from normalizer.html import parsing
from normalizer.proof.canon import canon

WORDS = (
    "a b1 가나 전략(AI) “혁신” 50% € 😀 👍입니다 日本語。 שלום مرحبا «x» foo_bar _x_ *y* **z** ` ~~ ~ [k] ](u) ![i] # ## - + 1. 2)"
    " > | \\ &amp; &lt;b&gt; <b> < {x} {% {{ $$ ^ = --- === : http://a.b/c_d e@f.gh … — C# \u00a0 \u200b"
).split(" ")
URLS = ["/u", "/a b", "/a(b", "/q?a=1&b=2", "/한글", "http://a.b/c_d", "#top"]
INLINE = ["b", "i", "s", "code", "kbd", "sub", "sup", "mark", "u"]
PYTHON = [
    ("gfm", "cmark-gfm"),
    ("commonmark", "markdown-it-commonmark"),
    ("portable", "cmark-gfm"),
    ("portable", "markdown-it"),
    ("python-markdown", "python-markdown"),
]
BATCHED = [
    ("kramdown", "kramdown"),
    ("goldmark", "goldmark"),
    ("portable", "kramdown"),
    ("portable", "goldmark"),
]


def text(draw: random.Random) -> str:
    return html.escape(" ".join(draw.choice(WORDS) for _ in range(draw.randint(1, 3))), quote=False)


def inline(draw: random.Random, depth: int = 0) -> str:
    pieces = []
    for _ in range(draw.randint(1, 3)):
        kind = draw.random()
        if depth > 2 or kind < 0.5:
            pieces.append(text(draw))
        elif kind < 0.8:
            tag = draw.choice(INLINE)
            inner = text(draw) if tag in ("code", "kbd") else inline(draw, depth + 1)
            pieces.append(f"<{tag}>{inner}</{tag}>")
        elif kind < 0.9:
            pieces.append(f'<a href="{html.escape(draw.choice(URLS))}">{text(draw)}</a>')
        elif kind < 0.95:
            pieces.append(f'<img src="i.png" alt="{draw.choice(["", "a", "가 나"])}">')
        else:
            pieces.append("<br>")
    return " ".join(pieces) if draw.random() < 0.5 else "".join(pieces)


def listing(draw: random.Random, depth: int) -> str:
    tag = draw.choice(["ul", "ol"])
    start = ' start="3"' if tag == "ol" and draw.random() < 0.2 else ""
    wrap = draw.choice(["{}", "<p>{}</p>"])
    items = []
    for _ in range(draw.randint(1, 3)):
        more = listing(draw, depth + 1) if depth < 2 and draw.random() < 0.3 else ""
        items.append(f"<li>{wrap.format(inline(draw))}{more}</li>")
    return f"<{tag}{start}>{''.join(items)}</{tag}>"


def table(draw: random.Random) -> str:
    width = draw.randint(1, 3)
    head = "".join(f"<th>{inline(draw, 2)}</th>" for _ in range(width))
    rows = ["".join(f"<td>{inline(draw, 2)}</td>" for _ in range(width)) for _ in range(draw.randint(1, 2))]
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def block(draw: random.Random, depth: int = 0) -> str:
    kind = draw.random()
    if depth > 1 or kind < 0.4:
        return f"<p>{inline(draw)}</p>"
    if kind < 0.5:
        level = draw.randint(1, 6)
        return f"<h{level}>{inline(draw)}</h{level}>"
    if kind < 0.55:
        return "<hr>"
    if kind < 0.65:
        return f'<pre><code class="language-py">{text(draw)}\n  {text(draw)}\n</code></pre>'
    if kind < 0.75:
        return f"<blockquote>{block(draw, depth + 1)}{block(draw, depth + 1)}</blockquote>"
    return listing(draw, 0) if kind < 0.92 else table(draw)


def document(draw: random.Random) -> str:
    return "".join(block(draw) for _ in range(draw.randint(1, 3)))


_EMPTY_CELL = re.compile("(<t[hd][^<>]*>)(?:\u00a0|&nbsp;)(?=</t[hd]>)")


def said(page: str) -> Any:
    """What a reader sees; kramdown fills an empty cell with a space that nobody sees."""
    return canon(parsing.parse(_EMPTY_CELL.sub(r"\1", page)))[0]


def rendered(name: str, documents: list[str]) -> list[str]:
    return kramdown.render_plain(documents) if name == "kramdown" else ENGINES[name](documents)


def writer(dialect: str) -> Callable[[str], str]:
    found: Callable[[str], str] = getattr(convert, dialect.replace("-", "_"))
    return found


@pytest.mark.parametrize(("dialect", "engine"), PYTHON, ids=str)
def test_random_trees_survive(dialect: str, engine: str) -> None:
    @given(st.randoms(use_true_random=False))
    def survive(draw: random.Random) -> None:
        source = document(draw)
        markdown = writer(dialect)(source)
        assert said(ENGINES[engine]([markdown])[0]) == said(source), markdown

    survive()


@pytest.mark.parametrize(("dialect", "name"), BATCHED, ids=str)
def test_a_batch_of_random_trees_survives(dialect: str, name: str, engine: Any) -> None:
    sources = [document(random.Random(seed)) for seed in range(200)]
    written = [writer(dialect)(source) for source in sources]
    engine(name)
    pages = rendered(name, written)
    lost = [
        (source, markdown)
        for source, markdown, page in zip(sources, written, pages, strict=True)
        if said(page) != said(source)
    ]
    assert lost == []


OUTSIDE = ["", " ", "가", "a", ".", "“", "€"]
INSIDE = ["가", "a", ")", "€"]
READERS = {
    "gfm": ["cmark-gfm", "markdown-it"],
    "kramdown": ["kramdown"],
    "portable": ["cmark-gfm", "markdown-it", "kramdown"],
}
DELIMITERS = {"strong": "**", "em": "*", "del": "~~"}


@pytest.mark.parametrize("dialect", READERS)
@pytest.mark.parametrize("tag", DELIMITERS)
def test_a_tag_stands_only_where_a_delimiter_would_not_be_read(tag: str, dialect: str, engine: Any) -> None:
    if "kramdown" in READERS[dialect]:
        engine("kramdown")
    sides = [(a, b, c, d) for a in OUTSIDE for b in INSIDE for c in INSIDE for d in OUTSIDE]
    plain = [f"{a}{DELIMITERS[tag]}{b}x{c}{DELIMITERS[tag]}{d}".strip() for a, b, c, d in sides]
    sources = [f"<p>{a}<{tag}>{b}x{c}</{tag}>{d}</p>" for a, b, c, d in sides]
    pages = [rendered(name, plain) for name in READERS[dialect]]
    needless = []
    for number, source in enumerate(sources):
        markdown = writer(dialect)(source)
        read = all(said(page[number]) == said(source) for page in pages)
        if read and f"<{tag}>" in markdown:
            needless.append(markdown)
    assert needless == []


SAID = re.compile(r"<(?:p|ul|ol|li|h[1-6]|blockquote|pre|table|a |img|hr)\b")


@pytest.mark.parametrize("dialect", ["gfm", "goldmark", "kramdown"])
def test_blocks_that_the_dialect_has_are_not_html(dialect: str) -> None:
    for seed in range(200):
        source = document(random.Random(seed)).replace("{%", "%").replace("{{", "{")
        assert not SAID.search(_outside_tags(writer(dialect)(source))), source


def _outside_tags(markdown: str) -> str:
    """Take away code, and elements in which kramdown reads no Markdown, from the inside out."""
    rest, count = re.sub("`[^`]*`", "", markdown), 1
    while count:
        rest, count = re.subn(r"<(u|mark|kbd)>((?!<\1>).)*?</\1>", "", rest)
    return rest
