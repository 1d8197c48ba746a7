"""One line per finding: ``path:line:column: rule [level] before → after``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.report.findings import Style, all_findings
from normalizer.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from normalizer.report.outcome import Outcome


def render(outcomes: Iterable[Outcome], style: Style) -> Iterator[str]:
    """Yield a line per finding as files are done."""
    for found in all_findings(outcomes):
        if found.kind != "error":  # errors are on standard error
            rule = style.paint("yellow" if found.kind == "skip" else "cyan", found.rule)
            level = f" [{found.level}]" if found.level else ""
            path = style.paint("bold", visible(found.path))
            yield f"{path}:{found.line}:{found.column}: {rule}{level} {found.message}\n"
