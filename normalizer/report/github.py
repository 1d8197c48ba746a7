"""Workflow commands: GitHub Actions shows them beside the lines of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.report.findings import Style, all_findings, location
from normalizer.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from normalizer.report.outcome import Outcome

_COMMANDS = {"change": "warning", "skip": "notice", "error": "error"}


def render(outcomes: Iterable[Outcome], _style: Style) -> Iterator[str]:
    """Yield an annotation per finding."""
    for found in all_findings(outcomes):
        place = f"file={_property(location(found.path))},line={found.line},col={found.column}"
        message = f"{visible(found.path)}:{found.line}: {found.message}"
        yield f"::{_COMMANDS[found.kind]} {place},title={_property(f'normalizer ({found.rule})')}::{_data(message)}\n"


def _data(text: str) -> str:
    return visible(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
