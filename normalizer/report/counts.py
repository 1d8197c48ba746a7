"""``--statistics``: which rules, in how many files, in how many places, at which level."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from normalizer.report.findings import Style, clipped, findings, reason_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from normalizer.report.outcome import Outcome


def render(outcomes: Iterable[Outcome], style: Style) -> Iterator[str]:
    """Yield the table, the most frequent rule first, then what was left and why."""
    places: Counter[tuple[str, str]] = Counter()
    files: Counter[tuple[str, str]] = Counter()
    reasons: Counter[str] = Counter()
    for outcome in outcomes:
        found = findings(outcome)
        keys = [(item.rule, item.level) for item in found if item.kind == "change"]
        places.update(keys)
        files.update(set(keys))
        reasons.update(clipped(reason_of(skip), 300) for skip in outcome.skips)
    rows = [(str(count), str(files[key]), key[1], key[0]) for key, count in places.most_common()]
    if rows:
        yield from _table(("places", "files", "level", "rule"), rows, style)
    if reasons:
        yield "\n" * bool(rows)
        yield from _table(
            ("places", "left as it was because"), [(str(n), why) for why, n in reasons.most_common()], style
        )


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]], style: Style) -> Iterator[str]:
    widths = [max(len(row[index]) for row in [head, *rows]) for index in range(len(head))]
    for row in [head, *rows]:
        cells = [
            cell.rjust(width) if index < len(row) - 1 and rows[0][index].isdigit() else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        line = "  ".join(cells).rstrip()
        yield (style.paint("bold", line) if row is head else line) + "\n"
