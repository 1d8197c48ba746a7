"""SARIF 2.1.0 for code scanning, with fixes and fingerprints that survive edits elsewhere.

GitHub reads ``partialFingerprints`` to tell old alerts from new ones; editors apply ``fixes``.
"""

from __future__ import annotations

import json
import os
from bisect import bisect_left
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from normalizer.commands.parsing import version
from normalizer.report import diff
from normalizer.report.findings import (
    FAILED,
    SKIPPED,
    Finding,
    Fingerprints,
    Style,
    findings,
    lines_of,
    location,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from normalizer.report.outcome import Outcome

_LEVELS = {"change": "warning", "skip": "note", "error": "error"}
_HOME = "https://github.com/html-normalizer/normalizer"
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(outcomes: Iterable[Outcome], _style: Style) -> Iterator[str]:
    """Yield the document; its rules come first, so all files come before the first piece."""
    prints = Fingerprints()
    results = [result for outcome in outcomes for result in _results(outcome, prints)]
    identifiers = sorted({result["ruleId"] for result in results})
    for result in results:
        result["ruleIndex"] = identifiers.index(result["ruleId"])
    driver = {
        "name": "normalizer",
        "version": version(),
        "informationUri": _HOME,
        "rules": _rules(identifiers),
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    yield json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def _rules(identifiers: list[str]) -> list[dict[str, Any]]:
    reasons = {
        SKIPPED: "HTML that could not be rewritten without changing the page.",
        FAILED: "The file could not be processed.",
    }
    if set(identifiers) - set(reasons):
        reasons |= _reasons()
    return [{"id": name, "shortDescription": {"text": reasons.get(name) or name}} for name in identifiers]


def _reasons() -> dict[str, str]:
    from normalizer.policy import floor_names
    from normalizer.rules import docs

    return floor_names.WORDS | {
        rule["id"]: " ".join(rule["why"].split()) for rule in docs.documented()["rules"]
    }


def _results(outcome: Outcome, prints: Fingerprints) -> Iterator[dict[str, Any]]:
    lines = [] if outcome.clean else lines_of(outcome)
    fixes = _Fixes(outcome)
    for found in findings(outcome):
        region = {"startLine": found.line, "startColumn": found.column}
        physical = {"artifactLocation": _artifact(found.path), "region": region}
        result: dict[str, Any] = {
            "ruleId": found.rule,
            "level": _LEVELS[found.kind],
            "message": {"text": found.message},
            "locations": [{"physicalLocation": physical}],
            "partialFingerprints": {"primaryLocationLineHash": prints.of(found, lines)},
        }
        if fix := fixes.of(found):
            result["fixes"] = [fix]
        if found.level:
            result["properties"] = {"level": found.level}
        yield result


def _artifact(path: str) -> dict[str, str]:
    name = location(path)
    if name.startswith(("/", "<")):
        return {"uri": ("file://" if name.startswith("/") else "") + quote(os.fsencode(name))}
    return {"uri": quote(os.fsencode(name)), "uriBaseId": "%SRCROOT%"}


def _lines(outcome: Outcome, data: bytes) -> list[bytes]:
    """The lines in UTF-8, whatever the file's encoding; a viewer counts, and replaces, without the byte-order mark."""
    return diff.split_lines(outcome.text_of(data).encode("utf-8", "replace"))


class _Fixes:
    """The stretch of lines that holds a change, replaced as the whole rewrite replaces it."""

    def __init__(self, outcome: Outcome) -> None:
        self._path = outcome.path
        in_place = outcome.after is not None and outcome.target in ("", outcome.path)
        self._old = _lines(outcome, outcome.before)
        self._new = _lines(outcome, outcome.after or b"") if in_place else self._old
        self._hunks = diff.hunks(self._old, self._new) if in_place else []

    def of(self, found: Finding) -> dict[str, Any] | None:
        at = bisect_left(self._hunks, found.line, key=lambda hunk: hunk.start) - 1
        if (
            found.kind != "change"
            or at < 0
            or found.line > max(self._hunks[at].end, self._hunks[at].start + 1)
        ):
            return None
        hunk = self._hunks[at]
        change = {"artifactLocation": _artifact(self._path), "replacements": [self._replacement(hunk)]}
        return {"description": {"text": f"Rewrite from line {hunk.start + 1}"}, "artifactChanges": [change]}

    def _replacement(self, hunk: diff.Hunk) -> dict[str, Any]:
        inserted = b"".join(self._new[hunk.new_start : hunk.new_end]).decode()
        region = {"startLine": hunk.start + 1, "startColumn": 1, "endLine": hunk.end + 1, "endColumn": 1}
        if hunk.end == len(self._old) and hunk.end > hunk.start and not self._old[-1].endswith(b"\n"):
            region |= {"endLine": hunk.end, "endColumn": len(self._old[-1].decode()) + 1}
        return {"deletedRegion": region, "insertedContent": {"text": inserted}}
