"""Names in a rules file that mean nothing: rules, editors, presets, dialects, policies and options that are not there."""

from __future__ import annotations

import fnmatch
import re
from typing import TYPE_CHECKING, Any

from normalizer.dialects import dialect as dialects
from normalizer.errors import RulesError
from normalizer.rules.check import rule_items
from normalizer.rules.keys import LEVELS, rule_fields
from normalizer.rules.nodes import Node, Plain, Problems, filled, located, near
from normalizer.values import field_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from normalizer.rules.ruleset import RuleSet
    from normalizer.rules.selection import Rule

_LEVELS = tuple(f"level:{name}" for name in LEVELS)
_ALWAYS = ("none", "all", "default")


class Names:
    """The names that a file may use: those of what is below it, and its own; the file may be full of mistakes."""

    def __init__(self, base: RuleSet, node: Node, problems: Problems) -> None:
        self.node = node
        self.problems = problems
        self.rules: dict[str, Rule] = {rule.id: rule for rule in base.rules}
        self.actions = tuple(base.actions) + tuple(name for name, _ in _entries(node, "actions"))
        own = [item.child("id") for item in rule_items(node)]
        self.ids = [*self.rules, *(str(one.value) for one in own if one is not None)]
        self.editors = {editor.id for editor in base.editors} | {
            name for name, _ in _entries(node, "editors")
        }
        self.dialects = (*dialects.NAMES, *base.dialects, *(name for name, _ in _entries(node, "dialects")))

    def check(self) -> None:
        """Report every name that means nothing, where it stands."""
        editors = self.editors | {"any", "html"}
        for item in rule_items(self.node):
            self._known("editor", _words(item, "editors"), editors)
            self._known("dialect", _words(item, "dialects"), self.dialects)
        self._known("rule", _words(self.node, "own-rules-before"), self.ids)
        for _, editor in _entries(self.node, "editors"):
            self._known("editor", _words(editor, "includes"), self.editors)
        presets = [preset for _, preset in _entries(self.node, "presets")]
        overrides = self.node.child("overrides")
        for layer in (self.node, *(overrides.listed() if overrides else ()), *presets):
            self._check_layer(layer)

    def _known(self, what: str, words: Iterable[Node], names: Iterable[str]) -> None:
        known = list(names)
        for word in words:
            if word.value not in known:
                hint = near(str(word.value), known) or f"; known: {', '.join(sorted(known))}"
                self.problems.add(word, f"unknown {what} {word.value!r}{hint}")

    def _check_layer(self, layer: Node) -> None:
        for key in ("select", "ignore", "extend-select"):
            for word in _words(layer, key):
                if not self._selects(str(word.value)):
                    known = [*self.ids, *(f"editor:{name}" for name in self.editors), *_LEVELS]
                    self.problems.add(word, f"no rule is called {word.value!r}{near(str(word.value), known)}")
        self._known("editor", _words(layer, "assume"), self.editors | {"any", "html"})
        self._known("dialect", _words(layer, "dialect"), self.dialects)
        self._known("policy", _words(layer, "policy"), ("author", "strict"))
        for name, setting in _entries(layer, "settings"):
            if name in self.ids:
                self._check_options(name, setting)
            else:
                place = layer.child("settings") or layer
                self.problems.add(place.key(name), f"unknown rule {name!r}{near(name, self.ids)}")

    def _selects(self, word: str) -> bool:
        kind, colon, name = word.partition(":")
        if colon:
            return name in {"editor": self.editors | {"any"}, "level": LEVELS}.get(kind, ())
        return word in _ALWAYS or any(
            fnmatch.fnmatchcase(one, word) if "*" in word else one == word for one in self.ids
        )

    def _check_options(self, name: str, setting: Node) -> None:
        """Check the values that a file sets for the options of a rule below it, where the rule uses them."""
        rule, options = self.rules.get(name), setting.child("options")
        if rule is None or options is None or not isinstance(options.value, dict):
            return
        known: dict[str, Any] = rule.data.get("options", {})
        for option, _ in options.entries():
            if option not in known:
                self.problems.add(
                    options.key(option), f"rule {name!r} has no option {option!r}{near(option, known)}"
                )
        here = (options.line, options.column)
        values = {key: located(value, *here) for key, value in known.items()} | options.value
        kinds = rule_fields(self.actions).fields
        found = Problems("")
        for key in ("match", "do"):
            plain: Any = _shortened(rule.data[key]) if key == "do" else rule.data[key]
            kinds[key].kind.check(filled(located(plain, *here), values), found)
        for line, column, message in found.found:
            self.problems.found.append((line, column, f"rule {name!r}: {message}"))


def check_tables(node: Node, problems: Problems) -> None:
    """Report what is wrong with the policies and dialects that the file describes, at the key where it stands."""
    overrides = node.child("overrides")
    presets = [preset for _, preset in _entries(node, "presets")]
    for layer in (node, *(overrides.listed() if overrides else ()), *presets):
        _check_policy(layer, problems)
    for name, dialect in _entries(node, "dialects"):
        place = node.child("dialects") or node
        if _check_fields(name, dialect, problems):
            continue
        try:
            dialects.Dialect.from_data(name, {"extends": "portable", **_mapping(dialect)}).check()
        except (ValueError, KeyError, TypeError, AttributeError, re.error) as error:
            problems.add(
                place.key(name), f"dialect {name!r}: {str(error).removeprefix(f'dialect {name!r}: ')}"
            )


def _check_fields(name: str, dialect: Node, problems: Problems) -> bool:
    """Report fields that no dialect has, and an unknown dialect that this one extends; whether there are any."""
    known = [one for one in field_names(dialects.Dialect) if one != "name"]
    before = len(problems.found)
    for key, value in dialect.entries():
        if key == "extends" and value.value not in dialects.NAMES:
            hint = near(str(value.value), dialects.NAMES) or f"; known: {', '.join(dialects.NAMES)}"
            problems.add(value, f"dialect {name!r}: unknown dialect {value.value!r}{hint}")
        elif key != "extends" and key.removeprefix("more_") not in known:
            problems.add(dialect.key(key), f"dialect {name!r}: unknown field {key!r}{near(key, known)}")
    return len(problems.found) > before


def _mapping(node: Node) -> Any:
    if not isinstance(node.value, dict):
        raise TypeError("expected a mapping")
    return node.plain()


def _check_policy(layer: Node, problems: Problems) -> None:
    from normalizer.policy.policies import Policy

    policy = layer.child("policy")
    for key, value in policy.entries() if policy is not None else ():
        try:
            Policy.from_data({key: value.plain()})
        except RulesError as error:
            for message in error.problems:
                problems.add(policy.key(key) if policy is not None else None, message)


def _shortened(do: list[Any]) -> Plain:
    """Actions without an argument as people write them."""
    return [next(iter(one)) if next(iter(one.values())) is None else one for one in do]


def _entries(node: Node, key: str) -> list[tuple[str, Node]]:
    found = node.child(key)
    return found.entries() if found is not None else []


def _words(node: Node, key: str) -> Iterator[Node]:
    """The texts under ``key``; anything else there has been reported already."""
    found = node.child(key)
    for one in found.listed() if found is not None else ():
        if isinstance(one.value, str):
            yield one
