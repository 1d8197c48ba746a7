"""The allow-list walk, in pairs: remove me, keep me."""

from __future__ import annotations

import re

import pytest
from attacks import generator, judges
from hypothesis import given
from hypothesis import strategies as st

import normalizer
from normalizer.html import parsing, serialize
from normalizer.policy import sanitize
from normalizer.policy.policies import get
from normalizer.proof import safety, second_judge
from normalizer.record import Record

STRICT, AUTHOR = get("strict"), get("author")

PAIRS = [
    # remove me, what is left; keep me
    ("<p>a<script>b</script>c</p>", "<p>ac</p>", "<p>a<code>&lt;script&gt;</code>c</p>"),
    ('<p onclick="x()">a</p>', "<p>a</p>", '<p title="onclick">a</p>'),
    ("<p><svg><title>a</title></svg>b</p>", "<p>b</p>", '<p><img src="a.svg">b</p>'),
    ('<a href="javascript:x">a</a>', "<a>a</a>", '<a href="/javascript:x">a</a>'),
    ('<img src="javascript:x" alt="a">b', "b", '<img src="x.png" alt="a">b'),
    ('<form action="/x"><p>a</p></form>', "<p>a</p>", "<section><p>a</p></section>"),
    ('<p style="text-align:center;position:fixed">a</p>', '<p style="text-align: center">a</p>', '<p style="text-align: center">a</p>'),
    ("<p>a<!--[if mso]>x<![endif]-->b</p>", "<p>ab</p>", "<p>a</p><!--more--><p>b</p>"),
    ("<p><blink>a</blink></p>", "<p>a</p>", "<p><mark>a</mark></p>"),
    ("<p><my-thing>a</my-thing></p>", "<p>a</p>", "<p><kbd>a</kbd><sub>b</sub></p>"),
    ('<input type="text" value="x">a', "a", '<input type="checkbox" checked disabled>a'),
    ('<video src="data:text/html,x"></video>', "<video></video>", '<video src="a.mp4" controls></video>'),
    ('<pre class="x language-c">a</pre>', '<pre class="language-c">a</pre>', '<pre class="language-c">a</pre>'),
    ("<noscript><p>a</p></noscript>b", "b", "<details open><summary>a</summary>b</details>"),
    ("<table background=x><tbody><tr><td>a</td></tr></tbody></table>",) + ("<table><tbody><tr><td>a</td></tr></tbody></table>",) * 2,
    ("<math><mi>x</mi></math>a", "a", "<figure><img src=\"a\"><figcaption>b</figcaption></figure>"),
]  # fmt: skip


def clean(html: str, policy: object = STRICT) -> tuple[str, Record]:
    root, record = parsing.parse(html), Record()
    sanitize.sanitize(root, policy, record)
    return serialize.serialize(root), record


@pytest.mark.parametrize(("removed", "left", "kept"), PAIRS)
def test_pairs(removed: str, left: str, kept: str) -> None:
    output, record = clean(removed)
    assert output == left
    assert record.notes
    output, record = clean(kept)
    assert output == kept
    assert not record.notes


KEPT_BY_THE_AUTHOR = [
    '<iframe src="https://www.youtube.com/embed/a" width="560" height="315" allowfullscreen></iframe>',
    '<div class="note" id="a" data-x="1" style="margin: 0 auto; color: rgb(1, 2, 3)">a</div>',
    '<p align="center" dir="rtl" lang="ar">a</p>',
    '<div markdown="1">a</div>',
    '<img src="a.png" width="300" usemap="#m"><map name="m"><area shape="rect" coords="0,0,1,1" href="/x"></map>',
    '<button type="button">a</button>',
    '<a id="top" name="top"></a>',
    "<!-- wp:paragraph -->",
    "<span style=\"font-family: 'Nanum Gothic', serif; background: linear-gradient(#fff, #000)\">a</span>",
]


@pytest.mark.parametrize("html", KEPT_BY_THE_AUTHOR)
def test_an_author_keeps_what_is_legitimate(html: str) -> None:
    output, record = clean(html, AUTHOR)
    assert output == html
    assert not record.notes


REMOVED_FROM_THE_AUTHOR_TOO = [
    '<iframe src="https://evil.example/"></iframe>',
    '<iframe srcdoc="<script>x</script>"></iframe>',
    '<div style="background:url(//evil.example/)">a</div>',
    '<div style="b\\65havior: x">a</div>',
    '<p @click="x()" :href="y" v-on:click="z" hx-get="/x" ng-click="x">a</p>',
    "<style>p{}</style>",
    '<a ping="//evil.example/" href="/x">a</a>',
]


@pytest.mark.parametrize("html", REMOVED_FROM_THE_AUTHOR_TOO)
def test_the_floor_holds_for_the_author(html: str) -> None:
    output, record = clean(html, AUTHOR)
    assert output in ("", "<div>a</div>", "<p>a</p>", '<a href="/x">a</a>')
    assert record.notes
    assert all(note.rule.startswith("unsafe-") or note.rule == "disallowed-url" for note in record.notes)


def test_rules_tell_safety_from_taste() -> None:
    _, record = clean('<p onclick="x" id="a"><String>b</String><script>c</script><button>d</button></p>')
    assert [(note.rule, note.before) for note in record.notes] == [
        ("unsafe-attribute", 'onclick="x"'),
        ("disallowed-attribute", 'id="a"'),
        ("unknown-element", "<string>"),
        ("unsafe-element", "<script>c</script>"),
        ("disallowed-element", "<button>"),
    ]


def test_text_that_goes_is_declared_lost() -> None:
    _, record = clean("<object>a</object><svg><text>b</text></svg><script>c</script>")
    assert [(kind, text) for _, kind, text in record.lost] == [("text", "a"), ("text", "b")]


def test_what_shows_its_source_goes_on_showing_it() -> None:
    assert clean("<xmp><b>a</b></xmp>")[0] == "<pre>&lt;b&gt;a&lt;/b&gt;</pre>"
    assert clean("<p><textarea><i>a</textarea></p>")[0] == "<p>&lt;i&gt;a</p>"


LINES = [
    ("a<form>b</form>c", "a<div>b</div>c"),
    ("<fieldset><legend>a</legend>b</fieldset>c", "<div><div>a</div>b</div>c"),
    ("<form><p>a</p><p>b</p></form>", "<p>a</p><p>b</p>"),
    ("a<form></form>b", "a<div></div>b"),
    ("<menu><menuitem>a</menuitem><menuitem>b</menuitem></menu>", "<menu><div>a</div><div>b</div></menu>"),
    ("<ul><form><li>a</li></form></ul>", "<ul><li>a</li></ul>"),
    ("<p>a<select><option>b<option>c</select>d</p>", "<p>a b  c d</p>"),
]


@pytest.mark.parametrize(("source", "left"), LINES)
def test_words_on_lines_of_their_own_do_not_run_together(source: str, left: str) -> None:
    output, record = clean(source)
    assert output == left
    assert record.notes
    assert not record.lost


def test_a_picture_without_an_address_is_the_author_s_slip() -> None:
    assert clean('<p>a<img alt="b"></p>')[0] == '<p>a<img alt="b"></p>'
    assert clean('<p>a<img alt="b" srcset="javascript:x"></p>')[0] == "<p>a</p>"


def test_what_came_from_markdown_is_left_alone() -> None:
    root = parsing.parse("<p><a href='javascript:x'>a</a><script>b</script></p>")
    root[0][0].set("_open", "[")
    root[0][1].tag = "_md"
    sanitize.sanitize(root, STRICT, record := Record())
    assert [el.tag for el in root.iter()] == ["body", "p", "a", "_md"]
    assert not record.notes


@pytest.mark.parametrize(
    "piece", ["<script>x</script>", "<!--[if x]-->", "<blink>{}</blink>", "<p></p>", "<span>{}</span>"]
)
def test_long_texts_stay_whole_where_much_is_taken_out(piece: str) -> None:
    """Texts that come to stand side by side are made one; none of them is lost, and no seam is left."""
    words = [f"word{n} " for n in range(6_000)]
    html = "".join(
        piece.format(word) if "{" in piece and n % 2 else word + piece.format("")
        for n, word in enumerate(words)
    )
    for to in ("markdown", "html"):
        text = normalizer.normalize(html, source="html", to=to).text
        assert re.sub(r"<[^<>]*>|\s+", " ", text).split() == "".join(words).split()
        assert "seam" not in text


def test_depth_is_no_matter() -> None:
    assert clean("<div><u onclick=x>" * 256 + "a")[0].count("<u>") == 256


@pytest.mark.parametrize("policy", [STRICT, AUTHOR], ids=["strict", "author"])
def test_attacks_die_and_the_second_judge_agrees(policy: object) -> None:
    failures = []
    for attack in generator.html():
        output, _ = clean(attack, policy)
        found = judges.alive(output) + safety.findings(output, policy)
        if found or second_judge.objects(output, policy) or clean(output, policy)[1].notes:
            failures.append(f"{found} {attack!r} -> {output!r}")
    assert not failures, f"{len(failures)}\n" + "\n".join(failures[:10])


@given(st.lists(st.sampled_from(["<p>", "</p>", "<b onclick=x>", "<svg>", "</svg>", "<style>", "</style>", "<!--", "-->", "<a href=javascript:x>", "<table>", "<td>", "<select>", "<math>", "<mtext>", "<title>", "</title>", "<img src=x onerror=y>", "text", "&lt;script&gt;", "<noscript>", "</noscript>", "<template>", "'", '"', ">"]), max_size=14))  # fmt: skip
def test_soup(parts: list[str]) -> None:
    output, _ = clean("".join(parts))
    assert judges.alive(output) == []
    assert safety.findings(output) == []
    assert clean(output)[1].notes == []
