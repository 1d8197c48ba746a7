"""Hypothesis strategies: valid Markdown with valid, misnested and broken HTML islands in its containers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = st.sampled_from(
    [
        "한국어",
        "인공지능(AI)",
        "50%",
        "“혁신”",
        "日本語。",
        "（注）",
        "word",
        "it's",
        "a_b",
        "👍🏽",
        "מילה",
        "x*y",
        "1.",
        "R&D",
        "끝.",
    ]
)
STYLES = st.sampled_from(
    ["color: #ee2323", "ee2323;", "font-weight: 700", "font-weight: normal", "font-style: italic", "((;;", "",
     "text-decoration: line-through", "background-color: #21538527; color: red", "display: none"]
)  # fmt: skip
INLINE_TAGS = st.sampled_from(
    ["b", "strong", "i", "em", "span", "u", "s", "font", "code", "sup", "a", "mark", "kbd"]
)
BLOCK_TAGS = st.sampled_from(
    ["p", "div", "h2", "h3", "ul", "blockquote", "center", "table", "details", "pre"]
)
ATTRIBUTES = st.one_of(
    st.just(""),
    STYLES.map(lambda style: f' style="{style}"'),
    st.sampled_from(
        [' data-ke-size="size16"', ' class="MsoNormal"', ' href="https://a.example/x"', ' href="javascript:x"',
         " onclick=alert(1)", ' id="k"', " =", ' a="', " class=x dir=rtl"]
    ),
)  # fmt: skip
LEAVES = st.sampled_from(
    ["<br>", "<br/>", "&nbsp;", '<img src="a.png" alt="그림">', "<!-- 주석 -->", "&lt;b&gt;", "<자료출처=x>", "a < b",
     '<p data-ke-size="size16">&nbsp;</p>', "<o:p></o:p>", "</b>", "<b>", "`<b>`", "{{ x }}", "*기울임*", "**굵게**",
     "[링크](https://a.example)", "<script>alert(1)</script>", "<hr>", "|", "\\"]
)  # fmt: skip


def _element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    content = st.lists(children, min_size=0, max_size=4).map(" ".join)
    return st.builds(
        lambda tag, attributes, text: f"<{tag}{attributes}>{text}</{tag}>", INLINE_TAGS, ATTRIBUTES, content
    )


def _misnested(one: str, two: str, text: str) -> str:
    return f"<{one}>{text}<{two}>{text}</{one}>{text}</{two}>"


INLINES: st.SearchStrategy[str] = st.recursive(
    st.one_of(WORDS, LEAVES, st.builds(_misnested, INLINE_TAGS, INLINE_TAGS, WORDS)), _element, max_leaves=8
)
LINE = st.lists(st.one_of(INLINES, WORDS), min_size=1, max_size=5).flatmap(
    lambda parts: st.sampled_from(["", " "]).map(lambda glue: glue.join(parts))
)
TEXT_LINE = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)


def _block_element(tag: str, attributes: str, text: str, glue: str) -> str:
    return f"<{tag}{attributes}>{glue}{text}{glue}</{tag}>"


HTML_BLOCKS = st.builds(_block_element, BLOCK_TAGS, ATTRIBUTES, LINE, st.sampled_from(["", "\n", "\n\n"]))
CODE = "<b style='x'>code</b>"
FENCES = st.just(f"```html\n{CODE}\n```")


def _indented(first: str, rest: str) -> Callable[[str], str]:
    return lambda text: first + text.replace("\n", "\n" + rest)


CONTAINERS: list[Callable[[str], str]] = [
    str,
    _indented("# ", ""),
    _indented("- ", "  "),
    _indented("1. ", "   "),
    _indented("> ", "> "),
    _indented("> - ", ">   "),
    _indented("- a\n- ", "  "),
    lambda text: f"| a | b |\n|---|---|\n| {text.splitlines()[0] if text.splitlines() else 'x'} | y |",
    lambda text: f"제목 {text}\n---",
    lambda text: f"[^1]\n\n[^1]: {text}",
    lambda text: f"<div>\n\n{text}\n\n</div>",
]
BLOCKS = st.builds(
    lambda wrap, text: wrap(text),
    st.sampled_from(CONTAINERS),
    st.one_of(LINE, TEXT_LINE, HTML_BLOCKS, FENCES),
)
DOCUMENTS = st.lists(BLOCKS, min_size=1, max_size=5).map(lambda blocks: "\n\n".join(blocks) + "\n")
HTML = st.lists(st.one_of(INLINES, HTML_BLOCKS), min_size=1, max_size=6).map("\n".join)
PLAIN = st.text(
    alphabet=st.characters(exclude_characters="<&\x00\r", exclude_categories=["Cs"]), max_size=200
).filter(lambda text: "](" not in text and "]:" not in text and "{:" not in text)
