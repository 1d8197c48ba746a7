"""Actions: each does what its line of documentation says, and says False when there was nothing to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import etree

import normalizer
from normalizer.html import parsing
from normalizer.record import Record
from normalizer.rules.actions import ACTIONS, Work


def act(
    name: str, html: str, path: str, argument: Any = None, loses: Any = "blank"
) -> tuple[str, bool, Record]:
    root, record = parsing.parse(html), Record()
    el = root.find(path)
    assert el is not None
    changed = ACTIONS[name].run(el, argument, Work("r", "declared", loses, "portable", record))
    return etree.tostring(root, encoding="unicode")[6:-7], changed, record


@pytest.mark.parametrize(
    ("name", "argument", "path", "before", "after"),
    [
        ("unwrap", None, ".//span", "a<span>b</span>c", "abc"),
        ("unwrap", None, "div", "x<div>a</div>y", "x<p>a</p>y"),
        ("unwrap", None, "div", "<div>a<ul></ul>b</div>", "<p>a</p><ul/><p>b</p>"),
        ("unwrap", None, ".//div", "<ul><li><div>a</div></li></ul>", "<ul><li>a</li></ul>"),
        ("add-class", ["b", "c"], "p", '<p class="a b">x</p>', '<p class="a b c">x</p>'),
        ("wrap", "blockquote", "p", "<p>a</p>b", "<blockquote><p>a</p></blockquote>b"),
        ("wrap-content", "strong", "p", "<p>a<i>b</i></p>", "<p><strong>a<i>b</i></strong></p>"),
        ("wrap-content", "em", "div", "<div><p>a</p><p>b</p></div>", "<div><p><em>a</em></p><p><em>b</em></p></div>"),
        ("escape", ["b"], ".//span", "<b>a<span>b</span>c</b>d", "<b>a</b><span>b</span><b>c</b>d"),
        ("escape", ["b"], ".//span", "<b><i>a<span>b</span></i></b>", "<b><i>a</i></b><span>b</span>"),
        ("merge-adjacent", None, "b", "<b>a</b><b>b</b>c", "<b>ab</b>c"),
        ("merge-with-previous", None, "ul[2]", "<ul><li>a</li></ul> <ul><li>b</li></ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("split-paragraph", None, ".//br", "<p>a<br><br>b</p>", "<p>a</p><p>b</p>"),
        ("split-paragraph", None, ".//br", "<p><b>a<br><br>b</b></p>", "<p><b>a</b></p><p><b>b</b></p>"),
        ("to-heading", 3, "p", "<p><b>a</b></p>", "<h3>a</h3>"),
        ("paragraphs", None, "div", "<div>a<p>b</p>c</div>", "<div><p>a</p><p>b</p><p>c</p></div>"),
        ("to-code", {}, "div", "<div><div>a</div><div>b</div></div>", "<pre><code>a\nb</code></pre>"),
        ("to-code", {}, "div", "<div>\n  <div>\n    a<br> &nbsp;b<br>  c\n  </div>\n</div>", "<pre><code>a\n b\n  c</code></pre>"),
        ("to-code", {}, "div", "<div>a\n  b</div>", "<pre><code>a\n  b</code></pre>"),
        ("to-code", {}, "div", "<div>\n<div>a  b\nc</div><div>d</div>\n</div>", "<pre><code>a  b c\nd</code></pre>"),
        ("to-code", {}, "div", '<div style="white-space: pre">a\n  b<br></div>', "<pre><code>a\n  b\n</code></pre>"),
        ("to-code", {"language": "class"}, "pre", '<pre class="go">a<br>b</pre>', '<pre><code class="language-go">a\nb</code></pre>'),
        ("set", {"dir": "rtl"}, "p", "<p>a</p>", '<p dir="rtl">a</p>'),
        ("remove", ["data-*"], "p", '<p data-a="1" id="k">a</p>', '<p id="k">a</p>'),
        ("remove-class", ["x*"], "p", '<p class="x1 y">a</p>', '<p class="y">a</p>'),
        ("remove-id", "n.*", "p", '<p id="n1">a</p>', "<p>a</p>"),
        ("remove-query", ["utm_*"], "a", '<a href="/?utm_a=1&amp;b=2#c">a</a>', '<a href="/?b=2#c">a</a>'),
        ("unwrap-redirect", "q", "a", '<a href="https://g.example/url?q=https%3A%2F%2Fa.example">a</a>', '<a href="https://a.example">a</a>'),
        ("copy-attribute", {"from": ["data-src"], "to": "src"}, "img", '<img data-src="a.png">', '<img src="a.png"/>'),
        ("drop-declarations", ["color"], "p", '<p style="color: red; margin: 0">a</p>', '<p style="margin: 0">a</p>'),
        ("drop-values", {"display": "block"}, "p", '<p style="display: block">a</p>', "<p>a</p>"),
        ("font-to-style", None, "font", '<font color="red" size="+1">a</font>', '<span style="color: red; font-size: large">a</span>'),
        ("take-from-parent", {"from": "data-alt", "to": "alt"}, ".//img", '<p><span data-alt="b"><img></span></p>', '<p><span><img alt="b"/></span></p>'),
        ("id-to-anchor", None, ".//li", '<ul><li id="a">b<ul><li>c</li></ul></li></ul>', '<ul><li><a id="a"/>b<ul><li>c</li></ul></li></ul>'),
        ("id-to-anchor", None, "div", '<div id="a"> <p>b</p></div>', '<div> <p><a id="a"/>b</p></div>'),
        ("id-to-anchor", None, "div", '<div id="a"><pre>b</pre></div>', '<div><a id="a"/><pre>b</pre></div>'),
        ("id-to-anchor", None, ".//b", '<p>x<a href="y"><b id="a">b</b></a></p>', '<p>x<a id="a"/><a href="y"><b>b</b></a></p>'),
        ("line-breaks", None, "p", "<p>\na\n b<b>c\n\nd</b>\n</p>", "<p>a<br/>b<b>c<br/><br/>d</b></p>"),
        ("line-breaks", None, "p", "<p>a\n<code>b\nc</code></p>", "<p>a<br/><code>b\nc</code></p>"),
        ("add-declarations", {"text-align": "center"}, "p", '<p style="color:red;">a</p>', '<p style="color:red; text-align: center">a</p>'),
        ("google-docs-list", None, "ul[2]", '<ul class="lst-kix_a-0 start"><li>b</li></ul><ul class="lst-kix_a-1 start"><li>c</li></ul>d', '<ul class="lst-kix_a-0 start"><li>b<ul class="lst-kix_a-1 start"><li>c</li></ul></li></ul>d'),
        ("google-docs-list", None, "ul[2]", '<ul class="lst-kix_a-0 start"><li>b</li></ul><ul class="lst-kix_a-0"><li>c</li></ul>d', '<ul class="lst-kix_a-0 start"><li>b</li><li>c</li></ul>d'),
        ("nest-in-item", None, "ul/ul", "<ul><li>a</li><ul><li>b</li></ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("gather-items", None, ".//li", "<div>x<li>a</li> <li>b</li>y</div>", "<div>x<ul><li>a</li> <li>b</li></ul>y</div>"),
        ("task-item", {"attribute": "class", "checked": "^done$"}, ".//li", '<ul><li class="done">a</li></ul>', '<ul><li class="done"><input type="checkbox" disabled="" checked=""/> a</li></ul>'),
        ("task-item", {"attribute": ["id", "class"], "checked": "^done$"}, ".//li", '<ul class="open"><li><p>a</p></li></ul>', '<ul class="open"><li><p><input type="checkbox" disabled=""/> a</p></li></ul>'),
        ("to-code", {}, "div", "<div><div>a</div><div><br></div><div><div>b<br></div> </div><div>c</div></div>", "<pre><code>a\n\nb\nc</code></pre>"),
        ("formula-to-code", None, ".//span", '<p><span><math><mi>x</mi><annotation encoding="application/x-tex">\\x</annotation></math></span>a</p>', "<p><code>\\x</code>a</p>"),
        ("formula-to-code", "title", ".//span", '<p><span title="x"></span>a</p>', "<p><code>x</code>a</p>"),
        ("show-attribute", ["id", "title"], ".//i", '<p><i title="x"></i>a</p>', '<p><i title="x">x</i>a</p>'),
        ("align-columns", None, "table", '<table><tr><th>a</th></tr><tr style="text-align:right"><td>b</td></tr></table>', '<table><tbody><tr><th align="right">a</th></tr><tr style="text-align:right"><td align="right">b</td></tr></tbody></table>'),
        ("unwrap-alone", None, "div", "<div> <p>a</p> </div>", "<p>a</p>"),
        ("compose", None, "p", "<p>\u1112\u1161\u11ab</p>", "<p>\ud55c</p>"),
        ("collapse-spaces", None, "p", "<p>&nbsp;a &nbsp;b</p>", "<p>a b</p>"),
        ("line-ends", None, "div", "<div>\na <i>b</i>\nc\n\n<img>\n\n<ul></ul>\nd</div>", "<div><p>a <i>b</i><br/>c<br/><br/><img/></p><ul/><p>d</p></div>"),
        ("footnote-line", None, "hr", "<p>a</p><hr><p>b</p>", "<p>a</p><p>b</p>"),
        ("checkbox", None, ".//i", '<p><i checked="true"></i>a</p>', '<p><input type="checkbox" disabled="" checked=""/> a</p>'),
    ],
)  # fmt: skip
def test_action(name: str, argument: Any, path: str, before: str, after: str) -> None:
    assert act(name, before, path, argument)[:2] == (after, True)


@pytest.mark.parametrize(
    ("name", "argument", "path", "html"),
    [
        ("rename", "p", "p", "<p>a</p>"),
        ("remove", ["id"], "p", "<p>a</p>"),
        ("remove-class", ["x"], "p", '<p class="y">a</p>'),
        ("drop-declarations", ["color"], "p", '<p style="margin: 0">a</p>'),
        ("drop-declarations", ["color"], "p", '<p style="color: {{ c }}">a</p>'),
        ("merge-adjacent", None, "b", "<b>a</b> <b>b</b>"),
        ("merge-adjacent", None, "b", '<b>a</b><b id="k">b</b>'),
        ("breaks-to-list", None, "p", "<p>• a<br>b</p>"),
        ("breaks-to-list", None, "p", "<p>1. a<br>3. b</p>"),
        ("to-code", {}, "pre", "<pre><code>a</code></pre>"),
        ("line-ends", None, "div", "<div>\n\n<p>a\n\nb</p>\n\n</div>"),
        ("footnote-mark", r"#n(\d+)", ".//a", '<p>a<a href="#m1">1</a></p>'),
        ("footnote-text", r"#n(\d+)", ".//a", '<p>a <a href="#n1">1</a> b</p>'),
        ("footnote-text", r"#n(\d+)", ".//a", '<p><a href="#n1">1</a> 1. b</p>'),
        ("footnote-text", r"#n(\d+)", ".//a", '<ul><li><a href="#n1">1</a> b</li></ul>'),
        ("card-to-link", None, "div", "<div>no link</div>"),
        ("to-figure", None, "div", "<div>no image</div>"),
        ("escape", ["b"], ".//span", "<p><span>a</span></p>"),
        ("gather-items", None, ".//li", "<ul><li>a</li></ul>"),
        ("table-to-code", None, "table", "<table><tr><td>1</td></tr></table>"),
        (
            "align-columns",
            None,
            "table",
            '<table><tr><td align="right">1</td></tr><tr><td>2</td></tr></table>',
        ),
        (
            "align-columns",
            None,
            "table",
            '<table><tr><td colspan="2" style="text-align:right">1</td></tr></table>',
        ),
        ("formula-to-code", None, ".//span", "<p><span><math><mi>x</mi></math></span></p>"),
        ("show-attribute", "title", ".//i", '<p><i title="x">y</i></p>'),
        (
            "task-item",
            {"attribute": "class", "checked": "^done$"},
            ".//li",
            '<ul><li class="done"><input> a</li></ul>',
        ),
    ],
)
def test_nothing_to_do_is_no_change(name: str, argument: Any, path: str, html: str) -> None:
    after, changed, _ = act(name, html, path, argument, "marker")
    assert not changed
    assert after == etree.tostring(parsing.parse(html), encoding="unicode")[6:-7]


def test_markers_are_declared() -> None:
    html, _, record = act("breaks-to-list", "<p>3. a<br>4. b</p>", "p", loses="marker")
    assert html == '<ol start="3"><li>a</li><li>b</li></ol>'
    assert [(kind, text) for _, kind, text in record.lost] == [("marker", "3."), ("marker", "4.")]


def test_one_line_of_code_keeps_what_follows_its_first_word() -> None:
    table = "<table><tr><td><div>1</div></td><td><div><span><span>SHOW</span> TABLES;</span></div></td></tr></table>"
    html, _, _ = act("table-to-code", table, "table", loses="marker")
    assert html == "<pre><code>SHOW TABLES;\n</code></pre>"


def test_line_numbers_are_declared_column_by_column() -> None:
    cells = "<td><div>1</div><div>2</div></td><td><div>a</div><div>\u00a0b</div></td>"
    html, _, record = act("table-to-code", f"<table><tr>{cells}</tr></table>", "table", loses="marker")
    assert html == "<pre><code>a\n b\n</code></pre>"
    assert [text for _, _, text in record.lost] == ["1 2"]


def test_templates_never_take_values_that_could_end_them() -> None:
    argument = {"template": "{{< video {1} >}}", "attribute": "src", "pattern": "(.*)"}
    assert (
        act("to-text", '<video src="a.mp4"></video>', "video", argument)[0]
        == '<_block src="{{&lt; video a.mp4 &gt;}}"/>'
    )
    assert not act("to-text", '<video src="a >}}"></video>', "video", argument)[1]


def test_footnotes_are_pieces_of_markdown() -> None:
    mark, text = (
        '<p>a<sup><a href="#n1">[1]</a></sup>b</p>',
        '<div><p><a href="#n1">[1]</a>&nbsp;b</p><p>c</p></div>',
    )
    html, _, record = act("footnote-mark", mark, ".//a", r"#n(\d+)", "marker")
    assert html == '<p>a<_md src="[^1]" _footnote="r"/>b</p>'
    assert [text for _, _, text in record.lost] == ["[1]"]
    html = act("footnote-text", text, ".//a", r"#n(\d+)", "marker")[0]
    assert html == '<div><p><_md src="[^1]:" _footnote="r"/> b<_md src="&lt;br&gt;"><br/></_md>c</p></div>'
    assert not act("footnote-mark", mark, ".//a", r"#n(\d+)")[1]


def test_every_action_is_documented() -> None:
    assert all(action.why.endswith(".") and len(action.why) > 20 for action in ACTIONS.values())


def test_every_action_is_used_or_tested() -> None:
    text = Path(__file__).read_text(encoding="utf-8") + Path(__file__).parents[1].joinpath(
        "rules.yaml"
    ).read_text(encoding="utf-8")
    assert not [name for name in ACTIONS if name not in text]


def test_any_number_of_touching_pieces_is_joined_at_once() -> None:
    """Pairs would need one round of the rules for every doubling."""
    assert normalizer.to_markdown("<p>" + "<b>a</b>" * 9000 + "</p>") == "**" + "a" * 9000 + "**\n"
