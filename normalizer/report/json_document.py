"""One JSON document over all files that have something to say."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from normalizer.commands.parsing import version
from normalizer.report.findings import Style, findings, location
from normalizer.report.json_lines import as_object
from normalizer.report.outcome import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from normalizer.report.outcome import Outcome


def render(outcomes: Iterable[Outcome], _style: Style) -> Iterator[str]:
    """Yield the document, one file after the other, with the counts at its end."""
    tally = Tally()
    yield f'{{"normalizer": {json.dumps(version())}, "files": ['
    separator = "\n"
    for outcome in outcomes:
        tally.add(outcome)
        if not outcome.clean:
            yield separator + json.dumps(_file(outcome))
            separator = ",\n"
    counts = {
        name: getattr(tally, name) for name in ("files", "changed", "written", "changes", "skips", "errors")
    }
    yield f'\n], "summary": {json.dumps(counts)}}}\n'


def _file(outcome: Outcome) -> dict[str, Any]:
    found = [as_object(item) for item in findings(outcome)]
    return {
        "path": location(outcome.path),
        "target": location(outcome.target or outcome.path),
        "changed": outcome.changed,
        "written": outcome.written,
        "dialect": outcome.dialect,
        "editors": list(outcome.editors),
        "error": outcome.error or None,
        "changes": [item for item in found if item["kind"] == "change"],
        "skips": [item for item in found if item["kind"] == "skip"],
    }
