"""What a run knows about one file, and what it adds up to: the nouns of the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.values import field, frozen, mutable

if TYPE_CHECKING:
    from normalizer.model import Change, Remark, Skip


@frozen
class Outcome:
    """One file after the pipeline, before or after it was written."""

    path: str
    before: bytes = b""
    after: bytes | None = None
    """The new content, where the run needs it; None also where a cache answered."""
    target: str = ""
    """The file that ``after`` belongs in: ``path`` itself, or the new file beside it."""
    changed: bool = False
    changes: tuple[Change, ...] = ()
    skips: tuple[Skip, ...] = ()
    dialect: str = ""
    editors: tuple[str, ...] = ()
    error: str = ""
    written: bool = False
    refused: bool = False
    """Whether a review took none of its changes."""
    remarks: tuple[Remark, ...] = ()
    encoding: str = ""
    """What was asked for; ``""`` is UTF-8, or as the byte-order mark says."""

    def text_of(self, data: bytes) -> str:
        """``before`` or ``after`` as text to be shown: no byte-order mark, and nothing fails to decode.

        >>> Outcome("a.md", encoding="cp949").text_of("글".encode("cp949"))
        '글'
        """
        marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        encoding = "utf-16" if marked else self.encoding or "utf-8"
        return data.decode(encoding, "replace").removeprefix("\ufeff")

    @property
    def clean(self) -> bool:
        """Whether there is nothing to report."""
        return not (self.changed or self.changes or self.skips or self.error)


@mutable
class Tally:
    """The counts of a run, for the last line and the exit code."""

    files: int = 0
    changed: int = 0
    written: int = 0
    refused: int = 0
    changes: int = 0
    skips: int = 0
    kept: int = 0
    """Places that rules decided to leave; nothing is left to do there."""
    errors: int = 0
    rules: dict[str, list[int | str]] = field(default_factory=dict)
    """rule → [level, files, places], for ``--statistics``."""

    def add(self, outcome: Outcome) -> None:
        """Count one file."""
        self.files += 1
        self.changed += outcome.changed and not outcome.error
        self.written += outcome.written
        self.refused += outcome.refused
        self.changes += len(outcome.changes)
        kept = sum(bool(skip.rule) for skip in outcome.skips)
        self.skips += len(outcome.skips) - kept
        self.kept += kept
        self.errors += bool(outcome.error)
