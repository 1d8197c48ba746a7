"""The keys of ``match:``, complete: the table that files are checked against, and what compiles them."""

from __future__ import annotations

from normalizer.rules import conditions, relations
from normalizer.rules.kinds import Field, Fields
from normalizer.rules.matching import CONDITIONS, NAMES, Matcher, compile_match, glob, shape
from normalizer.rules.selection import listed

__all__ = [
    "MATCH",
    "NAMES",
    "NESTED",
    "Matcher",
    "compile_match",
    "conditions",
    "glob",
    "listed",
    "relations",
    "shape",
]

MATCH = Fields({key: Field(c.kind, c.why) for key, c in CONDITIONS.items()}, "condition", name="match")
NESTED = Fields(
    {key: Field(c.kind, c.why) for key, c in CONDITIONS.items() if key not in relations.TOP_ONLY},
    "condition",
    name="nested",
)
