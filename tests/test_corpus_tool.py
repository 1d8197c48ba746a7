"""The corpus tool finds what it says it finds: a judge that cannot fail proves nothing."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "tools"))

from corpus import dialect_of
from corpus_declared import Declared
from corpus_judge import as_by_jekyll
from corpus_residue import residue
from corpus_spans import outside_changes
from corpus_tables import residues_by_editor, rules
from corpus_text import templates, text_changes

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ("한 단어 둘", "한  단어\n둘", []),
        ("one two three", "one three", ["lost"]),
        ("· one", "one", ["marker"]),
        ("1. one", "one", ["marker"]),
        ("one", "one two", ["added"]),
        ("가 나", "가 다", ["lost"]),
        ("a\u200bb", "ab", []),
    ],
)
def test_text_changes(before: str, after: str, kinds: list[str]) -> None:
    assert [change.kind for change in text_changes(before, after)] == kinds


@pytest.mark.parametrize(
    ("before", "after", "count"),
    [
        ("a <b>b</b>\n\nc\n", "a **b**\n\nc\n", 0),
        ("a <b>b</b>\n\nc\n", "a **b**\n\nC\n", 1),
        ("<div>\n\nin\n\n</div>\n", "in\n", 0),
        ("a\n\nb\n", "a\n\n\nb\n", 1),
        ("```\n<b>x</b>\n```\n", "```\nx\n```\n", 1),
        ("[x](javascript:y)\n", "x\n", 0),
        ("a\n\n<!-- b\n\nc\n-->\n\nd\n", "a\n\nd\n", 0),
    ],
)
def test_outside_changes(before: str, after: str, count: int) -> None:
    assert len(list(outside_changes(before, after))) == count


def test_templates_outside_code() -> None:
    text = "{% a %} {{ b }}\n{: .c}\n```\n{% no %}\n```\n[^1] [[w]] ![[no]]\n"
    assert templates(text) == ["{% a %}", "{{ b }}", "{: .c}", "[^1]", "[[w]]"]
    assert "{% no %}" in templates(text, code=True)


def test_kramdown_reads_what_jekyll_hands_on() -> None:
    assert as_by_jekyll('[a]({{ "b" | c }})\r\n{{< d >}}') == "[a](liquid)\n{{< d >}}"


def test_residue_outside_code() -> None:
    text = '<p data-ke-size="size16">&nbsp;</p>\n```\n<span style="x">\n```\n'
    assert residue(text) == {"data-ke-*": 1, "spacer": 1}


@pytest.mark.parametrize(
    ("pieces", "gone", "left"),
    [
        (["1 2 3", "cs"], ["1 2 3", "cs"], []),
        (["1 2 3"], ["12"], ["3"]),
        (["1 2 12"], ["1 2 12"], []),
        (["cs"], ["cs", "cs"], None),
        (["Visual Basic", "js"], ["VisualBasicjs"], []),
        ([], ["word"], None),
    ],
)
def test_each_declared_piece_pays_once(pieces: list[str], gone: list[str], left: list[str] | None) -> None:
    declared = Declared(pieces)
    taken = [declared.takes(text.split()) for text in gone]
    assert all(taken) == (left is not None)
    if left is not None:
        assert list(declared.pieces) == left


def test_residue_by_editor_and_rules_that_never_fired() -> None:
    rows = [
        {
            "editors": ["naver"],
            "residue": [{"a": 9, "b": 1}, {"a": 1}],
            "skips": [],
            "rules": {"bare-span": 2},
        },
        {"editors": [], "residue": [{"a": 2}, {"a": 2}], "skips": [[1, "x"]]},
    ]
    table = residues_by_editor(rows).splitlines()
    assert [line.split() for line in table[1:]] == [
        ["(no", "marks)", "1", "2", "2", "2", "100.0"],
        ["naver", "1", "10", "1", "0", "10.0"],
    ]
    never, absent, opt_in = rules(rows).splitlines()[-3:]
    assert "double-break" in never
    assert "bare-span" not in never
    assert "quill-class" in absent
    assert "naver-card" in never
    assert "centred-text" in opt_in


@pytest.mark.parametrize(
    ("name", "text", "dialect"),
    [
        ("owner+blog___posts-2020-01-01-a.md", "", "kramdown"),
        ("owner+blog__source-_posts-a.md", "---\nlayout: post\n---\n", "gfm"),
        ("owner+blog__content-post-a.md", "---\nlayout: post\n---\n", "goldmark"),
        ("owner+blog___writer-2020-01-01-a.md", "---\ntitle: a\nlayout: post\n---\n", "kramdown"),
        ("owner+blog___writer-2020-01-01-a.md", "---\ntitle: a\n---\nlayout: post\n", "portable"),
        ("owner+tool__README-a1.md", "", "gfm"),
    ],
)
def test_dialect_detected(tmp_path: Path, name: str, text: str, dialect: str) -> None:
    (tmp_path / name).write_text(text)
    assert dialect_of(tmp_path / name) == dialect
