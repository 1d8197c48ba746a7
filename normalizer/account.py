"""What a run tells of itself: changes, places that were left, text that went, and the lines they are on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.model import Change, Remark, Skip
from normalizer.record import REWRITE, Loss, Note
from normalizer.rules.nodes import near
from normalizer.source.places import Places

if TYPE_CHECKING:
    from normalizer.convert import Conversion
    from normalizer.markdown.mixed import Rewritten
    from normalizer.source.veil import Veil


class Account:
    """The account of one document, whose body begins on line ``first_line`` of its file."""

    def __init__(self, first_line: int) -> None:
        self.first_line = first_line
        self.changes: list[Change] = []
        self.skips: list[Skip] = []
        self.remarks: list[Remark] = []
        self.lost: list[tuple[str, Loss, str]] = []

    def skip(self, reason: str, line: int = 0, rule: str = "") -> None:
        """Say why a place was left as it was; without a line, the document."""
        self.skips.append(Skip(line or self.first_line, reason, "", rule))

    def of_html(self, done: Conversion, veil: Veil, places: Places) -> None:
        """Tell what became of a page."""
        marks, record = done.marks, done.record
        self.lost = record.lost

        def line_of(mark: int) -> int:
            return places.place(marks[mark])[0] if 0 <= mark < len(marks) else places.first_line

        for note in record.notes:
            line, column = places.place(marks[note.mark] if 0 <= note.mark < len(marks) else 0)
            self._change(note, line, column, veil.lifted(note.before), veil.lifted(note.after))
        for mark, reason in done.skips:
            self.skip(veil.lifted(reason), line_of(mark))
        for mark, rule, reason in record.kept:
            self.skip(reason, line_of(mark), rule)

    def of_markdown(self, done: Rewritten, source: bytes, known: frozenset[str]) -> None:
        """Tell what became of the regions of a Markdown document; ``known`` are the names that rules have."""
        self.lost = done.lost
        places = Places(source, self.first_line)
        for note, offset in done.notes:
            self._change(note, *places.place(offset), note.before, note.after)
        for offset, reason, snippet, rule in [*((*skip, "") for skip in done.skips), *done.kept]:
            self.skips.append(Skip(places.place(offset)[0], reason, snippet, rule))
        for offset, names, idle in done.comments:
            self._comment(places.place(offset)[0], names, known, idle=idle)

    def of_another_run(self, done: Rewritten, source: bytes, last: int) -> None:
        """Tell what went when the output was read once more; its lines are no further down than ``last``."""
        places = Places(source, self.first_line)
        for note, offset in done.notes:
            if note.rule != REWRITE:
                self._change(note, min(places.place(offset)[0], last), 1, note.before, note.after)

    def of_safety(self, found: list[tuple[str, int, str, str]], last: int, above: int = 0) -> None:
        """Tell what was alive; its lines count from 0 in the output, with ``above`` lines of front matter."""
        self.changes += [
            Change(rule, max(1, min(self.first_line + line - above, last)), 1, before, after, "declared")
            for rule, line, before, after in found
        ]

    def _change(self, note: Note, line: int, column: int, before: str, after: str) -> None:
        self.changes.append(Change(note.rule, line, column, before, after, note.level))

    def _comment(self, line: int, names: frozenset[str], known: frozenset[str], *, idle: bool) -> None:
        """Say which names in a comment mean no rule; what means one, and keeps nothing out, is left over."""
        for name in sorted(names - known):
            hint = near(name, known) or "; `normalizer rules` lists them"
            self.remarks.append(Remark(line, f"no rule {name!r} for this comment to keep out{hint}"))
        if idle and names & known:
            self.skip("unused suppression: no rule had anything to do here", line)
