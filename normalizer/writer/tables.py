"""Pipe tables, where a pipe table can say it."""

from __future__ import annotations

import re

from normalizer.dialects.dialect import Dialect
from normalizer.lazy import regex
from normalizer.writer import inlines
from normalizer.writer.ir import Cell, Paragraph, Run, Table

_RULES = {"": "---", "left": ":--", "center": ":-:", "right": "--:"}
_RULE_ROW = regex(r"[-+:=| \t]*[-=][-+:=| \t]*")


def write(table: Table, dialect: Dialect) -> str | None:
    """Return a pipe table, or None if the dialect has none that says what ``table`` says."""
    rows = [row for row in table.rows if row]
    header = _header(rows)
    if not dialect.tables or header is None or not all(_is_plain(cell) for row in rows for cell in row):
        return None
    width = max(len(row) for row in rows)
    aligns = [_align(rows, column, dialect) for column in range(width)]
    if None in aligns:
        return None
    body = rows[1:] if header else rows
    if not body and not dialect.header_only_tables:
        return None
    lines = [_row(row, width, dialect) for row in rows]
    rule = "| " + " | ".join(_RULES[align or ""] for align in aligns) + " |"
    if header:
        lines.insert(1, rule)
    elif not dialect.headerless_tables or any(aligns):
        lines[:0] = ["| " + " | ".join([" "] * width) + " |", rule]
    return "\n".join(lines)


def _header(rows: list[list[Cell]]) -> bool | None:
    """Whether the first row is the header; None if header cells stand elsewhere."""
    if not rows or any(cell.header for row in rows[1:] for cell in row):
        return None
    heads = [cell.header for cell in rows[0]]
    return True if all(heads) else None if any(heads) else False


def _is_plain(cell: Cell) -> bool:
    if cell.spans or len(cell.blocks) > 1:
        return False
    return not cell.blocks or isinstance(cell.blocks[0], Paragraph)


def _align(rows: list[list[Cell]], column: int, dialect: Dialect) -> str | None:
    """The alignment of a column; None if its cells do not agree on one."""
    found = {row[column].align for row in rows if column < len(row) and row[column].blocks}
    if len(found) <= 1:
        return found.pop() if found else ""
    if dialect.looseness == "exact":
        return None
    body = [row[column].align for row in rows[1:] if column < len(row)]
    return max(sorted(set(body)), key=body.count) if body else ""


def _row(row: list[Cell], width: int, dialect: Dialect) -> str:
    cells = [_cell(cell, dialect) or " " for cell in row]
    if len(row) < width:
        cells += [" "] * (width - len(row))
    text = f"| {' | '.join(cells)} |"
    if _RULE_ROW.fullmatch(text):
        # A row of dashes is a rule to kramdown, and to everybody in second place.
        text = re.sub("[-=]", lambda match: "\\-" if match.group() == "-" else "&#61;", text, count=1)
    return text


def _is_filler(runs: list[Run]) -> bool:
    """Whether all that stands there is a no-break space, which editors and kramdown put into empty cells."""
    if len(runs) == 1 and isinstance(runs[0][0], str):  # as in most cells
        return not runs[0][1] and not runs[0][0].strip(" \u00a0")
    return all(isinstance(atom, str) and not path and not atom.strip(" \u00a0") for atom, path in runs)


def _cell(cell: Cell, dialect: Dialect) -> str:
    paragraph = cell.blocks[0] if cell.blocks else None
    if not isinstance(paragraph, Paragraph):
        return ""
    runs = paragraph.runs
    return "" if _is_filler(runs) else inlines.write(runs, dialect, inlines.CELL)
