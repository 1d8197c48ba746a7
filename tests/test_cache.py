"""The cache may lose findings, never invent them, and never stands in the way."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import zlib
from typing import TYPE_CHECKING

import pytest

from normalizer.disk import cache
from normalizer.disk.cache import Cache
from normalizer.model import Change, Skip
from normalizer.report.outcome import Outcome

if TYPE_CHECKING:
    from pathlib import Path

OUTCOME = Outcome(
    "글.md",
    b"before",
    b"after",
    "글.md",
    True,
    (Change("rule", 3, 4, "<b>", "**", "proved"),),
    (Skip(9, "why", "<x>"),),
    "kramdown",
    ("tistory",),
)


def filled(folder: Path, *keys: bytes) -> None:
    store = Cache(str(folder))
    for key in keys:
        store.put(key, cache.findings_of(OUTCOME))
    store.close()


def found(folder: Path, key: bytes) -> dict[str, object] | None:
    store = Cache(str(folder))
    try:
        return store.get(key)
    finally:
        store.close()


def test_findings_come_back_without_the_text(tmp_path: Path) -> None:
    filled(tmp_path / "c", b"k")
    again = cache.outcome_from(found(tmp_path / "c", b"k") or {}, "글.md", b"before")
    assert again is not None
    assert again.after is None
    assert (again.changed, again.changes, again.skips) == (True, OUTCOME.changes, OUTCOME.skips)
    assert (again.dialect, again.editors, again.clean) == ("kramdown", ("tistory",), False)
    assert (tmp_path / "c" / ".gitignore").read_text().endswith("\n*\n")


def test_the_key_knows_content_and_options() -> None:
    keys = {
        cache.key(b"a", "x"),
        cache.key(b"b", "x"),
        cache.key(b"a", "y"),
        cache.key(b"", "xa"),
        cache.key(b"a\0", "x"),
    }
    assert len(keys) == 5


@pytest.mark.parametrize("damage", [b"", b"not a database at all", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_cache_is_rebuilt(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "findings.db").write_bytes(damage)
    assert found(tmp_path, b"k") is None
    filled(tmp_path, b"k")
    assert found(tmp_path, b"k")


def test_damage_in_the_middle_is_survived(tmp_path: Path) -> None:
    filled(tmp_path, *(b"%d" % number for number in range(3000)))
    content = bytearray((tmp_path / "findings.db").read_bytes())
    content[5000 : len(content) - 100] = os.urandom(len(content) - 5100)
    (tmp_path / "findings.db").write_bytes(content)
    for number in range(0, 3000, 100):
        found(tmp_path, b"%d" % number)
    filled(tmp_path, b"k")


def test_somebody_elses_database_is_replaced(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "findings.db") as other:
        other.execute("CREATE TABLE findings (key BLOB, findings TEXT)")
        other.execute("INSERT INTO findings VALUES (x'6b', '{}')")
    other.close()
    assert found(tmp_path, b"k") is None
    filled(tmp_path, b"k")
    assert found(tmp_path, b"k")


@pytest.mark.parametrize(
    "row",
    [
        "[]",
        "{}",
        "nonsense",
        "unpacked",
        '{"changed": 1, "changes": [[1]], "skips": 2}',
        '{"changed": true, "changes": 3}',
    ],
)
def test_a_row_that_is_not_ours_is_no_finding(tmp_path: Path, row: str) -> None:
    filled(tmp_path, b"k")
    packed = zlib.compress(row.encode()) if row != "unpacked" else row
    with sqlite3.connect(tmp_path / "findings.db") as database:
        database.execute("UPDATE findings SET findings = ?", (packed,))
    database.close()
    read = found(tmp_path, b"k")
    assert read is None or cache.outcome_from(read, "a.md", b"") is None


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = Cache(str(tmp_path / "file" / "cache"))
    store.put(b"k", {})
    assert store.get(b"k") is None
    store.close()


def test_two_at_once(tmp_path: Path) -> None:
    script = "import sys; from normalizer.disk.cache import Cache; c = Cache(sys.argv[1])\nfor i in range(2000): c.put(b'%s%d' % (sys.argv[2].encode(), i), {'changed': False})\nc.close()"
    runs = [subprocess.Popen([sys.executable, "-c", script, str(tmp_path), name]) for name in "ab"]
    assert [run.wait(60) for run in runs] == [0, 0]
    store = Cache(str(tmp_path))
    assert all(store.get(b"%s%d" % (name, number)) for name in (b"a", b"b") for number in range(2000))
    store.close()


@pytest.mark.parametrize("folder", ["a", "b", "c", "d"])
def test_many_openers_of_a_new_cache_lose_nothing(tmp_path: Path, folder: str) -> None:
    script = "import sys; from normalizer.disk.cache import Cache; c = Cache(sys.argv[1]); c.put(sys.argv[2].encode(), {'x': 1}); c.close()"
    runs = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path / folder), name]) for name in "abcdef"
    ]
    assert [run.wait(60) for run in runs] == [0] * 6
    assert [found(tmp_path / folder, name.encode()) for name in "abcdef"] == [{"x": 1}] * 6


def test_nothing_in_it_is_a_pickle(tmp_path: Path) -> None:
    filled(tmp_path, b"k")
    database = sqlite3.connect(tmp_path / "findings.db")
    assert all(
        json.loads(zlib.decompress(packed)) for (packed,) in database.execute("SELECT findings FROM findings")
    )
    database.close()


def test_where_it_lives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NORMALIZER_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    (tmp_path / "repo" / "posts").mkdir()
    assert cache.folder_for(str(tmp_path / "repo" / "posts" / "a.md")) == str(
        tmp_path / "repo" / ".normalizer_cache"
    )
    assert cache.folder_for(str(tmp_path / "a.md")) == str(tmp_path / "home" / "normalizer")
    monkeypatch.setenv("NORMALIZER_CACHE_DIR", "/x")
    assert cache.folder_for(str(tmp_path)) == "/x"


def test_remove_takes_our_files_only(tmp_path: Path) -> None:
    filled(tmp_path / "c", b"k")
    (tmp_path / "c" / "mine.txt").write_text("x")
    assert cache.remove(str(tmp_path / "c"))
    assert os.listdir(tmp_path / "c") == ["mine.txt"]
    assert not cache.remove(str(tmp_path / "c"))


@pytest.mark.parametrize("name", ["", "findings.db", "findings.db-journal", ".gitignore"])
def test_a_cache_that_is_a_link_is_not_used(tmp_path: Path, name: str) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "repo" / ".normalizer_cache"
    outside.mkdir()
    (folder if name else folder.parent).mkdir(parents=True)
    (folder / name if name else folder).symlink_to(outside / "x" if name else outside)
    store = Cache(str(folder))
    store.put(b"k", {"x": 1})
    store.close()
    assert list(outside.iterdir()) == []
