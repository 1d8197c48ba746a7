"""What a run gives back."""

from __future__ import annotations

from normalizer.model import Change, Remark, Skip
from normalizer.record import Loss
from normalizer.values import field, frozen


@frozen
class Result:
    """The outcome for one document; ``text`` is the input where nothing was to be done.

    ``changes`` and ``skips`` are in document order; ``dialect`` is the one that was written, ``editors``
    are those whose residue the document shows. ``remarks`` tell of comments that name rules which do not exist.
    ``lost`` holds (rule, kind, text) of all that left the page because a rule declared it; what a rule showed
    that nobody saw before is there as ``said``.
    """

    text: str
    source_text: str = field(repr=False)
    changes: tuple[Change, ...] = ()
    skips: tuple[Skip, ...] = ()
    dialect: str = "portable"
    editors: tuple[str, ...] = ()
    path: str = ""
    encoding: str = "utf-8"
    lost: tuple[tuple[str, Loss, str], ...] = field(default=(), repr=False)
    remarks: tuple[Remark, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether ``text`` differs from the input."""
        return self.text != self.source_text

    @property
    def data(self) -> bytes:
        """``text`` in the encoding of the file."""
        return self.text.encode(self.encoding)

    def write(self) -> bool:
        """Replace the file at ``path`` atomically, if anything changed; return whether it was written."""
        if not self.changed:
            return False
        from normalizer.disk.files import atomic_write

        atomic_write(self.path, self.data)
        return True
