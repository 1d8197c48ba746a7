"""Comments that keep rules away from a place: what they reach, what they never lift, and that idle ones are told."""

from __future__ import annotations

import pytest

import normalizer

TISTORY = '<p data-ke-size="size16"><b>a</b></p>'
CASES = {
    "the next line": (f"<!-- normalizer-disable-next-line -->\n{TISTORY}\n\n{TISTORY}\n", 1),
    "from here to there": (
        f"<!-- normalizer-disable -->\n\n{TISTORY}\n\n<!-- normalizer-enable -->\n\n{TISTORY}\n",
        1,
    ),
    "to the end": (f"{TISTORY}\n\n<!-- normalizer-disable -->\n\n{TISTORY}\n\n{TISTORY}\n", 2),
    "the file": (f"{TISTORY}\n\n{TISTORY}\n\n<!-- normalizer-disable-file -->\n", 2),
    "by the name of the rewrite": (
        f"<!-- normalizer-disable html-to-markdown -->\n\n{TISTORY}\n\n<!-- normalizer-enable -->\n",
        1,
    ),
    "in Windows line ends": (f"<!-- normalizer-disable-next-line -->\r\n{TISTORY}\r\n\r\n{TISTORY}\r\n", 1),
}
ALIVE = {
    "script": "<script>alert(1)</script>",
    "handler": '<b onclick="alert(1)">a</b>',
    "link": "[a](javascript:alert(1))",
    "definition": "[a][b]\n\n[b]: javascript:alert(1)",
    "frame": '<iframe src="https://evil.example/"></iframe>',
}


def run(text: str, policy: str = "author", dialect: str = "portable") -> normalizer.Result:
    return normalizer.normalize(text, source="markdown", policy=policy, dialect=dialect)


@pytest.mark.parametrize("dialect", ["portable", "kramdown"])
@pytest.mark.parametrize("case", CASES)
def test_a_suppressed_place_stays(case: str, dialect: str) -> None:
    text, left = CASES[case]
    found = run(text, dialect=dialect)
    assert found.text.count(TISTORY) == left
    assert [skip for skip in found.skips if "unused" in skip.reason] == []
    assert run(found.text, dialect=dialect).text == found.text


def test_one_rule_keeps_out_and_the_others_work() -> None:
    text = '<!-- normalizer-disable-next-line emphasis-by-colour -->\n<p data-ke-size="size16"><span style="color: #ee2323">a</span> <b>b</b></p>\n'
    with_rule, without = run(text.split("\n", 1)[1]), run(text)
    assert "emphasis-by-colour" in {change.rule for change in with_rule.changes}
    assert "emphasis-by-colour" not in {change.rule for change in without.changes}
    assert "editor-attributes" in {change.rule for change in without.changes}


@pytest.mark.parametrize(
    "comment",
    [
        "disable-next-line",
        "disable",
        "disable-file paragraph-spacer",
        "disable no-such-rule, paragraph-spacer",
    ],
)
def test_an_idle_comment_is_reported(comment: str) -> None:
    found = run(f"Only text.\n\n<!-- normalizer-{comment} -->\n\nMore <u>text</u>.\n")
    assert not found.changed
    assert [(skip.line, skip.reason.split(":")[0]) for skip in found.skips] == [(3, "unused suppression")]


@pytest.mark.parametrize(
    ("comment", "remarks"),
    [
        ("disable-next-line paragraph-spacr", ["'paragraph-spacr'", "did you mean 'paragraph-spacer'?"]),
        ("disable-file zzzz", ["'zzzz'", "`normalizer rules` lists them"]),
        ("disable zzzz, paragraph-spacer", ["'zzzz'", "lists them"]),
        ("enable zzzz", ["'zzzz'", "lists them"]),
        ("disable paragraph-spacer", []),
        ("disable html-to-markdown", []),
        ("disable unsafe-url", []),
        ("disable *", []),
        ("disable", []),
    ],
)
def test_a_rule_that_does_not_exist_is_remarked(comment: str, remarks: list[str]) -> None:
    found = run(f"Text.\n\n<!-- normalizer-{comment} -->\n\n{TISTORY}\n")
    assert [remark.line for remark in found.remarks] == [3] * bool(remarks)
    assert all(words in remark.text for remark in found.remarks for words in remarks)
    unknown_only = remarks and "paragraph-spacer" not in comment
    assert not (unknown_only and found.skips)


@pytest.mark.parametrize(
    "code",
    [
        "```html\n<!-- normalizer-disable -->\n```",
        "Write `<!-- normalizer-disable -->`.",
        "- a\n\n  ~~~\n  <!-- normalizer-disable -->\n  ~~~",
        "a\n\n    <!-- normalizer-disable zzzz -->",
    ],
)
def test_code_is_no_comment(code: str) -> None:
    found = run(f"{code}\n\n{TISTORY}\n")
    assert found.text == f"{code}\n\n**a**\n"
    assert (found.skips, found.remarks) == ((), ())


# A frame of one's own that policy does not know is left and reported.
RUNS = [
    (case, policy)
    for case in ALIVE
    for policy in ("strict", "author")
    if (case, policy) != ("frame", "author")
]


@pytest.mark.parametrize(("case", "policy"), RUNS)
def test_the_floor_is_not_lifted(case: str, policy: str) -> None:
    text = f"<!-- normalizer-disable-file -->\n\n<!-- normalizer-disable -->\n\n{ALIVE[case]}\n"
    found = run(text, policy).text
    assert not any(word in found for word in ("<script", "onclick=", "javascript:", "<iframe"))
