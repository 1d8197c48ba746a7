"""The tables that a corpus run prints."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Row = dict[str, Any]

_QUOTED = re.compile(r"`[^`]*`|'[^']*'|\"[^\"]*\"|“[^”]*”|\b\d+\b")

_BY_RULE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+: ")

_COLUMNS: dict[str, Callable[[Row], bool]] = {
    "changed": lambda row: bool(row.get("changed")),
    "strict≠": lambda row: row["mark"] == "strict" and bool(row.get("changed")),
    "delib≠": lambda row: row["mark"] == "deliberate-html" and bool(row.get("changed")),
    "refused": lambda row: row["state"] == "refused",
    "crash": lambda row: row["state"] == "crash",
    "hang": lambda row: row["state"] == "hang",
    "text": lambda row: _found(row, "text-lost cmark"),
    "text kd": lambda row: _found(row, "text-lost kramdown"),
    "added": lambda row: _found(row, "text-added"),
    "marker": lambda row: _found(row, "text-marker"),
    "declared": lambda row: _found(row, "text-declared"),
    "again≠": lambda row: _found(row, "unstable"),
    "outside": lambda row: _found(row, "outside"),
    "tmpl": lambda row: _found(row, "template"),
    "code": lambda row: _found(row, "code"),
    "front": lambda row: _found(row, "front-matter"),
}


def _found(row: Row, kind: str) -> bool:
    return any(name.startswith(kind) for name in row.get("findings", {}))


def grid(head: list[str], body: Iterable[list[str]]) -> str:
    """Lay out rows under a head: the first column to the left, the others to the right."""
    table = [head, *body]
    widths = [max(len(row[n]) for row in table) for n in range(len(head))]
    lines = [
        "  ".join(
            [
                row[0].ljust(widths[0]),
                *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
            ]
        )
        for row in table
    ]
    return "\n".join(line.rstrip() for line in lines)


def categories(rows: list[Row]) -> str:
    """Count files by category and finding; a file counts once per column."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["category"]].append(row)
    body = [_category(name, group) for name, group in sorted(groups.items())]
    return grid(
        ["category", "files", *_COLUMNS, "places", "skips", "residue", "left %", "MB/s"],
        [*body, _category("ALL", rows)],
    )


def _category(name: str, group: list[Row]) -> list[str]:
    counts = [str(sum(test(row) for row in group) or "·") for test in _COLUMNS.values()]
    places = sum(row.get("lines", 0) for row in group)
    skipped = sum(len(row.get("skips", ())) for row in group)
    before, after = (_total(group, side) for side in (0, 1))
    seconds = sum(row["seconds"] for row in group)
    size = sum(row["bytes"] for row in group)
    left = f"{100 * after / before:.1f}" if before else "·"
    speed = f"{size / 1e6 / seconds:.2f}" if seconds else "·"
    return [name, str(len(group)), *counts, str(places), str(skipped), str(before), left, speed]


def _total(group: list[Row], side: int) -> int:
    return sum(sum(row["residue"][side].values()) for row in group if "residue" in row)


def rules(rows: list[Row]) -> str:
    """Count files and places of every rule that fired, and name the shipped rules that never did."""
    files: Counter[str] = Counter()
    places: Counter[str] = Counter()
    for row in rows:
        files.update(row.get("rules", {}).keys())
        places.update(row.get("rules", {}))
    body = [[rule, str(files[rule]), str(count)] for rule, count in places.most_common()]
    leaving = {reason.partition(":")[0] for row in rows for _, reason in row.get("skips", ())}
    here = {name for row in rows for name in row.get("editors", ())} | {"any"}
    return grid(["rule", "files", "places"], body) + "\n\n" + _unfired(set(places) | leaving, here)


def _unfired(fired: set[str], here: set[str]) -> str:
    """Rules that found nothing: dead ones, those whose editor wrote nothing here, and opt-in rules."""
    from normalizer.rules.ruleset import shipped
    from normalizer.rules.selection import listed

    found: dict[str, list[str]] = {"never fired": [], "no document of its editors": [], "not selected": []}
    for rule in shipped().rules:
        if rule.id not in fired:
            absent = not here.intersection(listed(rule.data.get("editors", "any")))
            kind = (
                "not selected" if rule.opt_in else "no document of its editors" if absent else "never fired"
            )
            found[kind].append(rule.id)
    return "\n".join(f"{kind}: {', '.join(names) or 'none'}" for kind, names in found.items())


def skips(rows: list[Row]) -> str:
    """Count files and places of every reason for which something was left alone."""
    files: Counter[str] = Counter()
    places: Counter[str] = Counter()
    example: dict[str, str] = {}
    for row in rows:
        reasons = [
            (line, " ".join(_QUOTED.sub("…", reason).split())) for line, reason in row.get("skips", ())
        ]
        places.update(reason for _, reason in reasons)
        files.update({reason for _, reason in reasons})
        for line, reason in reasons:
            example.setdefault(reason, f"{row['file']}:{line}")
    body = [
        [reason[:110], str(files[reason]), str(n), example[reason]] for reason, n in places.most_common(60)
    ]
    return grid(["left alone because", "files", "places", "first"], body)


def residues(rows: list[Row]) -> str:
    """Count each kind of editor residue before and after, by category."""
    totals: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        for side, counts in enumerate(row.get("residue", ())):
            for kind, count in counts.items():
                totals[row["category"], kind][side] += count
                totals["ALL", kind][side] += count
    body = [
        [f"{category}: {kind}", str(before), str(after), f"{100 * after / before:.1f}" if before else "new"]
        for (category, kind), (before, after) in sorted(totals.items())
    ]
    return grid(["residue", "before", "after", "left %"], body)


def residues_by_editor(rows: list[Row]) -> str:
    """Count residue by the editor whose marks a file shows; a file with the marks of two counts for both.

    What files without marks hold is somebody's own HTML. ``kept places`` is the part of what is left that
    stands in files with a place that was left alone for a reason.
    """
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in rows:
        before, after = (sum(side.values()) for side in row.get("residue", ({}, {})))
        for editor in row.get("editors") or ["(no marks)"]:
            kept = after if any(not _BY_RULE.match(reason) for _, reason in row.get("skips", ())) else 0
            for n, value in enumerate((1, before, after, kept)):
                totals[editor][n] += value
    body = [
        [
            name,
            str(files),
            str(before),
            str(after),
            str(kept),
            f"{100 * after / before:.1f}" if before else "·",
        ]
        for name, (files, before, after, kept) in sorted(totals.items())
    ]
    return grid(["editor", "files", "before", "after", "kept places", "left %"], body)


def findings(rows: list[Row], kinds: list[str]) -> str:
    """List the findings of the wanted kinds (by their beginning), file by file."""
    lines = []
    for row in rows:
        if row["state"] in kinds or (row["state"] in ("crash", "hang") and "all" in kinds):
            lines.append(f"{row['file']}: {row['state']}: {row['detail']}")
        if ("strict≠" in kinds and _COLUMNS["strict≠"](row)) or (
            "delib≠" in kinds and _COLUMNS["delib≠"](row)
        ):
            lines.append(f"{row['file']}: {row['mark']}, changed by {row['rules']}")
        for kind, texts in row.get("findings", {}).items():
            if "all" in kinds or any(kind.startswith(wanted) for wanted in kinds):
                lines += [f"{row['file']}: {kind}: {text}" for text in texts]
    return "\n".join(lines)
