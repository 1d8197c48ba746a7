"""Code of strangers that shows tags: inert in every renderer, and still the code that it was."""

from __future__ import annotations

import itertools
import re
from html import escape
from pathlib import Path

import pytest
import yaml
from attacks import judges
from engines import ENGINES
from engines.page import folded, visible_text
from hypothesis import assume, given
from hypothesis import strategies as st

import normalizer
from normalizer.source import settled

RENDERERS = ("cmark", "cmark-gfm", "markdown-it", "python-markdown", "mistune")
HOLDERS = {
    "page": "{}",
    "list": "<ul><li>a{}</li></ul>",
    "list alone": "<ol><li>{}</li></ol>",
    "inner list": "<ul><li>a<ol><li>b{}</li></ol></li></ul>",
    "quote": "<blockquote><p>a</p>{}</blockquote>",
    "quote in a list": "<ul><li>a<blockquote>{}</blockquote></li></ul>",
    "list in a quote": "<blockquote><ul><li>a{}</li></ul></blockquote>",
}
TEXTS = (
    "<script>x</script>",
    "<form>\n<b>",
    "<script>\n\nx</script>",
    "a ``` <style>",
    "on <image onerror=x>",
)
BLOCKS = {
    f"{holder}: {text!r}": (HOLDERS[holder].format(f"<pre><code>{escape(text)}</code></pre>"), text)
    for holder, text in itertools.product(HOLDERS, TEXTS)
}
CELLS = {
    text: (f"<table><tr><th>a</th><th>b</th></tr><tr><td>{code}</td><td>c {code}</td></tr></table>", text)
    for text in ("<form>", "<script>", "a <style>")
    for code in [f"<code>{escape(text)}</code>"]
}
CASES = BLOCKS | {f"cell: {name}": case for name, case in CELLS.items()}


@pytest.mark.parametrize("dialect", ["portable", "gfm", "kramdown"])
@pytest.mark.parametrize("name", CASES)
def test_code_is_inert_and_whole(name: str, dialect: str) -> None:
    html, text = CASES[name]
    result = normalizer.normalize(html, source="html", dialect=dialect, policy="strict")
    assert [change for change in result.changes if change.rule == "unsafe-markdown"] == []
    for renderer in RENDERERS:
        [page] = ENGINES[renderer]([result.text])
        assert judges.alive(page) == []
        assert folded(text) in folded(visible_text(page))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("- a\n\n    ```\n    <b>\n    ```\n", ["    <b>\n"]),
        ("> ```html\n> <b>\n> ```\n", ["> <b>\n"]),
        ("> a\n>\n> ```\n> <b>\n> ```\n", ["> <b>\n"]),
        ("- a\n\n    > ```\n    > <b>\n    > ```\n", ["    > <b>\n"]),
        ("| `<b>` | `<i>` |\n", ["<b>", "<i>"]),
        ("## `a | <b>`\n", []),
        ("- a\n\n```\n<b>\n\n<i>\n```\n", ["<b>\n\n<i>\n"]),
        ("1. a\n\n   b\n\n~~~ jsx\n<b>\n~~~\n\n2. c\n", ["<b>\n"]),
        ("- a\n```\n<b>\n```\n", []),
        ("- a\n\n  ```\n  <b>\n  ```\n", []),
        ("- a\n    ```\n    <b>\n    ```\n", []),
        ("- a\n\n    ~~~\n    <b>\n    ~~~\n", []),
        ("- a\n\n    ```\n    <b>\n\n    c\n    ```\n", []),
        ("- a\n\n    ```\n    <b> ```\n    ```\n", []),
        ("- a\n\n    ```\n  <b>\n    ```\n", []),
        ("<div>\n\n    ```\n    <b>\n    ```\n", []),
        ("> a\n> ```\n> <b>\n> ```\n", []),
        ("> ```\n<b>\n> ```\n", []),
        ("> ```\n> <b>\n> ></b>\n> ```\n", []),
        ("- a\n\n    ```\n    # <b>\n    ```\n", []),
        ("- a\n\n    ```\n    ---\n    <b>\n    ```\n", []),
        ("| `a|<b>` |\n", []),
        ("| ` | ` <b> ` | ` |\n", []),
        ("a `<b>\r\rc` d\n", []),
        ("a `<b>\rc` d\n", []),
        ("a `<b>`\r\n\r\n    <i>\r\n", ["<b>", "    <i>\r"]),
        ('!!! note "a"\n\n    <b>\n', []),
        ("???+ note\n    a\n\n    <b>\n", []),
        ('=== "a"\n\n    <b>\n', []),
        ("a\n===\n\n    <b>\n", ["    <b>"]),
        ("a !!!\n\n    <b>\n", ["    <b>"]),
    ],
)
def test_what_all_renderers_take_for_code(text: str, code: list[str]) -> None:
    assert [text[start:end] for start, end in settled.code(text)] == code


@pytest.mark.parametrize(
    "text",
    [
        "Write `<b style=x>`.\n",
        "# 제목\r\n\r\n```html\r\n<p onclick=x>&nbsp;</p>\r\n```\r\n\r\n끝\r\n",
        "a\n\n    <font color=red>\n\n`{: .a}` and [mail](mailto:a@b.example)\n",
        "a\n\n<!-- more -->\n\n- <https://a.example/b?c&d> or <me@a.example>\n",
        "<!--more--> **a** <!-- md:version 1.2 --> <!-- -->\n| a |\n|---|\n| b |\n",
    ],
)
def test_what_no_editor_wrote_is_nothing_to_do(text: str, asking: normalizer.RuleSet) -> None:
    assert settled.nothing_to_do_in_own(text)
    assert_untouched(text, asking)


def assert_untouched(text: str, asking: normalizer.RuleSet) -> None:
    """The same by all that a text with work to do goes through, which a rule for comments asks for."""
    for rules in (None, asking):
        result = normalizer.normalize(text, source="markdown", policy="author", rules=rules)
        assert (result.text, result.changes, result.skips) == (text, (), ())


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> normalizer.RuleSet:
    """The shipped rules and one for a comment of the author's."""
    path = tmp_path_factory.mktemp("rules") / "rules.yaml"
    path.write_text(
        "rules:\n- id: note\n  why: Notes to oneself.\n  level: declared\n  match: {comment: '^ todo '}\n  do: [drop]\n"
        "  examples: [{in: 'a <!-- todo b -->c', out: 'a c'}]\n  unchanged: ['<!-- more -->']\n"
    )
    return normalizer.RuleSet.load(path)


def test_a_rule_for_comments_meets_them(asking: normalizer.RuleSet) -> None:
    text = "a\n\n<!-- todo b -->\n\nc\n"
    assert normalizer.normalize(text, source="markdown", policy="author").text == text
    assert "todo" not in normalizer.normalize(text, source="markdown", policy="author", rules=asking).text


WORDS = (
    "<!-- more --> <!--toc--> <https://a.example> <a@b.example> `<b>` a *b* [c](d) - > 1. ``` | # { } : \\ <"
)
PIECES = st.sampled_from([*re.findall(r"<!--.*?-->|\S+", WORDS), " ", "\n", "\n\n", "    ", "```\n"])


@given(st.lists(PIECES, max_size=12).map("".join))
def test_the_short_way_comes_to_the_same_answer(asking: normalizer.RuleSet, text: str) -> None:
    if settled.nothing_to_do_in_own(text):
        assert_untouched(text, asking)


RULES = yaml.safe_load((Path(__file__).parents[1] / "rules.yaml").read_text("utf-8"))["rules"]
COMMENTS = {rule["id"]: rule for rule in RULES if "comment" in rule["match"]}


@given(st.from_regex(settled._PASSIVE.pattern.decode(), fullmatch=True))
def test_no_shipped_rule_speaks_to_what_is_passive(text: str) -> None:
    assume(text.startswith("<!--"))
    assert [name for name, data in COMMENTS.items() if re.search(data["match"]["comment"], text[4:-3])] == []


@pytest.mark.parametrize("name", COMMENTS)
def test_what_a_shipped_rule_speaks_to_is_not_passive(name: str) -> None:
    pattern = COMMENTS[name]["match"]["comment"]
    found = [
        comment
        for example in COMMENTS[name]["examples"]
        for comment in re.findall("<!--.*?-->", example["in"], re.DOTALL)
        if re.search(pattern, comment[4:-3])
    ]
    assert [comment for comment in found if settled.nothing_to_do_in_own(comment)] == []


@pytest.mark.parametrize(
    "text",
    [
        "`<b>` and <b>b</b>",
        "a ` <b style=x>` b",
        "```\n<b>\n",
        "- a\n\n  ```\n  <b>\n  ```\n",
        "    a\nb\n    <b onclick=x>\n",
        "`a` [x](javascript:y)",
        "`a`{: onclick=x}",
        "```\n<b>\n```\n\n<!-- a_b -->\n",
        "<!-- normalizer-disable-next-line spacer -->\n",
        "<!-- more\n\n-->",
        "<!-- <b> -->",
        "<https://a.example/onclick=x>",
        "<javascript:x>",
        "<<!-- a -->b onclick=x>",
    ],
)
def test_html_that_is_no_code_for_some_renderer_is_looked_at(text: str) -> None:
    assert not settled.nothing_to_do_in_own(text)
