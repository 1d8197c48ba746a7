"""Every removed element, attribute and address is in the report: two pages compared by a judge of its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from attacks import generator, removed
from engines import ENGINES

import normalizer

if TYPE_CHECKING:
    import pathlib

WAYS = {
    "html": {"source": "html", "to": "html", "rules": "faithful"},
    "to-markdown": {"source": "html", "rules": "faithful"},
    "to-markdown-by-rules": {"source": "html"},
    "markdown": {"source": "markdown"},
}
EXAMPLES = [
    # what XML has no name for, what a parser ignores, what goes with its parent, what Markdown has no words for
    '<div {...{onClick: () => alert(1)}}>a</div>',
    "<data:text/html,<script>x</script>>",
    '<math><mi xlink:href="javascript:x">a</mi></math>',
    f'<svg><g onload="x"><path d="{"M0 0 " * 50}" onfocus="y"/></g></svg>',
    f'<object data="a" {" ".join(f"name{n}=value" for n in range(40))}></object>',
    "<td align=left>a</td><body id=x><body onload=y>",
    '<div xmlns="http://www.w3.org/1999/xhtml" xml:lang="de"><p>a</p><noscript>b</noscript></div>',
    "<form¼m ½=1 x>a</form¼m><script></script>",
    '<a href="javascript:x" title="t" rel="nofollow">a</a>',
    '<a href="https://example.org/"></a>',
    '<p><a href="/a" target="_blank" hreflang="de">a</a> <img src="b" srcset="c 2x"></p>',
    '<div draggable="true" contenteditable>a</div><ul ondragover=x contenteditable>b</ul>',
    '<div id="3"><meta charset="x"><a&<script&>b</div>',
    '<img """ 6;&#97;><script src=a <b>', "<select><plaintext></select><img src=x onerror=alert(1)>",
    "<SCRIPT SRC=http://example.org/x.js?< B >",
    "<textarea id=a onfocus=x>b</textarea><isindex onclick=y>",
]  # fmt: skip


def _failures(way: str, attacks: list[str]) -> list[str]:
    options = WAYS[way]
    done = []
    for attack in attacks:
        try:
            done.append((attack, normalizer.normalize(attack, **options)))  # type: ignore[arg-type]
        except normalizer.InputLimitError:
            continue
    after = [result.text for _, result in done]
    before = [attack for attack, _ in done]
    if options.get("to") != "html":
        after = ENGINES["cmark"](after)
    if options["source"] == "markdown":
        before = ENGINES["cmark"](before)
    failures = []
    for (attack, result), was, now in zip(done, before, after, strict=True):
        if missing := removed.unsaid(was, now, result.changes, converted=way != "html"):
            failures.append(f"{missing} of {attack[:300]!r} -> {result.text[:200]!r}")
    return failures


@pytest.mark.parametrize("way", list(WAYS))
def test_what_was_removed_is_in_the_report(way: str) -> None:
    attacks = EXAMPLES + (generator.markdown() if way == "markdown" else generator.html())[::3]
    failures = _failures(way, attacks)
    assert not failures, f"{len(failures)} of {len(attacks)}\n" + "\n".join(failures[:20])


@pytest.mark.corpus
@pytest.mark.parametrize("way", list(WAYS))
def test_on_all_payloads(way: str, shared: pathlib.Path) -> None:
    lines = (shared / "attacks/payloads.jsonl").read_text("utf-8").strip().split("\n")
    failures = _failures(way, [json.loads(line)["input"] for line in lines])
    assert not failures, f"{len(failures)} of {len(lines)}\n" + "\n".join(failures[:20])


def test_the_judge_misses_nothing() -> None:
    assert removed.unsaid('<p onclick="x" title=y><u>a</u></p>', "<p>a</p>", (), converted=False) == [
        "<u>", "onclick=", "title=",
    ]  # fmt: skip
    assert removed.unsaid('<a href="/b">a</a>', '<a href="/c">a</a>', (), converted=True) == ["b"]


def test_a_tag_is_shown_as_it_was_written() -> None:
    changes = normalizer.normalize('a <my:box onClick="X()" @y=1>b</my:box>', source="html").changes
    assert '<my:box onClick="X()" @y=1>' in {change.before for change in changes}


def test_markdown_that_stays_is_nothing_removed() -> None:
    """The pieces of Markdown in a rewritten paragraph are the writer's own leaves, no elements of the document."""
    words = "낱말 *과* [글쓴이](/a)가 길게 쓴 문단이라서 " * 5
    text = f'{words}<b><span style="color: #ee2323;">강조</span></b>하고 {words}끝난다.<p data-ke-size="size16">&nbsp;</p>\n'
    result = normalizer.normalize(text, policy="author", source="markdown")
    assert result.changed
    assert not [change for change in result.changes if "src=" in change.before]
