"""The language of rules files: one table of keys that validates files and is published as JSON Schema."""

from __future__ import annotations

import re
from typing import Any

from normalizer.rules.actions import ACTIONS
from normalizer.rules.kinds import (
    Anything,
    Choice,
    Either,
    Field,
    Fields,
    Flag,
    Kind,
    ListOf,
    MapOf,
    Number,
    Schema,
    Text,
)
from normalizer.rules.match import MATCH, NESTED
from normalizer.rules.words import Alone, Bare

ID = Text(r"[a-z0-9]+(?:-[a-z0-9]+)*", what="a name in lower case with hyphens")
LEVELS = ("proved", "declared", "lossy")
LEVEL = Choice(LEVELS, "level")
LOSS = Choice(("blank", "marker", "text"), "kind of loss")
SELECTION = ListOf(Text(r"[\w*:-]+", what="a rule, a pattern, editor:NAME or level:NAME"), single=True)
GLOBS = ListOf(Text(), single=True)
REGEX = Text(parse=re.compile, what="a regular expression")


def do_kind(external: tuple[str, ...] = ()) -> Kind:
    """The kind of ``do:``, with the names of Python actions that the file adds."""
    bare = tuple(a.name for a in ACTIONS.values() if a.argument is None or a.optional) + external
    argued = {a.name: Field(a.argument, a.why) for a in ACTIONS.values() if a.argument is not None}
    needy = tuple(a.name for a in ACTIONS.values() if a.argument is not None and not a.optional)
    alone = {
        a.name: Field(Alone(f"action {a.name!r}"), a.why) for a in ACTIONS.values() if a.argument is None
    }
    argued |= {name: Field(Anything(), "A Python action.") for name in external}
    return ListOf(
        Either(
            Bare(bare, "action", needy),
            Fields(argued | alone, "action", exactly_one=True, name="action"),
        ),
        single=True,
        least=1,
    )


WHEN = Fields(
    {
        "front-matter": Field(
            MapOf(Either(REGEX, Flag(), bool)),
            "Keys of the front matter: true, false, or a regular expression for the value.",
        ),
        "path": Field(GLOBS, "Path globs, one of which matches."),
        "source": Field(Choice(("markdown", "html"), "source"), "What the document is."),
        "to": Field(Choice(("markdown", "html"), "form"), "What it becomes."),
    },
    "condition",
)
EXAMPLE = Fields(
    {
        "in": Field(Text(), "Input.", required=True),
        "out": Field(Text(), "The same, normalized.", required=True),
        "source": Field(Choice(("markdown", "html"), "source"), "What the input is; markdown unless said."),
        "dialect": Field(Text(), "The one dialect in which this is the output; any unless said."),
        "to": Field(Choice(("markdown", "html"), "form"), "html: what this rule alone makes of the tree."),
    }
)


def rule_fields(external: tuple[str, ...] = ()) -> Fields:
    """The keys of one rule."""
    return Fields(
        {
            "id": Field(ID, "Names the offence: 'ignore ID' must read well.", required=True),
            "why": Field(Text(), "Why the rewrite is right.", required=True),
            "level": Field(
                LEVEL,
                "proved: renders equal; declared: differs exactly as said; lossy: opt-in.",
                required=True,
            ),
            "editors": Field(
                ListOf(Text(r"[a-z0-9-]+", what="an editor"), single=True),
                "Only in documents of these editors; 'any' for any editor, or HTML input.",
            ),
            "dialects": Field(ListOf(Text(), single=True), "Only when writing for these dialects."),
            "when": Field(WHEN, "Only in documents like this."),
            "match": Field(MATCH, "What the rule applies to.", required=True),
            "do": Field(do_kind(external), "Actions, in order.", required=True),
            "loses": Field(LOSS, "What visible text the rule may drop: blank (default), marker, text."),
            "opt-in": Field(Flag(), "Only when selected by name."),
            "options": Field(
                MapOf(Anything(), r"[a-z-]+", "option name"),
                "Values that '$name' in match and do stands for.",
            ),
            "examples": Field(ListOf(EXAMPLE, least=1), "What the rule does; run as tests.", required=True),
            "unchanged": Field(
                ListOf(Text(), least=1), "What the rule must leave alone; run as tests.", required=True
            ),
        },
        name="rule",
    )


EVIDENCE = Fields(
    {
        "has": Field(Text(), "Literal text, looked for first.", required=True),
        "pattern": Field(REGEX, "Regular expression that must match as well."),
        "at-least": Field(Number(1), "How often (default 1)."),
    }
)
EDITOR = Fields(
    {
        "name": Field(Text(), "Name for people.", required=True),
        "why": Field(Text(), "What it leaves behind."),
        "evidence": Field(
            ListOf(Either(Text(), EVIDENCE), least=1), "One of these proves it.", required=True
        ),
        "preset": Field(Flag(), "false: a habit of many editors, with no preset of its own."),
        "includes": Field(ListOf(Text(), single=True), "Other editors whose rules apply as well."),
    },
    name="editor",
)
SETTING = Fields(
    {
        "level": Field(LEVEL, "Another level."),
        "options": Field(MapOf(Anything()), "Other option values."),
    }
)
_SHARED: dict[str, Field] = {
    "select": Field(
        SELECTION, "The rules to use: names, globs, editor:NAME, level:NAME, default, all, none."
    ),
    "ignore": Field(SELECTION, "Rules not to use."),
    "extend-select": Field(SELECTION, "Rules to use besides those."),
    "settings": Field(MapOf(SETTING), "Level and options per rule."),
    "dialect": Field(Text(), "The Markdown dialect to write."),
    "policy": Field(
        Either(Text(), MapOf(Anything())),
        "The sanitizer's policy: author, strict, or changes to the one that extends names.",
    ),
    "assume": Field(
        ListOf(Text(), single=True), "Editors that wrote these documents, whatever the evidence."
    ),
}
PRESET = Fields({"why": Field(Text(), "What it is for."), **_SHARED})
OVERRIDE = Fields({"files": Field(GLOBS, "Path globs.", required=True), **_SHARED})


def file_fields(external: tuple[str, ...] = ()) -> Fields:
    """The keys of a rules file."""
    return Fields(
        {
            "$schema": Field(Text(), "Ignored; for text editors."),
            "required-version": Field(
                Text(r"\s*(?:[<>=!~]{1,2}\s*\d[\w.]*\s*,?\s*)+", what="a version range such as >=0.1,<2"),
                "Versions of normalizer that can read this.",
            ),
            "extends": Field(GLOBS, "preset:NAME or paths of files whose rules and settings come first."),
            "defaults": Field(Flag(), "false: without the shipped rules."),
            "actions": Field(
                MapOf(Text(r"[\w.]+:\w+", what="module:function"), r"[a-z][a-z0-9-]*", "action name"),
                "Python actions; loaded only when allowed on the command line.",
            ),
            **_SHARED,
            "overrides": Field(ListOf(OVERRIDE), "Other settings for some files; later ones win."),
            "dialects": Field(
                MapOf(Anything(), r"[a-z0-9-]+", "dialect name"),
                "Dialects of your own: extends, and the fields that differ.",
            ),
            "editors": Field(MapOf(EDITOR, r"[a-z0-9-]+", "editor name"), "Editors and their evidence."),
            "presets": Field(MapOf(PRESET, r"[a-z0-9-]+", "preset name"), "Named settings."),
            "own-rules-before": Field(
                ID, "Rules of files that stand on this one go before this rule; left out: after all."
            ),
            "rules": Field(ListOf(rule_fields(external)), "Rules, applied in this order."),
        }
    )


KEYS = frozenset(file_fields().fields)


def json_schema() -> Schema:
    """The whole language as JSON Schema (draft 2020-12)."""
    action: Any = Fields(
        {a.name: Field(a.argument, a.why) for a in ACTIONS.values() if a.argument is not None},
        exactly_one=True,
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "normalizer rules",
        **file_fields().definition(),
        "$defs": {
            "rule": rule_fields().definition(),
            "match": MATCH.definition(),
            "nested": NESTED.definition(),
            "action": action.definition(),
            "editor": EDITOR.definition(),
        },
    }
