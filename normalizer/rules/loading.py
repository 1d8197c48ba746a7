"""From a rules file on disk to a RuleSet: read it, report every mistake in it, join what it extends."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING, Any

from normalizer.errors import RulesError
from normalizer.rules import check
from normalizer.rules.keys import KEYS, file_fields
from normalizer.rules.naming import Names, check_tables
from normalizer.rules.nodes import Node, Problems, near
from normalizer.rules.ruleset import RuleSet, from_data, shipped
from normalizer.rules.selection import Data, Rule, merge_settings
from normalizer.rules.tomlfile import read_toml
from normalizer.rules.yamlfile import read
from normalizer.values import frozen, replace

if TYPE_CHECKING:
    from pathlib import Path

LIMIT_EXTENDS = 20


def load(path: Path, *, python_actions: bool = False) -> RuleSet:
    """Return the rule set of the file ``path``; raises RulesError with every mistake found."""
    return _load(path, (), python_actions)


def _load(path: Path, chain: tuple[Path, ...], python_actions: bool) -> RuleSet:
    place = path.resolve()
    if place in chain or len(chain) > LIMIT_EXTENDS:
        raise RulesError([f"{path}: extends itself: {' > '.join(one.name for one in (*chain, place))}"])
    problems = Problems(str(path))
    node = _parsed(path, problems) or Node({}, 1, 1)
    data = check_node(node, problems)
    base = _Below(path, (*chain, place), python_actions, problems).base(node)
    Names(base, node, problems).check()
    if problems.found or problems.elsewhere:
        raise RulesError(problems.lines())
    actions = _python_actions(path, data.get("actions", {}), python_actions)
    return replace(join(base, data, str(path)), actions={**base.actions, **actions})


def checked(path: Path, problems: Problems) -> Data:
    """Read one file and return its plain data; mistakes go to ``problems``."""
    return check_node(_parsed(path, problems), problems)


def _parsed(path: Path, problems: Problems) -> Node | None:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise RulesError([f"{path}: {error.strerror or error}"]) from error
    except UnicodeDecodeError as error:
        raise RulesError([f"{path}: not UTF-8 at byte {error.start}"]) from error
    return read_toml(text, problems) if path.name == "pyproject.toml" else read(text, problems)


def check_node(node: Node | None, problems: Problems) -> Data:
    """Check the tree of one file against the language and return its plain data."""
    if node is None or node.value in (None, {}):
        return {}
    if not isinstance(node.value, dict):
        problems.add(node, "a rules file is a mapping of keys such as 'rules:' and 'ignore:'")
        return {}
    if not KEYS & node.value.keys():
        problems.add(
            node, f"not a rules file of normalizer: it has none of the keys {', '.join(sorted(KEYS))}"
        )
        return {}
    external = node.value.get("actions")
    names = tuple(external.value) if external and isinstance(external.value, dict) else ()
    file_fields(names).check(check.with_options(node), problems)
    check.check_rules(node, names, problems)
    check_tables(node, problems)
    data: Any = node.plain()
    return {} if problems.found else data


@frozen
class _Below:
    """What a file stands on: the shipped rules, then all it extends, in order."""

    path: Path
    chain: tuple[Path, ...]
    python_actions: bool
    problems: Problems

    def base(self, node: Node) -> RuleSet:
        defaults, version, extends = (node.child(key) for key in ("defaults", "required-version", "extends"))
        base = from_data({}, "") if defaults is not None and defaults.value is False else shipped()
        if version is not None and isinstance(version.value, str):
            _check_version(version, version.value, self.problems)
        for name in extends.listed() if extends is not None else ():
            if isinstance(name.value, str):
                base = self._with(base, name, name.value)
        return base

    def _with(self, base: RuleSet, node: Node, name: str) -> RuleSet:
        if not name.startswith("preset:"):
            return self._with_file(base, node, name)
        presets = {**shipped().presets, **base.presets}
        if name[7:] in presets:
            return base.with_settings(presets[name[7:]])
        hint = near(name[7:], presets) or f"; known: {', '.join(sorted(presets))}"
        self.problems.add(node, f"unknown preset {name[7:]!r}{hint}")
        return base

    def _with_file(self, base: RuleSet, node: Node, name: str) -> RuleSet:
        place = self.path.parent / name
        if not place.is_file():
            self.problems.add(node, f"no such file: {name} (a shipped preset is called preset:NAME)")
            return base
        try:
            return _stack(base, _load(place, self.chain, self.python_actions))
        except RulesError as error:
            self.problems.elsewhere.extend(error.problems)
            return base


def _stack(base: RuleSet, more: RuleSet) -> RuleSet:
    """Put an extended file on top of what came before it."""
    return replace(
        more,
        rules=join_rules(base, more.rules),
        settings=merge_settings(base.settings, more.settings),
        own_rules_before=base.own_rules_before,
        overrides=base.overrides + more.overrides,
        actions={**base.actions, **more.actions},
        _cache={},
    )


def join_rules(base: RuleSet, more: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Rules of the same name replace, in their place; new ones stand before the rule that ``base`` names.

    What is a style and what is code is settled before it, so that a rule sees what was meant; what the
    shipped rules after it would clear away (classes, styles, boxes) is still there.
    """
    own = {rule.id: rule for rule in more}
    kept = [own.pop(rule.id, rule) for rule in base.rules]
    at = next((n for n, rule in enumerate(kept) if rule.id == base.own_rules_before), len(kept))
    return (*kept[:at], *own.values(), *kept[at:])


def join(base: RuleSet, data: Data, name: str) -> RuleSet:
    """Put the data of one checked file on top of ``base``; its names are checked already."""
    own = from_data(data, name)
    editors = {editor.id: editor for editor in (*base.editors, *own.editors)}
    return replace(
        base,
        rules=join_rules(base, own.rules),
        editors=tuple(editors.values()),
        presets={**base.presets, **own.presets},
        dialects={**base.dialects, **own.dialects},
        settings=merge_settings(base.settings, own.settings),
        overrides=base.overrides + own.overrides,
        name=name,
        _cache={},
    )


def _check_version(node: Node, wanted: str, problems: Problems) -> None:
    try:
        here = metadata.version("html-normalizer")
    except metadata.PackageNotFoundError:
        return
    if not check.version_fits(here, wanted):
        problems.add(node, f"needs normalizer {wanted}; this is {here}")


def _python_actions(path: Path, wanted: dict[str, str], allowed: bool) -> dict[str, Any]:
    if not wanted:
        return {}
    if not allowed:
        names = ", ".join(wanted.values())
        raise RulesError(
            [f"{path}: Python actions ({names}) are loaded only when you allow it: --python-actions"]
        )
    from normalizer.rules.pyactions import load_actions

    return load_actions(path, wanted)
