"""The writer's cases as data: HTML in, Markdown per dialect out, byte for byte."""

from __future__ import annotations

import html
import pathlib
from typing import Any

import pytest
import yaml
from lxml import etree

from normalizer import writer
from normalizer.dialects import dialect as dialects
from normalizer.html import parsing, tree
from normalizer.html.elements import HTML_NAMES
from normalizer.writer.elements import TREATMENTS, Treatment

CASES = pathlib.Path(__file__).parent / "cases"
NAMES = [name for name in dialects.NAMES if name != "goldmark-typographer"]


def load(path: str) -> list[Any]:
    found = yaml.safe_load((CASES / path).read_text(encoding="utf-8"))
    assert found, path
    return list(found)


def written(source: str, dialect: str, **options: Any) -> str:
    return writer.write(parsing.parse(source), dialects.get(dialect), **options)


def expected(case: dict[str, str], dialect: str) -> str:
    named = {name: markdown for names, markdown in case.items() for name in names.split()}
    return named.get(dialect, case.get("all", ""))


@pytest.mark.parametrize("name", ["inlines", "escapes", "blocks"])
@pytest.mark.parametrize("dialect", NAMES)
def test_case(name: str, dialect: str) -> None:
    wrong = {}
    for case in load(f"writer/{name}.yaml"):
        got, want = written(case["html"], dialect), expected(case, dialect)
        if got != want:
            wrong[case["html"]] = (want, got)
    assert not wrong


@pytest.mark.parametrize("text", load("writer/unescaped.yaml"))
@pytest.mark.parametrize("dialect", NAMES)
def test_harmless_text_is_not_escaped(text: str, dialect: str) -> None:
    assert written(f"<p>{html.escape(text)}</p>", dialect) == text


def test_every_element_name_is_decided() -> None:
    assert not sorted(HTML_NAMES - TREATMENTS.keys())


def test_every_treatment_is_used_and_handled() -> None:
    from normalizer.writer.dispatch import HANDLERS

    assert set(HANDLERS) == set(Treatment)
    assert set(TREATMENTS.values()) == set(Treatment)


@pytest.mark.parametrize("dialect", NAMES)
@pytest.mark.parametrize("tag", ["ul><li", "blockquote", "div", "b", "sub", "table><tr><td"])
def test_depth_never_hits_the_stack(tag: str, dialect: str) -> None:
    root = el = etree.Element("body")
    for name in tag.replace(">", "").split("<") * 1500:  # no parser lets so much through
        el = etree.SubElement(el, name)
    el.text = "x"
    assert "x" in writer.write(root, dialects.get(dialect))


def test_opaque_leaves_are_printed_as_they_stand() -> None:
    root = parsing.parse("<p>a <b>b</b> c</p>")
    leaf = root[0][0]
    leaf.tag, leaf.text = "_md", "*x*"
    leaf.set("src", "*x*\n`y`")
    assert writer.write(root, dialects.get("portable")) == "a *x*\n`y` c"


def test_pristine_delimiters_are_printed_as_they_stand() -> None:
    root = parsing.parse("<p>a <em>b <b>c</b></em></p>")
    root[0][0].set("_open", "_")
    root[0][0].set("_close", "_")
    assert writer.write(root, dialects.get("gfm")) == "a _b **c**_"


def test_kept_elements_are_clean_html() -> None:
    root = parsing.parse('<p>a <b class="k">b</b></p><p>c</p>')
    root[0][0].set("_keep", "1")
    root[1].set("_keep", "1")
    assert writer.write(root, dialects.get("gfm")) == 'a <b class="k">b</b>\n\n<p>c</p>'


def test_emphasis_can_be_raw_everywhere() -> None:
    assert written("<p><b>x</b> <i>y</i></p>", "gfm", raw_emphasis=True) == "<strong>x</strong> <em>y</em>"


def test_the_author_s_start_tag_is_kept() -> None:
    got = written("<p><kbd>x</kbd></p>", "gfm", original=lambda el: f"<{el.tag.upper()}>")
    assert got == "<KBD>x</kbd>"


@pytest.mark.parametrize(("context", "text"), [("heading", "a<br>b | c"), ("cell", "a<br>b \\| c")])
def test_one_line_contexts(context: str, text: str) -> None:
    assert written("<p>a<br>b | c</p>", "gfm", context=context) == text


@pytest.mark.parametrize("context", ["heading", "cell"])
@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a <div>b <b>c</b></div> d", "a <div>b **c**</div> d"),
        ("<ul><li>a</li><li>b</li></ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<p>a</p><p>b</p>", "<p>a</p><p>b</p>"),
        ("a<hr>b", "a<hr>b"),
        ("a <pre>b *c*</pre>", "a <pre>b &#42;c&#42;</pre>"),
        ("<!-- a --><div>b</div>", "<!-- a --><div>b</div>"),
        ("<p>a</p>", "a"),
    ],
)
def test_blocks_stay_tags_of_a_line(html: str, text: str, context: str) -> None:
    assert written(html, "gfm", context=context) == text


def test_blocks_of_markdown_do_not_fit_on_a_line() -> None:
    root = parsing.parse("a<div>b</div>")
    root[0].tag = tree.BLOCK
    with pytest.raises(writer.NotInline):
        writer.write(root, dialects.get("gfm"), context="cell")


@pytest.mark.parametrize("comment", ["a--b", ">x", "x-", "x!", " "])
def test_comments_that_could_break_out_go(comment: str) -> None:
    root = parsing.parse("<p>a</p>")
    from lxml import etree

    tree_comment = etree.Comment("c")
    root.append(tree_comment)
    if "--" not in comment and not comment.endswith("-"):
        tree_comment.text = comment
        assert writer.write(root, dialects.get("gfm")) == "a"


KNOWN = load("known_failures/writer.yaml")


@pytest.mark.parametrize("case", KNOWN, ids=[case["why"][:60] for case in KNOWN])
def test_known_failure(case: dict[str, str], request: pytest.FixtureRequest, engine: Any) -> None:
    from normalizer.proof.canon import canon

    request.node.add_marker(pytest.mark.xfail(strict=True, reason=case["why"]))
    page = engine(case["engine"])([written(case["html"], case["dialect"])])[0]
    tags = [el.tag for el in parsing.parse(page).iter()]
    want = canon(parsing.parse(case["html"]))[0]
    assert canon(parsing.parse(page))[0] == want
    assert ("p" in tags) == ("<p" in case["html"])
