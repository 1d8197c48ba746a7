"""The Markdown dialects that the writer knows, each as data: what its renderer reads, and what it lacks.

A dialect is a mapping of plain values, so a rules file can carry one; ``Dialect.from_data`` checks it.
Escapes are rows with a reason. ``line`` rows are tried where a line starts, ``text`` rows anywhere;
the pattern ends with the character that is rewritten, everything else is look-around.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from normalizer.dialects.tables import DIALECTS
from normalizer.lazy import regex
from normalizer.values import constant, field_names, frozen, replace

NAMES = tuple(DIALECTS)


@frozen
class Unsafe:
    """Characters that the renderer would read as markup, and what to write instead.

    ``write`` is ``\\`` for a backslash before the character, else the replacement. The row counts only
    if ``needs``, when given, is found in the block. The last character of ``pattern`` is rewritten.
    """

    chars: str
    pattern: re.Pattern[str]
    why: str
    write: str = "\\"
    needs: re.Pattern[str] | None = None
    starts: str = ""
    """The characters with which a match begins, where they are known."""
    always: bool = False
    """Whether the character counts wherever it stands."""

    @classmethod
    def from_row(cls, row: Mapping[str, str]) -> Unsafe:
        """Compile one row of the escape table."""
        before, after, needs = row.get("before", ""), row.get("after", ""), row.get("needs", "")
        pattern = f"{before}[{re.escape(row['char'])}]{after}"
        return cls(
            row["char"],
            regex(pattern, re.MULTILINE),
            row["why"],
            row.get("write", "\\"),
            regex(needs) if needs else None,
            "" if before else row["char"],
            not before and not after,
        )


_TAG = regex("<")


@constant
class Dialect:
    """How one family of renderers reads Markdown; the data of ``dialect_data`` explains each field."""

    name: str
    flanking: bool
    underscore_after_hyphen: bool
    strikethrough: bool
    footnotes: bool
    strikethrough_flanking: bool
    strikethrough_deep_in_headings: bool
    strikethrough_sees_all: bool
    emphasised_linked_images: bool
    tables: bool
    headerless_tables: bool
    header_only_tables: bool
    pipe_in_code: bool
    task_lists: str
    definition_lists: bool
    line_break: str
    indent: int
    ordered_start: str
    separator: str
    interrupting_comment: bool
    empty_item: str
    loose_last_item: bool
    bare_later_text: bool
    box_needs_space: bool
    loose_empty_item: str
    escaped_break_in_tags: bool
    escaped_break_in_footnotes: bool
    nested_html: bool
    looseness: str
    code_edges: str
    nested_fences: bool
    markdown_in_html: bool
    abbreviations: bool
    title_escapes: bool
    rule_indent: int
    list_code_loses: re.Pattern[str] | None
    nested_code_loses: re.Pattern[str] | None
    item_code_ends: re.Pattern[str] | None
    span_opens_fence: bool
    code_loses: re.Pattern[str] | None
    raw_inlines: frozenset[str]
    template_code: re.Pattern[str] | None
    heading_end: re.Pattern[str]
    json_front_matter: bool
    judge: str
    line: tuple[Unsafe, ...]
    text: tuple[Unsafe, ...]
    label: tuple[Unsafe, ...]
    cell: tuple[Unsafe, ...]
    heading: tuple[Unsafe, ...]
    item: tuple[Unsafe, ...]

    @classmethod
    def from_data(cls, name: str, data: Mapping[str, Any]) -> Dialect:
        """Build a dialect; ``extends`` names the one whose values hold where ``data`` is silent.

        >>> Dialect.from_data("mine", {"extends": "gfm", "strikethrough": False}).strikethrough
        False
        """
        merged = _merged(data)
        unknown = set(merged) - set(field_names(cls))
        if unknown:
            raise ValueError(f"dialect {name!r}: unknown field {min(unknown)!r}")
        merged["name"] = name
        patterns = ("template_code", "code_loses", "list_code_loses", "nested_code_loses", "item_code_ends")
        for pattern in patterns:
            merged[pattern] = regex(merged[pattern], re.MULTILINE) if merged[pattern] else None
        merged["raw_inlines"] = frozenset(merged["raw_inlines"])
        merged["heading_end"] = regex(merged["heading_end"])
        for table in ("line", "text", "label", "cell", "heading", "item"):
            merged[table] = tuple(Unsafe.from_row(row) for row in merged[table])
        return cls(**merged)

    def for_strangers(self) -> Dialect:
        """This dialect with tags in code written as HTML wherever some renderer might not see the code.

        >>> from normalizer.writer import code
        >>> code.span("<b>", get("gfm").for_strangers(), in_cell=True)
        '<code>&lt;b&gt;</code>'
        """
        return replace(self, nested_code_loses=_TAG)

    def check(self) -> None:
        """Compile every pattern now; raises ``re.error`` for one that cannot be."""
        rows = (*self.line, *self.text, *self.label, *self.cell)
        patterns = [self.template_code, self.code_loses, self.list_code_loses, self.nested_code_loses]
        patterns.append(self.item_code_ends)
        patterns.append(self.heading_end)
        for pattern in (*patterns, *(row.pattern for row in rows), *(row.needs for row in rows)):
            if pattern is not None:
                re.compile(pattern.pattern)


def _merged(data: Mapping[str, Any]) -> dict[str, Any]:
    """Follow ``extends``; rows of ``more_line`` and ``more_text`` come before the inherited ones."""
    base = data.get("extends")
    merged = _merged(DIALECTS[base]) if base else {}
    for key, value in data.items():
        if key.startswith("more_"):
            table = key.removeprefix("more_")
            merged[table] = [*value, *merged[table]]
        elif key != "extends":
            merged[key] = value
    return merged


def of(name: str, own: Mapping[str, Any]) -> Dialect:
    """Return the dialect called ``name``, one of a rules file's ``own`` before those that come with the package."""
    return Dialect.from_data(name, {"extends": "portable", **own[name]}) if name in own else get(name)


_built: dict[str, Dialect] = {}


def get(name: str) -> Dialect:
    """Return the dialect called ``name``.

    Raises ValueError with the known names for a name that no dialect has.

    >>> get("portable").indent
    4
    """
    dialect = _built.get(name)
    if dialect is None:
        if name not in DIALECTS:
            raise ValueError(f"unknown dialect {name!r}; there are {', '.join(NAMES)}")
        dialect = _built[name] = Dialect.from_data(name, DIALECTS[name])
    return dialect


def judged_as(dialect: Dialect) -> Dialect:
    """Return the dialect to write where cmark-gfm is to judge what ``dialect`` says in its own words."""
    return get(dialect.judge) if dialect.judge else dialect
