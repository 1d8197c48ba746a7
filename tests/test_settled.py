"""Code of strangers that shows tags: inert in every renderer, and still the code that it was."""

from __future__ import annotations

import itertools
from html import escape

import pytest
from attacks import judges
from engines import ENGINES
from engines.page import folded, visible_text

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
        ("## `a | <b>`\n", ["a | <b>"]),
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
    ],
)
def test_html_in_code_alone_is_nothing_to_do(text: str) -> None:
    assert settled.nothing_outside_code(text)
    result = normalizer.normalize(text, source="markdown", policy="author")
    assert (result.text, result.changes, result.skips) == (text, (), ())


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
        "```\n<b>\n```\n\n<!-- a -->\n",
    ],
)
def test_html_that_is_no_code_for_some_renderer_is_looked_at(text: str) -> None:
    assert not settled.nothing_outside_code(text)
