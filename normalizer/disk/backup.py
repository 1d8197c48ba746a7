"""Originals kept aside before a run rewrites them, and the way back.

``fix --backup DIR`` makes ``DIR/RUN/`` with a copy of every file that is about to be written and
``manifest.jsonl``: a first line about the run, then a line per file, on the disk *before* the file is
touched. So a run that was killed can be undone too.
"""

from __future__ import annotations

import hashlib
import json
import os
import time

from normalizer.disk import files
from normalizer.errors import NormalizerError
from normalizer.lazy import regex
from normalizer.values import frozen

DEFAULT_FOLDER = ".normalizer_backup"
_MANIFEST = "manifest.jsonl"
_DIGEST = regex(r"[0-9a-f]{64}")
_COPY = regex(r"[0-9]{6,12}")
_NOT_OURS = frozenset((".git", ".hg", ".svn", ".bzr", ".jj"))


@frozen
class Entry:
    """One file of a run; ``before`` is ``""`` for a file that the run created."""

    path: str
    before: str
    after: str
    copy: str

    def is_ours(self) -> bool:
        """Whether a run could have said it: digests of what was and what was written, and a copy of what was."""
        texts = (self.path, self.before, self.after, self.copy)
        if not all(isinstance(text, str) for text in texts) or not _DIGEST.fullmatch(self.after):
            return False
        new = not self.before and not self.copy
        return new or bool(_DIGEST.fullmatch(self.before) and _COPY.fullmatch(self.copy))


class Backup:
    """The copies of one run, made as the run goes."""

    def __init__(self, folder: str, version: str, rules: str) -> None:
        self.run = time.strftime("%Y%m%d-%H%M%S-") + os.urandom(2).hex()
        self.folder = os.path.join(folder, self.run)
        os.makedirs(folder, exist_ok=True)
        os.mkdir(self.folder, 0o700)  # the originals may have been for their owner's eyes only
        files.atomic_write(os.path.join(self.folder, ".gitignore"), b"# Written by normalizer.\n*\n")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        self._manifest = os.open(os.path.join(self.folder, _MANIFEST), flags, 0o600)
        self._count = 0
        started = time.strftime("%Y-%m-%dT%H:%M:%S%z")
        self._say({"run": self.run, "version": version, "rules": rules, "started": started})

    def keep(self, path: str, before: bytes | None, after: bytes) -> None:
        """Copy what ``path`` holds now and note what it is about to hold."""
        copy = ""
        if before is not None:
            self._count += 1
            copy = f"{self._count:06d}"
            files.atomic_write(os.path.join(self.folder, copy), before)
        entry = {
            "path": os.path.abspath(path),
            "before": _digest(before),
            "after": _digest(after),
            "copy": copy,
        }
        self._say(entry)

    def close(self) -> None:
        """The run is over."""
        os.close(self._manifest)

    def _say(self, line: dict[str, str]) -> None:
        os.write(self._manifest, json.dumps(line).encode() + b"\n")
        os.fsync(self._manifest)


def _digest(data: bytes | None) -> str:
    return "" if data is None else hashlib.sha256(data).hexdigest()


def find(run: str, folder: str = DEFAULT_FOLDER) -> str:
    """The directory of a run, named by its path or by its name inside ``folder``."""
    for place in (run, os.path.join(folder, run)):
        if os.path.isfile(os.path.join(place, _MANIFEST)):
            return place
    raise NormalizerError(
        f"{run}: no such run here or in {folder}; `normalizer fix --backup DIR` prints its name"
    )


def entries(place: str) -> list[Entry]:
    """The files of a run, in the order in which they were written."""
    found = []
    with open(os.path.join(place, _MANIFEST), encoding="utf-8") as manifest:
        for number, line in enumerate(manifest, 1):
            try:
                item = json.loads(line)
                if "path" in item:
                    found.append(Entry(item["path"], item["before"], item["after"], item["copy"]))
            except (ValueError, KeyError, TypeError):
                # The last line of a run that was killed while it was being written: its file was not touched yet.
                if manifest.readline():
                    raise NormalizerError(
                        f"{place}/{_MANIFEST}:{number}: not a line that normalizer wrote"
                    ) from None
    return found


def undo(place: str, tree: str = ".") -> tuple[list[str], list[str]]:
    """Put the originals back; return the paths restored, and a message for each one that was not.

    A file that somebody edited since the run is left alone, and so is one outside of ``tree``, however the
    manifest or a link leads there: it may have come with a repository. Running it twice is harmless.
    """
    restored, refused = [], []
    for entry in reversed(entries(place)):
        try:
            if _undo_one(place, entry, tree):
                restored.append(entry.path)
        except (OSError, NormalizerError) as error:
            refused.append(f"{entry.path}: {error}")
    return restored[::-1], refused[::-1]


def _undo_one(place: str, entry: Entry, tree: str) -> bool:
    if not entry.is_ours():
        raise NormalizerError("not what normalizer writes into a manifest; left alone")
    _check_place(entry.path, tree)
    now = _digest(_content(entry.path))
    if now == entry.before:
        return False
    if now != entry.after:
        raise NormalizerError("edited or removed since the run; left alone")
    if not entry.copy:
        os.unlink(entry.path)
        return True
    original = _content(os.path.join(place, entry.copy))
    if original is None or _digest(original) != entry.before:
        raise NormalizerError("its copy is damaged; left alone")
    files.atomic_write(entry.path, original)
    return True


def _check_place(path: str, tree: str) -> None:
    """Raise ``NormalizerError`` for a path that leads out of ``tree``, be it through a link, or into version control."""
    root = os.path.realpath(tree)
    if not os.path.isabs(path) or ".." in path.replace("\\", "/").split("/"):
        raise NormalizerError("not what normalizer writes into a manifest; left alone")
    real = os.path.realpath(path)
    if os.path.commonpath([root, real]) != root:
        raise NormalizerError(f"outside of {root}; left alone (--tree DIR names another tree)")
    if not _NOT_OURS.isdisjoint(part.lower() for part in real[len(root) :].split(os.sep)):
        raise NormalizerError("a file of version control; left alone")


def _content(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
