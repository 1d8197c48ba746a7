"""One JSON object per finding and line: for ``jq`` and logs, as files are done."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from normalizer.report.findings import Finding, Style, all_findings, location

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from normalizer.report.outcome import Outcome


def render(outcomes: Iterable[Outcome], _style: Style) -> Iterator[str]:
    """Yield a line per finding."""
    for found in all_findings(outcomes):
        yield json.dumps(as_object(found), ensure_ascii=True) + "\n"


def as_object(found: Finding) -> dict[str, Any]:
    """A finding as JSON says it."""
    item: dict[str, Any] = {"path": location(found.path), "kind": found.kind, "rule": found.rule}
    item |= {"line": found.line, "column": found.column, "message": found.message}
    if found.kind == "change":
        item |= {"level": found.level, "before": found.before, "after": found.after}
    return item
