"""Which rules govern a file: what was asked for, else the nearest rules file, else the shipped rules."""

from __future__ import annotations

import os
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from normalizer.commands import quick
from normalizer.dialects import site
from normalizer.errors import RulesError
from normalizer.values import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from normalizer.commands.settings import Settings
    from normalizer.rules.ruleset import RuleSet


def rules_file(path: str) -> str:
    """The rules file that governs ``path`` by its place, or ``""``."""
    return _nearest(os.path.dirname(os.path.abspath(path)))


@cache
def _nearest(folder: str) -> str:
    inside = os.path.join(folder, "x.md")
    if not quick.rules_above(inside):
        return ""
    from normalizer.rules import ruleset as rules

    found = rules.find(inside)
    return str(found) if found else ""


@frozen
class Governed:
    """How one file is to be rewritten; ``rules`` is None for the shipped rules, whole."""

    rules: RuleSet | None
    dialect: str
    policy: str | Mapping[str, Any]
    origin: str
    """Where the dialect comes from, for ``--show-settings``."""


def governed(path: str, settings: Settings) -> Governed:
    """Bring together what the command line, the rules file and the site say about a file, in this order."""
    rules = rule_set(rules_name(path, settings), settings)
    said = (rules.for_path(place(path, settings)) if path else rules).settings if rules else {}
    policy = settings.policy or said.get("policy", "author")
    if settings.dialect:
        return Governed(rules, settings.dialect, policy, "--dialect")
    if said.get("dialect"):
        return Governed(rules, str(said["dialect"]), policy, "rules")
    if path and (found := site.detect_dialect(path)):
        return Governed(rules, found, policy, site.settings_file(path))
    return Governed(rules, "portable", policy, "default")


def rules_name(path: str, settings: Settings) -> str:
    """The rules file or preset for a file; ``""`` means the shipped rules."""
    return settings.rules or (rules_file(path) if path else "")


def place(path: str, settings: Settings) -> str:
    """The path as patterns in a rules file mean it: from its folder, wherever the command is run."""
    name = "" if settings.rules else rules_file(path)
    if not name:
        return path
    inside = os.path.relpath(os.path.realpath(path), os.path.dirname(os.path.realpath(name)))
    return path if inside.startswith(os.pardir) else inside


@lru_cache(maxsize=64)
def rule_set(name: str, settings: Settings) -> RuleSet | None:
    """Load the rules called ``name`` (a file, a preset), narrowed by ``--select`` and ``--ignore``.

    None stands for the shipped rules, whole. Raises RulesError.
    """
    if not (name or settings.select or settings.ignore):
        return None
    from normalizer.rules import ruleset as rules

    if name and settings.python_actions and os.path.exists(name):
        loaded = rules.RuleSet.load(name, python_actions=True)
    else:
        loaded = rules.resolve(name or None)
    narrowing = {"select": settings.select, "ignore": settings.ignore}
    for option, words in narrowing.items():
        for word in words:
            if not any(rules.is_chosen(rule, word) for rule in loaded.rules) and word not in _WORDS:
                from difflib import get_close_matches

                near = get_close_matches(word, [rule.id for rule in loaded.rules], 1)
                hint = f"; did you mean {near[0]!r}?" if near else "; `normalizer rules` lists them"
                raise RulesError([f"--{option}: no rule {word!r}{hint}"])
    return loaded.with_settings({key: list(words) for key, words in narrowing.items() if words})


_WORDS = frozenset(("all", "default", "none"))


def check_all(files: Iterable[str], settings: Settings) -> None:
    """Load every rules file that the run will need, so that a broken one is told before anything is written."""
    for name in sorted({rules_name(path, settings) for path in files} or {settings.rules}):
        rule_set(name, settings)


def any_own_rules(files: Iterable[str], settings: Settings) -> bool:
    """Whether a rules file of somebody's own brings rules along, not only settings."""
    sets = (rule_set(name, settings) for name in {rules_name(path, settings) for path in files})
    return any("examples" in rule.data for rules in sets if rules is not None for rule in rules.rules)


def fingerprint(path: str, settings: Settings) -> str:
    """Everything but the content and the code that decides what a file becomes: part of a cache key."""
    found = governed(path, settings)
    own = ""
    if found.rules is not None:
        # Overrides and conditions may look at the path.
        own = f"{_digest(rules_name(path, settings), settings)}\0{os.path.abspath(path)}"
    return "\0".join((own, found.dialect, str(found.policy)))


@lru_cache(maxsize=64)
def _digest(name: str, settings: Settings) -> str:
    """A digest of all that a rule set says, whatever files it was read from."""
    from hashlib import blake2b

    rules = rule_set(name, settings)
    if rules is None:
        return ""
    said = (rules.rules, rules.settings, rules.overrides, rules.presets, rules.dialects)
    digest = blake2b(repr(said).encode("utf-8", "surrogatepass"), digest_size=16)
    for editor in rules.editors:
        marks = [(mark.has, mark.pattern and mark.pattern.pattern, mark.least) for mark in editor.evidence]
        digest.update(repr((editor.id, editor.includes, marks)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
