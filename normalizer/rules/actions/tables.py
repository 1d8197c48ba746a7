"""Actions on tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.html import tree
from normalizer.html.blank import is_blank
from normalizer.rules.actions.registry import Work, action
from normalizer.style.view import of

if TYPE_CHECKING:
    from lxml.etree import _Element

_ALIGNED = frozenset(("center", "right"))
_ROWS = frozenset(("thead", "tbody", "tfoot", "tr"))


@action("align-columns")
def align_columns(el: _Element, _argument: Any, _work: Work) -> bool:
    """Say how a column is aligned in the attribute of each of its cells, where all that show something agree."""
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in el.iter("tr") if _table(row) is el]
    if any(
        cell.get("colspan", "1") != "1" or cell.get("rowspan", "1") != "1" for row in rows for cell in row
    ):
        return False
    changed = False
    for number in range(max(map(len, rows), default=0)):
        column = [row[number] for row in rows if number < len(row)]
        wanted = _agreed(column)
        if wanted and any(cell.get("align") != wanted for cell in column):
            for cell in column:
                cell.set("align", wanted)
            changed = True
    return changed


def _table(row: _Element) -> _Element | None:
    return next(row.iterancestors("table"), None)


def _agreed(column: list[_Element]) -> str:
    """The alignment of all cells that show something, or ``""``; a head that says nothing goes with the others."""
    shown = [cell for cell in column if not is_blank(tree.visible_text(cell))]
    found = {_alignment(cell) for cell in shown if cell.tag == "td"}
    heads = {_alignment(cell) for cell in shown if cell.tag == "th"} - ({""} if found else set())
    every = found | heads
    return next(iter(every)) if len(every) == 1 and every <= _ALIGNED else ""


def _alignment(cell: _Element) -> str:
    """How the text of a cell is aligned: as it says itself, or its row, or the part of the table."""
    node: _Element | None = cell
    while node is not None and (node is cell or node.tag in _ROWS):
        said = of(node.get("style", "")).get("text-align") or node.get("align", "")
        if said.strip():
            return said.strip().lower()
        node = node.getparent()
    return ""
