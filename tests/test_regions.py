"""What is one stretch of HTML, and what of it is rewritten where some of it cannot be."""

from __future__ import annotations

import pytest

import normalizer

P = '<p data-ke-size="size16">'
CASES = {
    "a fence below HTML is none, and nobody meant that": (
        "gfm", f"{P}a</p>\n{P}b</p>\n```\nc\n```\n{P}d</p>\n", f"a\n\n{P}b</p>\n```\nc\n```\n\nd\n",
    ),
    "the same in goldmark": ("goldmark", f"{P}b</p>\n```\nc\n```\n", f"{P}b</p>\n```\nc\n```\n"),
    "a comment that is somebody's code": (
        "gfm", f"{P}a</p>\n<div>b <!-- <%x --> </div>\n{P}c</p>\n", "a\n\n<div>b <!-- <%x --> </div>\n\nc\n",
    ),
    "a link of Markdown round HTML": (
        "portable", f"{P}a</p>\n\n[b <u>c</u>](u) <span style=\"color: red\">d</span>\n", "a\n\n[b <u>c</u>](u) **d**\n",
    ),
    "emphasis of Markdown round HTML": (
        "portable", f"{P}a</p>\n\n**b <span style=\"font-size: 9px\">c</span>**\n", "a\n\n**b c**\n",
    ),
    "lists of lists in a picture of code": (
        "portable",
        f"{P}a</p>\n\n<table class=\"colorscripter-code-table\"><tr><td><div>1</div></td>"
        "<td><div><div style=\"white-space: pre\">b = [[1], [x[[2]]]]</div></div></td></tr></table>\n",
        "a\n\n```\nb = [[1], [x[[2]]]]\n```\n",
    ),
    "a test of the shell": ("portable", f"{P}[[ -f a ]] and <b>b</b></p>\n", "[[ -f a ]] and **b**\n"),
    "two that vanish, one of them in a quote": (
        "portable", f"{P}a</p>\n\n<b></b>\n\n> <b data-ke-size=\"size16\"></b>\n", "a\n\n\n",
    ),
    "a list in a heading, below what goes": (
        "portable", "<b data-ke-size=\"size16\"></b>\n\n# <ul style=\"ee2323;\">a</ul>\n", "# a\n",
    ),
    "a tag that hides all up to a quote further down": (
        "gfm", "<p><b a=\"></b></p>\n\na\n\nb <b style=\"color: #ee2323\"></b> c\n",
        "<p><b a=\"></b></p>\n\na\n\nb <b style=\"color: #ee2323\"></b> c\n",
    ),
    "two tags that hide all up to a quote": (
        "gfm", "<p data-ke-size=\"size16\"><b a=\"></b></p>\n\n<p a=\">b</p>\n", "<p data-ke-size=\"size16\"><b a=\"></b></p>\n\n<p a=\">b</p>\n",
    ),
    "an alignment beside a broken style, by nobody known": (
        "portable", "<p align=\"center\" style=\"ee2323;\">b</p>\n", "<p align=\"center\" style=\"color: #ee2323\">b</p>\n",
    ),
    "an alignment alone": ("portable", "<p align=\"center\">b</p>\n", "<p align=\"center\">b</p>\n"),
    "a block in a footnote": (
        "gfm", "a[^1]\n\n[^1]: <p data-ke-size=\"size16\">b</p>\n", "a[^1]\n\n[^1]: b\n",
    ),
    "a row where there are no tables": (
        "commonmark", "| a | b |\n|---|---|\n| <b data-ke-size=\"size16\">x*y | x*y</b> | c |\n",
        "| a | b |\n|---|---|\n| <strong>x*y | x*y</strong> | c |\n",
    ),
    "a page of a wiki": ("portable", f"{P}[[a_b_]] and <b>b</b></p>\n", "[[a_b_]] and **b**\n"),
}  # fmt: skip


@pytest.mark.parametrize(("dialect", "before", "after"), CASES.values(), ids=CASES.keys())
def test_region(dialect: str, before: str, after: str) -> None:
    for text in (before, after):
        done = normalizer.normalize(text, source="markdown", dialect=dialect, policy="author")
        assert done.text == after
