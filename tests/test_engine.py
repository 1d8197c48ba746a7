"""The engine: file order, fixpoint, what it never touches, and what it writes down."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from rulecases import assuming, on_tree

from normalizer.html import parsing, tree
from normalizer.record import Record
from normalizer.rules import engine
from normalizer.rules import ruleset as rules
from normalizer.rules.loading import check_node
from normalizer.rules.nodes import Problems, located

SHELL = {"why": "w", "level": "declared", "examples": [{"in": "a", "out": "a"}], "unchanged": ["b"]}


def ruleset(*items: dict[str, Any]) -> rules.RuleSet:
    problems = Problems("test")
    data = check_node(
        located({"rules": [{"id": f"r{n}", **SHELL, **item} for n, item in enumerate(items)]}, 1), problems
    )
    assert not problems.found
    return rules.from_data(data, "test")


def run(root: etree._Element, used: rules.RuleSet) -> Record:
    record = Record()
    engine.apply(root, used.compile(), record)
    return record


def test_rules_apply_in_file_order() -> None:
    first = {"match": {"tag": "div", "class": "a"}, "do": [{"rename": "section"}]}
    second = {"match": {"tag": "div", "class": "a"}, "do": [{"rename": "p"}]}
    assert on_tree('<div class="a">x</div>', ruleset(first, second))[0] == '<section class="a">x</section>'
    assert on_tree('<div class="a">x</div>', ruleset(second, first))[0] == '<p class="a">x</p>'


def test_rules_that_are_kept_out_leave_the_others_their_places() -> None:
    """The plan of the whole set numbers rules otherwise than that of a part."""
    used = ruleset(
        {"match": {"tag": "b"}, "do": [{"rename": "i"}]}, {"match": {"tag": "p"}, "do": [{"rename": "div"}]}
    ).compile()
    root = parsing.parse("<p><b>x</b></p>")
    engine.apply(parsing.parse("<p><b>x</b></p>"), used, Record())
    engine.apply(root, used.without(frozenset(("r0",))), Record())
    assert etree.tostring(root) == b"<body><div><b>x</b></div></body>"
    engine.apply(root, used.without(frozenset("*")), Record())
    assert etree.tostring(root) == b"<body><div><b>x</b></div></body>"


def test_a_later_rule_sees_what_an_earlier_one_did_at_once() -> None:
    used = ruleset(
        {"match": {"tag": "p", "attributes": {"align": True}}, "do": [{"remove": "align"}]},
        {"match": {"tag": "p", "only-attributes": []}, "do": [{"rename": "section"}]},
    )
    html, record = on_tree('<p align="left">x</p>', used)
    assert html == "<section>x</section>"
    assert [note.rule for note in record.notes] == ["r0", "r1"]


def test_no_rule_touches_what_a_rule_before_keeps() -> None:
    keep = {"match": {"tag": "span", "class": "note"}, "do": [{"keep-html": "ours"}]}
    colour = {"match": {"style": {"color": "present"}}, "do": [{"remove": "style"}]}
    html = '<span class="note" style="color:red">a<b style="color:red">b</b></span>'
    for rules_, kept in (
        ((keep, colour), 'class="note" style="color:red"'),
        ((colour, keep), 'class="note"'),
    ):
        after = on_tree(html, ruleset(*rules_))[0].replace(' _keep="1"', "")
        assert after == f"<span {kept}>a<b>b</b></span>"


def test_a_rule_that_an_outcome_wakes_has_its_turn() -> None:
    used = ruleset(
        {"match": {"tag": "b", "inside": "b"}, "do": ["unwrap"]},
        {"match": {"tag": "strong", "class": "q"}, "do": [{"remove-class": "q"}, {"rename": "b"}]},
    )
    assert on_tree('<b>a<strong class="q">x</strong></b>', used)[0] == "<b>ax</b>"


def test_pristine_markdown_is_never_a_target() -> None:
    root = parsing.parse("<p><b>x</b></p>")
    root[0][0].set("_open", "**")
    root[0][0].set("_close", "**")
    run(root, ruleset({"match": {"tag": "b", "parent": "p"}, "do": ["unwrap"]}))
    assert root.find(".//b") is not None


def test_opaque_markdown_is_neither_touched_nor_dropped() -> None:
    root = parsing.parse("<p></p><p></p>")
    for paragraph, text in zip(root, ("x", " "), strict=True):
        etree.SubElement(paragraph, "_md", src=text).text = text
    run(root, assuming("any"))
    assert [tree.visible_text(p) for p in root] == ["x"]


def test_the_root_is_never_a_target() -> None:
    root = parsing.parse("x")
    run(root, ruleset({"match": {"not": "p", "text": {"matches": "x"}}, "do": [{"rename": "p"}]}))
    assert root.tag == "body"


def test_a_change_says_what_was_before_and_after() -> None:
    root = parsing.parse('<p _n="4" style="ee2323;">word</p>')
    root[0].set("_n", "4")
    (note,) = run(root, rules.shipped()).notes
    assert (note.rule, note.mark, note.level) == ("bare-colour-in-style", 4, "declared")
    assert (note.before, note.after) == ('<p style="ee2323;">word', '<p style="color: #ee2323">word')


def test_dropped_text_is_written_down() -> None:
    _, record = on_tree("<p>a</p><p>&nbsp;</p>", assuming("any"))
    assert ("paragraph-spacer", "blank", "\xa0") in record.lost


def test_drop_refuses_text_that_was_not_declared() -> None:
    used = ruleset({"match": {"tag": "p", "attributes": {"id": True}}, "do": ["drop"], "loses": "text"})
    assert on_tree('<p id="a">x</p>', used)[1].lost == [("r0", "text", "x")]
    careful = rules.from_data(
        {"rules": [{"id": "r", **SHELL, "match": {"tag": "p"}, "do": ["drop"]}]}, "unchecked"
    )
    html, record = on_tree("<p>x</p>", careful)
    assert html == "<p>x</p>"
    assert record.kept


@pytest.mark.parametrize("css", ["p > b", "p b:only-child", "b.q, i", "p:first-child b"])
def test_selectors_find_what_they_say(css: str) -> None:
    html, record = on_tree(
        '<p><b class="q">x</b></p>', ruleset({"match": {"css": css}, "do": [{"rename": "u"}]})
    )
    assert html == '<p><u class="q">x</u></p>'
    assert len(record.notes) == 1


def test_xpath_finds_what_it_says() -> None:
    used = ruleset({"match": {"xpath": "//td[count(*)=1]/p"}, "do": ["unwrap"]})
    html = "<table><tbody><tr><td><p>a</p></td></tr></tbody></table>"
    assert on_tree(html, used)[0] == "<table><tbody><tr><td>a</td></tr></tbody></table>"


def test_deep_trees_do_not_recurse() -> None:
    root = etree.Element("body")
    node = root
    for _ in range(3000):
        node = etree.SubElement(node, "div")
    node.text = "x"
    run(root, assuming("any"))
    assert tree.visible_text(root) == "x"


TAGS = st.sampled_from(
    [
        "p",
        "div",
        "span",
        "b",
        "i",
        "ul",
        "li",
        "br",
        "h2",
        "blockquote",
        "table",
        "td",
        "a",
        "font",
        "center",
        "pre",
    ]
)
STYLES = st.sampled_from(
    [
        "",
        "color: red",
        "font-weight: bold",
        "font-weight: 400",
        "font-style: italic",
        "ee2323;",
        "display: none",
    ]
)


@st.composite
def soup(draw: st.DrawFn) -> str:
    pieces = []
    for _ in range(draw(st.integers(1, 14))):
        tag, style = draw(TAGS), draw(STYLES)
        opening = f'<{tag} style="{style}">' if style else f"<{tag}>"
        pieces.append(draw(st.sampled_from([opening, f"</{tag}>", "x ", "&nbsp;", "<br><br>", "• a", " "])))
    return "".join(pieces)


@given(soup())
def test_rules_come_to_rest_and_lose_nothing_undeclared(html: str) -> None:
    root = parsing.parse(html)
    before = "".join(tree.visible_text(root).split())
    compiled, record = assuming("tistory").compile(text=html), Record()
    engine.apply(root, compiled, record)
    after = "".join(tree.visible_text(root).split())
    declared = sum(len("".join(text.split())) for _, kind, text in record.lost if kind != "blank")
    assert len(before) - len(after) == declared
    again = Record()
    engine.apply(root, compiled, again)
    assert not again.notes
