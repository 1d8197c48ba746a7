"""From a rules file on disk to a RuleSet: read it, report every mistake in it, join what it extends."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from importlib import metadata
from typing import TYPE_CHECKING, Any

from normalizer import rulecheck
from normalizer.errors import RulesError
from normalizer.rulefile import read
from normalizer.rulekeys import KEYS, file_fields
from normalizer.rulenodes import Node, Problems, located
from normalizer.rules import RuleSet, from_data, shipped
from normalizer.ruleselect import Data, Rule, merge_settings

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
    data = checked(path, problems)
    base = _base(data, path, (*chain, place), python_actions, problems)
    if problems.found:
        raise RulesError(problems.lines())
    actions = _python_actions(path, data.get("actions", {}), python_actions)
    return replace(join(base, data, str(path)), actions={**base.actions, **actions})


def checked(path: Path, problems: Problems) -> Data:
    """Read one file and return its plain data; mistakes go to ``problems``."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise RulesError([f"{path}: {error.strerror or error}"]) from error
    except UnicodeDecodeError as error:
        raise RulesError([f"{path}: not UTF-8 at byte {error.start}"]) from error
    node = _from_toml(text, problems) if path.name == "pyproject.toml" else read(text, problems)
    return check_node(node, problems)


def check_node(node: Node | None, problems: Problems) -> Data:
    """Check the tree of one file against the language and return its plain data."""
    if node is None or node.value is None:
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
    file_fields(names).check(rulecheck.with_options(node), problems)
    if not problems.found:
        rulecheck.check_rules(node, problems)
    data: Any = node.plain()
    return {} if problems.found else data


def _from_toml(text: str, problems: Problems) -> Node | None:
    try:
        table: Any = tomllib.loads(text).get("tool", {}).get("normalizer")
    except tomllib.TOMLDecodeError as error:
        problems.add(None, f"not TOML: {error}")
        return None
    if table is None:
        problems.add(None, "has no [tool.normalizer]")
        return None
    line = text[: max(text.find("[tool.normalizer"), 0)].count("\n") + 1
    return located(table, line)


def _base(
    data: Data, path: Path, chain: tuple[Path, ...], python_actions: bool, problems: Problems
) -> RuleSet:
    """The rule set below this file: the shipped rules, then all it extends, in order."""
    base = shipped() if data.get("defaults", True) else from_data({}, "")
    _check_version(data.get("required-version", ""), problems)
    extends = data.get("extends", [])
    for name in extends if isinstance(extends, list) else [extends]:
        if name.startswith("preset:"):
            settings = base.presets.get(name[7:]) or shipped().presets.get(name[7:])
            if settings is None:
                problems.add(None, f"unknown preset {name!r}; known: {', '.join(sorted(shipped().presets))}")
            else:
                base = base.with_settings(settings)
        else:
            base = _stack(base, _load(path.parent / name, chain, python_actions))
    return base


def _stack(base: RuleSet, more: RuleSet) -> RuleSet:
    """Put an extended file on top of what came before it."""
    return replace(
        more,
        rules=join_rules(base.rules, more.rules),
        settings=merge_settings(base.settings, more.settings),
        overrides=base.overrides + more.overrides,
        actions={**base.actions, **more.actions},
        _cache={},
    )


def join_rules(base: tuple[Rule, ...], more: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Rules of the same name replace, in their place; new ones follow."""
    by_id = {rule.id: rule for rule in base}
    by_id |= {rule.id: rule for rule in more}
    return tuple(by_id.values())


def join(base: RuleSet, data: Data, name: str) -> RuleSet:
    """Put the data of one checked file on top of ``base``; raises RulesError for names that mean nothing."""
    own = from_data(data, name)
    editors = {editor.id: editor for editor in (*base.editors, *own.editors)}
    joined = replace(
        base,
        rules=join_rules(base.rules, own.rules),
        editors=tuple(editors.values()),
        presets={**base.presets, **own.presets},
        dialects={**base.dialects, **own.dialects},
        policy=own.policy if own.policy is not None else base.policy,
        settings=merge_settings(base.settings, own.settings),
        overrides=base.overrides + own.overrides,
        name=name,
        _cache={},
    )
    problems = rulecheck.check_names(joined, data)
    if problems:
        raise RulesError([f"{name}: {problem}" for problem in problems])
    return joined


def _check_version(wanted: str, problems: Problems) -> None:
    if not wanted:
        return
    try:
        here = metadata.version("html-normalizer")
    except metadata.PackageNotFoundError:
        return
    if not rulecheck.version_fits(here, wanted):
        problems.add(None, f"needs normalizer {wanted}; this is {here}")


def _python_actions(path: Path, wanted: dict[str, str], allowed: bool) -> dict[str, Any]:
    if not wanted:
        return {}
    if not allowed:
        names = ", ".join(wanted.values())
        raise RulesError(
            [f"{path}: Python actions ({names}) are loaded only when you allow it: --python-actions"]
        )
    from normalizer.pyactions import load_actions

    return load_actions(path, wanted)
