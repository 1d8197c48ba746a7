"""Deciding change by change."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from normalizer.cli import main
from normalizer.commands import review
from normalizer.model import Change
from normalizer.report import diff
from normalizer.report.outcome import Outcome

OLD = "# t\n\n<b>one</b>\n\ntext\n\n<b>two</b>\n\ntext\n\n<b>three</b>\n"
NEW = OLD.replace("<b>", "**").replace("</b>", "**")
CHANGES = tuple(Change(f"rule-{line}", line, 1, "<b>", "**", "proved") for line in (3, 7, 11))


def outcome(path: str = "a.md", old: str = OLD, new: str = NEW) -> Outcome:
    return Outcome(path, old.encode(), new.encode(), path, True, CHANGES)


def answered(monkeypatch: pytest.MonkeyPatch, answers: str, *outcomes: Outcome) -> list[str | None]:
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(answers) + "\n" if answers else ""))
    done = review.reviewed(outcomes or [outcome()])
    return [None if item.after is None else item.after.decode() for item in done]


def taken(*numbers: str) -> str:
    text = OLD
    for number in numbers:
        text = text.replace(f"<b>{number}</b>", f"**{number}**")
    return text


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ("yyy", taken("one", "two", "three")),
        ("nyn", taken("two")),
        ("a", taken("one", "two", "three")),
        ("na", taken("two", "three")),
        ("yd", taken("one")),
        ("yq", taken("one")),
        ("?y?n!y", taken("one", "three")),
        ("nnn", None),
        ("q", None),
        ("", None),
        ("y", taken("one")),
    ],
)
def test_answers(monkeypatch: pytest.MonkeyPatch, answers: str, expected: str | None) -> None:
    assert answered(monkeypatch, answers) == [expected]


def test_a_block_is_asked_about_once(monkeypatch: pytest.MonkeyPatch) -> None:
    rest = "\n\nx &lt; 1\nb\nc\nd\n"
    old, new = f"<pre><code>a{rest}</code></pre>\n\ntext\n", f"```\na{rest.replace('&lt;', '<')}```\n\ntext\n"
    assert answered(monkeypatch, "yn", outcome(old=old, new=new)) == [new]
    assert answered(monkeypatch, "ny", outcome(old=old, new=new)) == [None]


@pytest.mark.parametrize("editor", ["false", "no-such-editor-at-all"])
def test_an_editor_that_fails_takes_nothing(monkeypatch: pytest.MonkeyPatch, editor: str) -> None:
    monkeypatch.setenv("VISUAL", editor)
    assert answered(monkeypatch, "eyn") == [taken("two")]


def test_quitting_leaves_the_other_files(monkeypatch: pytest.MonkeyPatch) -> None:
    assert answered(monkeypatch, "yqyyyyy", outcome("a.md"), outcome("b.md")) == [taken("one"), None]


@pytest.mark.parametrize(
    ("answers", "code", "told"),
    [
        ("q\n", 1, "2 files: 2 not decided\n"),
        ("n\nq\n", 1, "2 files: 1 not decided, 1 left as decided\n"),
        ("n\nn\n", 0, "2 files: 2 left as decided\n"),
    ],
)
def test_the_summary_tells_of_what_was_not_taken(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answers: str,
    code: int,
    told: str,
) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    for name in ("a.md", "b.md"):
        Path(name).write_text('<p data-ke-size="size16">글</p>\n')
    monkeypatch.setattr("sys.stdin", io.StringIO(answers))
    assert main(["fix", "--review", "."]) == code
    assert capsys.readouterr().err == told


def test_the_question_names_rules_and_shows_the_change(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answered(monkeypatch, "nnn")
    shown = capsys.readouterr().out
    assert "a.md (2/3): rule-7\n" in shown
    assert "-<b>two</b>\n+**two**\n" in shown


def test_editing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nsed -i "s/one/mine/" "$1"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    assert answered(monkeypatch, "enn") == [OLD.replace("<b>one</b>", "**mine**")]


@pytest.mark.parametrize("encoding", ["cp949", "utf-16"])
class TestOtherEncodings:
    OLD = "\ufeff글 ੜ\n\n<b>하나</b>\n\n사이\n\n<b>둘</b>\n"

    def answered(self, monkeypatch: pytest.MonkeyPatch, answers: str, encoding: str) -> str | None:
        old = self.OLD if encoding == "utf-16" else self.OLD.replace("\ufeff", "").replace("ੜ", "ㅏ")
        new = old.replace("<b>", "**").replace("</b>", "**")
        name = encoding if encoding == "cp949" else "utf-16-le"
        asked = encoding if encoding == "cp949" else ""
        item = Outcome("a.md", old.encode(name), new.encode(name), "a.md", True, CHANGES, encoding=asked)
        monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(answers) + "\n"))
        [done] = review.reviewed([item])
        if done.error:
            return done.error
        return done.after.decode(name).removeprefix("\ufeff")[4:] if done.after else None

    def test_shown_and_taken(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], encoding: str
    ) -> None:
        assert self.answered(monkeypatch, "ny", encoding) == "\n<b>하나</b>\n\n사이\n\n**둘**\n"
        shown = capsys.readouterr().out
        assert "-<b>둘</b>\n+**둘**\n" in shown

    def test_comments(self, monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
        comments = "<!-- normalizer-disable rule-7 -->\n\n<b>둘</b>\n\n<!-- normalizer-enable -->\n"
        assert self.answered(monkeypatch, "nx", encoding) == f"\n<b>하나</b>\n\n사이\n\n{comments}"

    def test_edited(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, encoding: str) -> None:
        editor = tmp_path / "editor"
        editor.write_text('#!/bin/sh\nsed -i "s/하나/€🎉/" "$1"\n')
        editor.chmod(0o755)
        monkeypatch.setenv("VISUAL", str(editor))
        done = self.answered(monkeypatch, "en", encoding)
        assert done is not None
        assert "**€🎉**" in done or "cannot be written in cp949" in done


class TestNeverHere:
    def test_comments_go_around_the_paragraph(self, monkeypatch: pytest.MonkeyPatch) -> None:
        comments = "<!-- normalizer-disable rule-7 -->\n\n<b>two</b>\n\n<!-- normalizer-enable -->\n"
        assert answered(monkeypatch, "yxn") == [taken("one").replace("<b>two</b>\n", comments)]

    def test_newlines_and_a_missing_last_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        old = "a\r\n\r\n<b>x</b>\r\ny"
        new = "a\r\n\r\n**x**\r\ny"
        expected = "a\r\n\r\n<!-- normalizer-disable rule-3 -->\r\n\r\n<b>x</b>\r\ny\r\n\r\n<!-- normalizer-enable -->\r\n"
        assert answered(monkeypatch, "x", outcome(old=old, new=new)) == [expected]

    @pytest.mark.parametrize(
        "old",
        [
            "- a\n\n  <b>x</b>\n\n- c\n\nafter\n",
            "> a\n>\n> <b>x</b>\n\nafter\n",
            "1. a\n2. <b>x</b>\n\n   b\n\nafter\n",
        ],
    )
    def test_no_list_or_quote_is_cut_in_two(self, monkeypatch: pytest.MonkeyPatch, old: str) -> None:
        item = Outcome(
            "a.md", old.encode(), old.replace("<b>", "**").replace("</b>", "**").encode(), "a.md", True
        )
        start, middle, end = (
            "<!-- normalizer-disable -->\n\n",
            old.removesuffix("\nafter\n"),
            "\n<!-- normalizer-enable -->\n\nafter\n",
        )
        assert answered(monkeypatch, "x", item) == [start + middle + end]

    def test_two_in_one_paragraph_share_their_comments(self, monkeypatch: pytest.MonkeyPatch) -> None:
        old, new = "<b>x</b>\nmiddle\n<b>y</b>\n", "**x**\nmiddle\n**y**\n"
        item = Outcome(
            "a.md",
            old.encode(),
            new.encode(),
            "a.md",
            True,
            tuple(Change(f"r{n}", n, 1, "", "", "proved") for n in (1, 3)),
        )
        assert answered(monkeypatch, "xx", item) == [
            f"<!-- normalizer-disable r1 r3 -->\n\n{old}\n<!-- normalizer-enable -->\n"
        ]

    def test_the_end_is_marked_even_where_a_taken_change_covers_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        old, new = "<b>x</b>\nkept\n\n\n\nend\n", "**x**\nkept\n\nend\n"
        (result,) = answered(monkeypatch, "xy", outcome(old=old, new=new))
        assert result is not None
        assert result.count("normalizer-enable") == 1
        assert len(diff.hunks(diff.split_lines(old.encode()), diff.split_lines(new.encode()))) == 2


def test_the_whole_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    dirty = '<p data-ke-size="size16">글</p>\n\n끝\n\n<p data-ke-size="size16">둘</p>\n'
    Path("a.md").write_text(dirty)
    monkeypatch.setattr("sys.stdin", io.StringIO("n\ny\n"))
    assert main(["fix", "--review", "--output-format", "concise", "a.md"]) == 0
    assert Path("a.md").read_text() == '<p data-ke-size="size16">글</p>\n\n끝\n\n둘\n'
    out = capsys.readouterr().out
    assert "take this change [y,n,a,d,e,x,q,?]?" in out
    assert "a.md:5:1: " in out
    assert "a.md:1:1: " not in out


class TestSplit:
    PARTS = (
        '<p data-ke-size="size16">하나 <b>a</b></p>\n',
        '<p data-ke-size="size16">&nbsp;</p>\n',
        '<ul data-ke-list-type="disc"><li>x</li><li>y</li></ul>\n',
        "<p>plain</p>\n",
    )
    TEXT = f"# t\n\n{''.join(PARTS)}\nend\n"

    @pytest.fixture(autouse=True)
    def _here(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / ".git").mkdir()
        monkeypatch.chdir(tmp_path)

    def fixed(self, monkeypatch: pytest.MonkeyPatch, text: str, answers: str, name: str = "a.md") -> str:
        Path(name).write_bytes(text.encode())
        monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(answers) + "\n"))
        main(["fix", "--review", "--output-format", "concise", name])
        return Path(name).read_bytes().decode()

    @pytest.mark.parametrize("line_end", ["\n", "\r\n"])
    @pytest.mark.parametrize(
        ("answers", "middle"),
        [
            ("snnnn", "".join(PARTS)),
            ("syyyy", "하나 **a**\n\n- x\n- y\n\nplain\n"),
            ("synnn", f"하나 **a**\n\n{''.join(PARTS[1:])}"),
            ("snnyn", f"{PARTS[0]}{PARTS[1]}\n- x\n- y\n\n{PARTS[3]}"),
            ("snynn", f"{PARTS[0]}{PARTS[2]}{PARTS[3]}"),
            ("snnny", f"{''.join(PARTS[:3])}\nplain\n"),
            ("sna", f"{PARTS[0]}\n- x\n- y\n\nplain\n"),
            ("syd", f"하나 **a**\n\n{''.join(PARTS[1:])}"),
            ("syq", f"하나 **a**\n\n{''.join(PARTS[1:])}"),
        ],
    )
    def test_each_element_is_decided(
        self, monkeypatch: pytest.MonkeyPatch, answers: str, middle: str, line_end: str
    ) -> None:
        done = self.fixed(monkeypatch, self.TEXT.replace("\n", line_end), answers)
        assert done == f"# t\n\n{middle}\nend\n".replace("\n", line_end)
        assert self.fixed(monkeypatch, done, "a") == (
            "# t\n\n하나 **a**\n\n- x\n- y\n\nplain\n\nend\n".replace("\n", line_end)
        )

    def test_the_question_and_the_report_name_the_part(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.fixed(monkeypatch, self.TEXT, "snynn")
        shown = capsys.readouterr().out
        assert "take this change [y,n,a,d,s,e,x,q,?]?" in shown
        assert (
            f"a.md:4, part 2/4: editor-attributes, paragraph-spacer\n-{self.PARTS[1]}take this change [y,n,a,d,q,?]?"
            in shown
        )
        assert "\na.md:5:1: " not in shown
        assert "a.md:4:1: paragraph-spacer" in shown

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("a.md", '<p data-ke-size="size16">하나</p>\n'),
            ("a.md", '<p data-ke-size="size16">하나</p>\n' * 31),
            # Side by side, both are one list for some renderers.
            ("a.md", '<ol data-ke-list-type="decimal"><li>a</li></ol>\n' * 2),
            ("a.html", '<p data-ke-size="size16">a</p>\n<p data-ke-size="size16">b</p>\n'),
        ],
    )
    def test_it_is_not_offered(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, text: str
    ) -> None:
        self.fixed(monkeypatch, text, "d", name)
        assert "take this change [y,n,a,d,e,x,q,?]?" in capsys.readouterr().out

    def test_what_cannot_be_proven_is_left(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        from normalizer.commands import splitting

        joined = splitting.joined
        monkeypatch.setattr(
            splitting,
            "joined",
            lambda parts, taken: joined(parts, taken) + b"<p>more</p>\n" * (len(taken) == 2),
        )
        assert self.fixed(monkeypatch, self.TEXT, "syynn") == self.TEXT
        assert "cannot be proven without the others" in capsys.readouterr().out
