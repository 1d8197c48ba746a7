"""GitLab's Code Quality report: a JSON array of issues with fingerprints."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from normalizer.report.findings import Fingerprints, Style, findings, lines_of, location

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from normalizer.report.outcome import Outcome

_SEVERITIES = {"change": "minor", "skip": "info", "error": "major"}


def render(outcomes: Iterable[Outcome], _style: Style) -> Iterator[str]:
    """Yield the array, one file after the other."""
    prints = Fingerprints()
    separator = "[\n"
    for outcome in outcomes:
        lines = [] if outcome.clean else lines_of(outcome)
        for found in findings(outcome):
            issue = {
                "description": found.message,
                "check_name": found.rule,
                "fingerprint": prints.of(found, lines),
                "severity": _SEVERITIES[found.kind],
                "location": {"path": location(found.path), "lines": {"begin": found.line}},
            }
            yield separator + json.dumps(issue)
            separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"
