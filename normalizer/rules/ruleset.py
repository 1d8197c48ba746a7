"""Rules as people write them, which of them concern a document, and the compiled form the engine applies."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from normalizer.errors import RulesError
from normalizer.policy import floor_names
from normalizer.rules import editors as editors_
from normalizer.rules.selection import (
    Data,
    Rule,
    chosen,
    concerns,
    holds_when,
    is_chosen,
    listed,
    matches_path,
    merge_settings,
    substitute,
)
from normalizer.source.suppress import ALL
from normalizer.values import field, frozen, replace

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from normalizer.rules.actions import Action
    from normalizer.rules.engine import Compiled
    from normalizer.rules.performing import CompiledRule
    from normalizer.rules.style_match import StyleContext

_REMEMBERED = 256
"""Combinations of dialect, editors and colours that a rule set is kept compiled for."""

__all__ = [
    "Data",
    "Rule",
    "RuleSet",
    "explain",
    "find",
    "is_chosen",
    "listing",
    "resolve",
    "shipped",
    "starting_file",
]


@frozen
class RuleSet:
    """All that a rules file says, with what it extends; immutable."""

    rules: tuple[Rule, ...]
    editors: tuple[editors_.Editor, ...]
    presets: Mapping[str, Data]
    dialects: Mapping[str, Any]
    settings: Data
    """select, ignore, extend-select, settings, dialect, policy, assume: lists joined over files."""
    overrides: tuple[Data, ...] = ()
    actions: Mapping[str, Action] = field(default_factory=dict)
    name: str = ""
    own_rules_before: str = ""
    """The rule before which the rules of files that stand on these go; none: after all."""
    _cache: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    @staticmethod
    def load(path: str | Path, *, python_actions: bool = False) -> RuleSet:
        """Read a rules file with all that it extends.

        Raises RulesError with every mistake in it. Python actions are imported only on request.
        """
        import pathlib

        from normalizer.rules import loading

        return loading.load(pathlib.Path(path), python_actions=python_actions)

    def with_settings(self, settings: Data, name: str = "") -> RuleSet:
        """The same rules with ``settings`` (those of a preset, or of an override) on top."""
        return replace(
            self, settings=merge_settings(self.settings, settings), name=name or self.name, _cache={}
        )

    def assuming(self, *editors: str) -> RuleSet:
        """The same rules for documents that are known to come from ``editors``."""
        return self.with_settings({"assume": list(editors)})

    def for_path(self, path: str) -> RuleSet:
        """The rules for the file ``path``: overrides whose globs match it, later ones on top."""
        matching = self._matching(path)
        if not matching:
            return self
        if matching not in self._cache:
            ruleset = replace(self, overrides=(), _cache={})
            for i in matching:
                ruleset = ruleset.with_settings(self.overrides[i])
            self._cache[matching] = ruleset
        return cast("RuleSet", self._cache[matching])

    def overrides_for(self, path: str) -> tuple[Data, ...]:
        """The overrides that hold for the file ``path``, in the order in which they come on top."""
        return tuple(self.overrides[i] for i in self._matching(path))

    def _matching(self, path: str) -> tuple[int, ...]:
        return tuple(i for i, item in enumerate(self.overrides) if matches_path(path, listed(item["files"])))

    def selected(self) -> tuple[Rule, ...]:
        """The rules that the settings select, in file order."""
        wanted = self.settings.get("select", ["default"])
        more, less = self.settings.get("extend-select", []), self.settings.get("ignore", [])
        return tuple(
            rule
            for rule in self.rules
            if (chosen(rule, wanted) or chosen(rule, more)) and not chosen(rule, less)
        )

    def names(self) -> frozenset[str]:
        """What comments in documents may name."""
        if "names" not in self._cache:
            self._cache["names"] = frozenset((ALL, *(rule.id for rule in self.rules), *floor_names.WORDS))
        return cast("frozenset[str]", self._cache["names"])

    def asks_for_comments(self) -> bool:
        """Whether a rule beside the shipped ones may match comments."""
        if "comments" not in self._cache:
            asking = (rule for rule in self.rules if "comment" in repr(rule.data["match"]))
            self._cache["comments"] = any(rule not in shipped().rules for rule in asking)
        return cast("bool", self._cache["comments"])

    def detect(self, text: str, *, source: str = "markdown") -> tuple[str, ...]:
        """The editors whose marks are in ``text``, and those that the settings assume."""
        found = editors_.detect(text, self.editors) + tuple(self.settings.get("assume", ()))
        return tuple(dict.fromkeys(found + (("html",) if source == "html" else ())))

    def compile(
        self,
        *,
        dialect: str = "portable",
        path: str = "",
        metadata: Mapping[str, Any] | None = None,
        text: str = "",
        source: str = "markdown",
        to: str = "markdown",
    ) -> Compiled:
        """Compile the rules that concern one document; repeated calls for alike documents are cheap.

        ``text`` is the whole document: editors and its base colour are read from it.
        """
        from normalizer.rules.style_match import StyleContext

        ruleset = self.for_path(path) if path else self
        editors = ruleset.detect(text, source=source)
        known = StyleContext(*editors_.context_of(text)) if editors else StyleContext()
        concerned = tuple(
            i
            for i, when in ruleset._concerned(dialect, editors)
            if when is None or holds_when(when, path, metadata or {}, source, to)
        )
        key = (dialect, editors, known, concerned)
        if key not in ruleset._cache:
            if len(ruleset._cache) > _REMEMBERED:
                ruleset._cache.clear()
            ruleset._cache[key] = ruleset._compile(concerned, dialect, editors, known)
        return cast("Compiled", ruleset._cache[key])

    def _selected(self) -> tuple[Rule, ...]:
        if "selected" not in self._cache:
            self._cache["selected"] = self.selected()
        return cast("tuple[Rule, ...]", self._cache["selected"])

    def _concerned(self, dialect: str, editors: tuple[str, ...]) -> tuple[tuple[int, Data | None], ...]:
        """The numbers of the rules for these editors and this dialect, each with its ``when:``."""
        key = ("concerned", dialect, editors)
        if key not in self._cache:
            self._cache[key] = tuple(
                (i, rule.data.get("when") or None)
                for i, rule in enumerate(self._selected())
                if concerns(rule, dialect, editors)
            )
        return cast("tuple[tuple[int, Data | None], ...]", self._cache[key])

    def _compile(
        self, concerned: tuple[int, ...], dialect: str, editors: tuple[str, ...], document: StyleContext
    ) -> Compiled:
        from normalizer.rules.engine import Compiled

        rules = self._selected()
        known = self._cache.setdefault("rules", {})
        found = []
        for i in concerned:
            rule = known.get((i, None)) or known.get((i, document))
            if rule is None:
                rule = self._compile_rule(rules[i], document)
                # Most rules ask nothing of the document as a whole, and are the same for every one.
                known[i, document if _asks_for_document(rules[i]) else None] = rule
            found.append(rule)
        return Compiled.of(tuple(found), dialect, editors)

    def _compile_rule(self, rule: Rule, document: StyleContext) -> CompiledRule:
        from normalizer.rules.match import compile_match
        from normalizer.rules.performing import CompiledRule, bind

        setting = self.settings.get("settings", {}).get(rule.id, {})
        options = {**rule.data.get("options", {}), **setting.get("options", {})}
        match, do = substitute(rule.data["match"], options), substitute(rule.data["do"], options)
        loses = rule.data.get("loses", "blank")
        matcher = compile_match(match, document)
        return CompiledRule(
            rule.id, setting.get("level", rule.level), loses, matcher, bind(do, dict(self.actions))
        )


def _asks_for_document(rule: Rule) -> bool:
    """Whether what the rule matches, or an option of it, may depend on the document's colours and links."""
    said = repr(rule.data["match"])
    return "chromatic" in said or "neutral" in said or "'linked'" in said or "$" in said


@lru_cache(maxsize=1)
def shipped() -> RuleSet:
    """The rules that come with this package, read from generated Python: no YAML at start."""
    from normalizer.rules._defaults import DATA

    return from_data(DATA, "normalizer")


def from_data(data: Data, name: str) -> RuleSet:
    """Make a rule set of the plain data of one checked file."""
    return RuleSet(
        rules=tuple(map(Rule.from_data, data.get("rules", []))),
        editors=editors_.compile_editors(data.get("editors", {})),
        presets={**_editor_presets(data.get("editors", {})), **data.get("presets", {})},
        dialects=data.get("dialects", {}),
        settings=merge_settings({}, data),
        overrides=tuple(data.get("overrides", [])),
        name=name,
        own_rules_before=data.get("own-rules-before", ""),
    )


def _editor_presets(editors: Data) -> Data:
    """Every editor is a preset of its own: its documents, whatever their marks."""
    return {
        name: {"why": f"Documents from {editor['name']}", "assume": [name]}
        for name, editor in editors.items()
        if editor.get("preset", True)
    }


def resolve(rules: str | Path | RuleSet | None) -> RuleSet:
    """Return the rule set that ``rules`` names: None (the defaults), a preset, a path, or a rule set.

    Raises RulesError for an unknown name or a file that does not load.
    """
    if isinstance(rules, RuleSet):
        return rules
    if rules is None or rules == "default":
        return shipped()
    name = str(rules).removeprefix("preset:")
    if isinstance(rules, str) and name in shipped().presets:
        return preset(name)
    if not isinstance(rules, str) or os.path.exists(rules) or re.search(r"[/\\.]", str(rules)):
        return RuleSet.load(rules)
    from normalizer.rules.nodes import near

    raise RulesError([f"unknown preset {rules!r}{near(name, shipped().presets)} (nor is it a file)"])


@lru_cache(maxsize=32)
def preset(name: str) -> RuleSet:
    """The shipped rules with the settings of a shipped preset."""
    return shipped().with_settings(shipped().presets[name], name)


def find(path: str | Path) -> Path | None:
    """Return the rules file that governs ``path``; see ``rulefind``."""
    import pathlib

    from normalizer.rules import find

    return find.find(pathlib.Path(path))


def listing(ruleset: RuleSet | None = None) -> str:
    """Return a table of the rules (the shipped ones, unless said): name, level, editors, number of examples."""
    from normalizer.rules import docs

    return docs.listing(ruleset or shipped())


def explain(rule: str, ruleset: RuleSet | None = None) -> str:
    """Return what a rule does, why, before and after; raises KeyError with a near name."""
    from normalizer.rules import docs

    return docs.explain(rule, ruleset or shipped())


def starting_file(editors: tuple[str, ...]) -> str:
    """Return a commented rules file for documents of these editors."""
    from normalizer.rules import docs

    return docs.starting_file(editors)
