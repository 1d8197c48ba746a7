"""The diffs are applied by the real git: that is what users do with them."""

from __future__ import annotations

import random
import subprocess
from typing import TYPE_CHECKING

import pytest

from normalizer.report import diff

if TYPE_CHECKING:
    from pathlib import Path


def applied(folder: Path, name: str, old: bytes, new: bytes) -> bytes:
    subprocess.run(["git", "init", "-q", folder], check=True)
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(old)
    patch = diff.unified(old, new, name)
    done = subprocess.run(
        ["git", "-c", "core.autocrlf=false", "apply", "-"], input=patch, cwd=folder, capture_output=True
    )
    assert done.returncode == 0, (done.stderr, patch)
    return target.read_bytes()


CASES = {
    "middle": (b"a\nb\nc\nd\ne\nf\ng\nh\n", b"a\nb\nc\nD\ne\nf\ng\nh\n"),
    "crlf": (b"a\r\nb\r\nc\r\n", b"a\r\nB\r\nc\r\n"),
    "mixed newlines": (b"a\r\nb\nc\r\n", b"a\r\nB\nc\r\n"),
    "no final newline on both sides": (b"a\nb", b"a\nB"),
    "crlf without final newline": (b"a\r\nb\r\nc", b"a\r\nB\r\nc"),
    "final newline appears": (b"a\nb", b"a\nb\n"),
    "final newline goes": (b"a\nb\n", b"a\nb"),
    "last line untouched without newline": (b"a\nb\nc", b"A\nb\nc"),
    "everything goes": (b"<p>&nbsp;</p>\n", b""),
    "insert at the start": (b"b\n", b"a\nb\n"),
    "append": (b"a\n", b"a\nb\n"),
    "form feed and separators are content": ("a\x0cb\u2028c\nd\n".encode(), "a\x0cb\u2028c\nD\n".encode()),
    "lone carriage return": (b"a\rb\nc\n", b"a\rB\nc\n"),
    "two hunks": (
        b"".join(b"%d\n" % i for i in range(40)),
        b"".join(b"%d\n" % (i if i not in (3, 30) else -i) for i in range(40)),
    ),
    "bom": ("\ufeff<b>x</b>\n".encode(), "\ufeff**x**\n".encode()),
}


@pytest.mark.parametrize("case", CASES)
def test_git_applies(tmp_path: Path, case: str) -> None:
    old, new = CASES[case]
    assert applied(tmp_path, "post.md", old, new) == new


@pytest.mark.parametrize(
    "name",
    [
        "글/한국어 제목.md",
        'quo"te.md',
        "back\\slash.md",
        "tab\there.md",
        "a b.md",
        "日本語.md",
        "del\x7f.md",
        "é.md",
        "esc\x1b[2J.md",
        "line\nend.md",
        "c1\x9b.md",
        "turned\u202e.md",
    ],
)
def test_git_applies_whatever_the_name(tmp_path: Path, name: str) -> None:
    assert applied(tmp_path, name, b"x\ny", b"x\nz") == b"x\nz"


def test_git_applies_random_edits(tmp_path: Path) -> None:
    rng = random.Random(7)
    for round_number in range(60):
        old = [
            rng.choice([b"", b"a", b"b", b"c\r", b"line %d" % index]) for index in range(rng.randrange(0, 60))
        ]
        new = [line for line in old if rng.random() > 0.2]
        for _ in range(rng.randrange(0, 5)):
            new.insert(rng.randrange(len(new) + 1), b"new %d" % rng.randrange(9))
        before, after = b"\n".join(old), b"\n".join(new)
        if before and after and before != after:
            assert applied(tmp_path, f"{round_number}.md", before, after) == after


def test_nothing_to_say_about_equal_files() -> None:
    assert diff.unified(b"a\nb", b"a\nb", "x.md") == b""


def test_hunks_rebuild_the_new_file() -> None:
    rng = random.Random(1)
    for _ in range(300):
        old = [b"%d\n" % rng.randrange(6) for _ in range(rng.randrange(30))]
        new = [b"%d\n" % rng.randrange(6) for _ in range(rng.randrange(30))]
        rebuilt, at = [], 0
        for hunk in diff.hunks(old, new):
            rebuilt += old[at : hunk.start] + new[hunk.new_start : hunk.new_end]
            at = hunk.end
        assert rebuilt + old[at:] == new


def test_created_file(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    patch = diff.unified(b"", "# 제목\n".encode(), "새 글.md", created=True)
    subprocess.run(["git", "apply", "-"], input=patch, cwd=tmp_path, check=True)
    assert (tmp_path / "새 글.md").read_text("utf-8") == "# 제목\n"


def test_patch_path_from_a_subdirectory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "posts").mkdir()
    (tmp_path / "other.md").touch()
    monkeypatch.chdir(tmp_path / "posts")
    assert diff.patch_path("a.md") == "a.md"
    assert diff.patch_path(str(tmp_path / "posts" / "a.md")) == "a.md"
    assert diff.patch_path("../other.md") == "other.md"
