"""One file: read, cleared or rewritten, and what is to be said about it."""

from __future__ import annotations

import codecs
import os
import stat
from typing import TYPE_CHECKING

from normalizer.commands import governing, quick
from normalizer.disk import files
from normalizer.errors import EncodingError, NormalizerError, RulesError
from normalizer.report.outcome import Outcome
from normalizer.source import document as source

if TYPE_CHECKING:
    import normalizer
    from normalizer.commands.settings import Settings
    from normalizer.pipeline import Source, Target

STDIN = "<stdin>"
_LARGEST = 256 * 1024 * 1024
"""Bytes above which a file is not even read; the policy's own limit is far lower."""


class Worker:
    """Rewrites documents under one set of settings; compiled rules are kept from file to file."""

    def __init__(self, settings: Settings, assume: tuple[str, ...] = ()) -> None:
        self._settings = settings
        self._assume = assume
        """Editors that the documents are known to come from, whatever marks are left in them."""
        self._normalizers: dict[tuple[str, ...], normalizer.Normalizer] = {}

    def file(self, path: str) -> Outcome:
        """Rewrite a file in memory; whatever is wrong with it becomes the outcome's ``error``."""
        try:
            data = read(path)
        except OSError as error:
            return Outcome(path, error=reason(error))
        return self.document(data, path)

    def document(self, data: bytes, path: str) -> Outcome:
        """Rewrite the bytes of a document that goes by the name ``path``."""
        if is_plain(data, path, self._settings):
            return Outcome(path, data)
        try:
            return self._rewritten(data, path)
        except RulesError:
            raise
        except NormalizerError as error:
            return Outcome(path, data, error=str(error))
        except Exception as error:
            # One document that we cannot take must not end a run over ten thousand.
            if os.environ.get("NORMALIZER_DEBUG"):
                raise
            problem = f"internal error, please report it: {type(error).__name__}: {error}"
            return Outcome(path, data, error=problem)

    def _rewritten(self, data: bytes, path: str) -> Outcome:
        html, to = files.is_html(path), target_kind(path, self._settings)
        text = source.decode(data, self._settings.encoding)
        kind: Source = "html" if html else "auto" if path == STDIN else "markdown"
        result = self._result(self._normalizer(path, kind, to), text, path)
        target = os.path.splitext(path)[0] + ".md" if html and to == "markdown" else path
        beside = target != path
        after = encode(result.text, data, self._settings.encoding) if result.changed or beside else data
        if beside and not self._settings.force and os.path.lexists(target):
            return Outcome(path, data, error=f"{target} exists; --force writes over it")
        return Outcome(
            path,
            data,
            after if self._settings.goal == "text" else None,
            target,
            beside or result.changed,
            tuple(result.changes),
            tuple(result.skips),
            result.dialect,
            tuple(result.editors),
            remarks=tuple(result.remarks),
            encoding=self._settings.encoding,
        )

    def _result(self, run: normalizer.Normalizer, text: str, path: str) -> normalizer.Result:
        try:
            place = path if path == STDIN else governing.place(path, self._settings)
            return run.normalize(text, path=place)
        except RulesError as error:  # rules that undo each other do so on some documents only
            raise RulesError([f"{path}: {problem}" for problem in error.problems]) from error

    def _normalizer(self, path: str, kind: Source, to: Target) -> normalizer.Normalizer:
        import normalizer
        from normalizer.rules import ruleset as rulesets

        settings = self._settings
        known = path if path != STDIN else ""
        found = governing.governed(known, settings)
        key = (governing.rules_name(known, settings), found.dialect, str(found.policy), kind, to)
        if key not in self._normalizers:
            self._normalizers[key] = normalizer.Normalizer(
                source=kind,
                to=to,
                dialect=found.dialect,
                policy=found.policy,
                rules=rulesets.resolve(found.rules).assuming(*self._assume) if self._assume else found.rules,
                verify_with=settings.verify_with,
            )
        return self._normalizers[key]


def target_kind(path: str, settings: Settings) -> Target:
    """What a file becomes: HTML files follow ``--to``, Markdown stays Markdown."""
    return "html" if files.is_html(path) and settings.to != "markdown" else "markdown"


def is_plain(data: bytes, path: str, settings: Settings) -> bool:
    """Whether the bytes are Markdown that needs no closer look, whatever the rules."""
    return not files.is_html(path) and path != STDIN and not settings.encoding and quick.is_clean(data)


def read(path: str) -> bytes:
    """The content of a regular file; raises OSError for anything else (a pipe would wait for ever)."""
    with open(path, "rb", opener=_open_at_once) as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "not a regular file", path)
        if status.st_size > _LARGEST:
            raise OSError(0, f"larger than {_LARGEST >> 20} MB; left alone", path)
        return file.read()


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def reason(error: OSError) -> str:
    """The words of an operating system error, without its number."""
    return error.strerror or str(error)


def encode(text: str, original: bytes, encoding: str) -> bytes:
    """Encode as the original was, byte-order mark included.

    Raises EncodingError where the text does not fit, or where the original would not have come back as it was.
    """
    name = encoding or "utf-8"
    mark = b""
    for mark, wide in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if original.startswith(mark):
            name = wide
            break
    else:
        mark = b""
    try:
        if mark + original[len(mark) :].decode(name).encode(name) != original:
            raise EncodingError(f"some bytes would not survive being read and written as {name}; left alone")
        return mark + text.encode(name)
    except UnicodeEncodeError as error:
        raise EncodingError(
            f"{text[error.start]!r} cannot be written in {name}; convert the file to UTF-8 first"
        ) from None
