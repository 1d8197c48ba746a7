"""JUnit XML: a test case per file, failed where something would change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.lazy import regex
from normalizer.report.findings import Finding, Style, findings, location

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from normalizer.report.outcome import Outcome

# XML 1.0 has no way to write these at all (section 2.2).
_NOT_XML = regex("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENTITIES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\t": "&#9;", "\r": "&#13;"}
    # XML may hold these, and a terminal that shows it would obey them.
    | {chr(code): f"&#{code};" for code in range(0x7F, 0xA0)}
)


def render(outcomes: Iterable[Outcome], _style: Style) -> Iterator[str]:
    """Yield the document; the counts stand in its first element, so all files come before the first piece."""
    cases, failed, errors = [], 0, 0
    for outcome in outcomes:
        failed += outcome.changed
        errors += bool(outcome.error)
        cases.append(_case(outcome))
    counts = f'name="normalizer" tests="{len(cases)}" failures="{failed}" errors="{errors}"'
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites {counts}>\n<testsuite {counts}>\n'
    yield from cases
    yield "</testsuite>\n</testsuites>\n"


def _case(outcome: Outcome) -> str:
    name = _escaped(location(outcome.path))
    found = findings(outcome)
    body = "".join(
        _element(kind, tag, found)
        for kind, tag in (("change", "failure"), ("error", "error"), ("skip", "system-out"))
    )
    return f'<testcase classname="normalizer" name="{name}">{body}</testcase>\n'


def _element(kind: str, tag: str, found: list[Finding]) -> str:
    lines = [f"{item.line}:{item.column} {item.rule}: {item.message}" for item in found if item.kind == kind]
    if not lines:
        return ""
    text = "\n".join(map(_escaped, lines))
    if tag == "system-out":
        return f"<{tag}>{text}</{tag}>"
    return f'<{tag} message="{len(lines)} place{"s" * (len(lines) > 1)}">{text}</{tag}>'


def _escaped(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text).translate(_ENTITIES)
