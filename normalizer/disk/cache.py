"""What earlier runs found, so that an unchanged file costs one hash.

One SQLite table from a key to the findings as packed JSON: no pickles, and never the rewritten text, so that a
cache that came with somebody's repository can at worst hide a finding, not write into a file. Whatever
is wrong with the cache (foreign, damaged, locked, read-only), the run goes on without it.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import sqlite3
import zlib
from typing import TYPE_CHECKING, Any

from normalizer.disk import files
from normalizer.model import Change, Remark, Skip

try:
    from _blake2 import blake2b
except ImportError:  # a Python of another make; `hashlib` loads OpenSSL, which takes 4 ms
    from hashlib import blake2b

if TYPE_CHECKING:
    from normalizer.report.outcome import Outcome

FOLDER = ".normalizer_cache"
_DATABASE = "findings.db"
_SIDECARS = ("-journal", "-wal", "-shm")
_APPLICATION = 0x6E6F726D  # "norm": tells our database from any other
_LAYOUT = 2
_LARGEST = 512 * 1024 * 1024
_BATCH = 200
"""Findings kept in memory before they are written; what an interrupted run can lose."""


def folder_for(path: str) -> str:
    """Where the cache lives: ``NORMALIZER_CACHE_DIR``, else the root of the repository, else the user's cache."""
    if chosen := os.environ.get("NORMALIZER_CACHE_DIR"):
        return chosen
    root = files.tree_of(path if os.path.isdir(path) else os.path.dirname(path))
    if os.path.exists(os.path.join(root, ".git")):
        return os.path.join(root, FOLDER)
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(home, "normalizer")


def code_fingerprint() -> str:
    """Changes with every installation: names, sizes and times of the package's own files."""
    package = os.path.dirname(os.path.dirname(__file__))
    seen = []
    for folder, _, names in os.walk(package):
        for name in sorted(names):
            if name.endswith((".py", ".yaml")):
                status = os.stat(os.path.join(folder, name))
                seen.append(f"{name}:{status.st_size}:{status.st_mtime_ns}")
    return blake2b("\n".join(sorted(seen)).encode(), digest_size=16).hexdigest()


def key(data: bytes, options: str) -> bytes:
    """The key of one document under one set of options (rules, version, dialect …)."""
    digest = blake2b(options.encode("utf-8", "surrogatepass"), digest_size=24)
    digest.update(b"\0")
    digest.update(data)
    return digest.digest()


class Cache:
    """The findings of earlier runs; every method does nothing once the database has failed."""

    def __init__(self, folder: str) -> None:
        self._waiting: list[tuple[bytes, bytes]] = []
        self._database: sqlite3.Connection | None = None
        with contextlib.suppress(OSError, sqlite3.Error):
            _prepare(folder)
            self._database = _open(os.path.join(folder, _DATABASE))

    def get(self, wanted: bytes) -> dict[str, Any] | None:
        """The findings under a key, as ``findings_of`` wrote them, or None."""
        if self._database is None:
            return None
        try:
            row = self._database.execute("SELECT findings FROM findings WHERE key = ?", (wanted,)).fetchone()
            found = json.loads(zlib.decompress(row[0])) if row else None
        except (sqlite3.Error, ValueError, TypeError, zlib.error):
            return None
        return found if isinstance(found, dict) else None

    def put(self, wanted: bytes, findings: dict[str, Any]) -> None:
        """Remember findings; they reach the disk in batches and on ``close``."""
        text = json.dumps(findings, separators=(",", ":"))
        self._waiting.append((wanted, zlib.compress(text.encode(), 1)))
        if len(self._waiting) >= _BATCH:
            self._flush()

    def close(self) -> None:
        """Write what waits and let the database go."""
        self._flush()
        if self._database is not None:
            with contextlib.suppress(sqlite3.Error):
                self._database.close()
            self._database = None

    def _flush(self) -> None:
        rows, self._waiting = self._waiting, []
        if rows and self._database is not None:
            with contextlib.suppress(sqlite3.Error):
                self._database.execute("BEGIN IMMEDIATE")
                with self._database:
                    self._database.executemany("INSERT OR REPLACE INTO findings VALUES (?, ?)", rows)


def remove(folder: str) -> bool:
    """Remove a cache: our own files, and the directory once it is empty. Returns whether there was one."""
    names = (_DATABASE, *(_DATABASE + sidecar for sidecar in _SIDECARS), ".gitignore")
    found = os.path.exists(os.path.join(folder, _DATABASE))
    for name in names if found else ():
        with contextlib.suppress(FileNotFoundError):
            os.unlink(os.path.join(folder, name))
    with contextlib.suppress(OSError):
        os.rmdir(folder)
    return found


def _prepare(folder: str) -> None:
    """Make the folder. One that came with somebody's repository may be a link to a place of ours: not used."""
    names = ("", _DATABASE, *(_DATABASE + sidecar for sidecar in _SIDECARS), ".gitignore")
    if any(os.path.islink(os.path.join(folder, name).rstrip(os.sep)) for name in names):
        raise OSError(errno.ELOOP, "a symbolic link", folder)
    if os.path.isdir(folder):
        return
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, ".gitignore"), "w", encoding="utf-8") as ignore:
        ignore.write("# Written by normalizer.\n*\n")


def _open(path: str) -> sqlite3.Connection:
    """Open the database; one that is damaged or not ours makes room for a new one."""
    try:
        if os.path.exists(path) and os.path.getsize(path) > _LARGEST:
            raise sqlite3.DatabaseError("grown by findings that nobody asks for any more")
        return _connect(path)
    except sqlite3.OperationalError:
        raise  # locked or read-only: somebody else's healthy file
    except sqlite3.DatabaseError:
        for leftover in ("", *_SIDECARS):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path + leftover)
        return _connect(path)


def _connect(path: str) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=5.0, isolation_level=None)
    try:
        if not _is_ours(database):
            _create(database)
        # A lost cache is no loss: never wait for the disk.
        database.execute("PRAGMA synchronous = OFF")
        database.execute("SELECT findings FROM findings LIMIT 1").fetchone()
    except BaseException:
        database.close()
        raise
    return database


def _is_ours(database: sqlite3.Connection) -> bool:
    names = ("application_id", "user_version")
    marks = tuple(database.execute(f"PRAGMA {name}").fetchone()[0] for name in names)
    return marks == (_APPLICATION, _LAYOUT)


def _create(database: sqlite3.Connection) -> None:
    """Lay the table out in one transaction: another process sees an empty database or a whole one."""
    database.execute("BEGIN IMMEDIATE")
    if not _is_ours(database):  # else another process was first
        if database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise sqlite3.DatabaseError("a database that is not ours")
        database.execute("CREATE TABLE findings (key BLOB PRIMARY KEY, findings BLOB) WITHOUT ROWID")
        database.execute(f"PRAGMA application_id = {_APPLICATION}")
        database.execute(f"PRAGMA user_version = {_LAYOUT}")
    database.execute("COMMIT")


def findings_of(outcome: Outcome) -> dict[str, Any]:
    """What is remembered about one file: everything a report needs but the text itself."""
    return {
        "changed": outcome.changed,
        "dialect": outcome.dialect,
        "editors": list(outcome.editors),
        "changes": [[c.rule, c.line, c.column, c.before, c.after, c.level] for c in outcome.changes],
        "remarks": [[r.line, r.text] for r in outcome.remarks],
        "skips": [[s.line, s.reason, s.snippet, s.rule] for s in outcome.skips],
    }


def outcome_from(found: dict[str, Any], path: str, data: bytes, encoding: str = "") -> Outcome | None:
    """The outcome that ``findings_of`` wrote down, for the same content; None where it is not of our making."""
    from normalizer.report.outcome import Outcome

    try:
        return Outcome(
            path,
            data,
            target=path,
            changed=bool(found["changed"]),
            changes=tuple(Change(*row) for row in found["changes"]),
            skips=tuple(Skip(*row) for row in found["skips"]),
            dialect=str(found["dialect"]),
            editors=tuple(map(str, found["editors"])),
            remarks=tuple(Remark(*row) for row in found["remarks"]),
            encoding=encoding,
        )
    except (KeyError, TypeError):
        return None
