"""One rule as people write it, and which rules a setting, a document or a path means."""

from __future__ import annotations

import fnmatch
import re
from typing import TYPE_CHECKING, Any

from normalizer.values import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from normalizer.model import Level

Data = dict[str, Any]


@frozen
class Rule:
    """One rule; ``data`` is its checked item of the rules file, ``do`` a list of {action: argument}."""

    id: str
    level: Level
    editors: tuple[str, ...]
    dialects: tuple[str, ...]
    opt_in: bool
    data: Data

    @classmethod
    def from_data(cls, data: Data) -> Rule:
        """Make a rule of a checked item."""
        do = [item if isinstance(item, dict) else {item: None} for item in listed(data["do"])]
        return cls(
            data["id"],
            data["level"],
            tuple(listed(data.get("editors", []))),
            tuple(listed(data.get("dialects", []))),
            bool(data.get("opt-in")) or data["level"] == "lossy",
            {**data, "do": do},
        )


def listed(value: Any) -> list[Any]:
    """One or many, as many."""
    return value if isinstance(value, list) else [value]


def merge_settings(base: Data, more: Data) -> Data:
    """Put ``more`` on top of ``base``: ``select`` replaces, the other lists and mappings grow."""
    merged = dict(base)
    for key in ("ignore", "extend-select", "assume"):
        if key in more:
            merged[key] = [*merged.get(key, []), *listed(more[key])]
    for key in ("dialect", "policy"):
        if key in more:
            merged[key] = more[key]
    if "select" in more:
        merged["select"] = listed(more["select"])
        merged.pop("extend-select", None) if "extend-select" not in more else None
    if "settings" in more:
        merged["settings"] = {**merged.get("settings", {}), **more["settings"]}
    return merged


def substitute(value: Any, options: Mapping[str, Any]) -> Any:
    """Put option values in the place of ``$name``."""
    if not options:
        return value
    if isinstance(value, dict):
        return {key: substitute(item, options) for key, item in value.items()}
    if isinstance(value, list):
        return [substitute(item, options) for item in value]
    if isinstance(value, str) and value[:1] == "$" and value[1:] in options:
        return options[value[1:]]
    return value


def chosen(rule: Rule, selection: list[str]) -> bool:
    """Whether one of the words means ``rule``."""
    return any(is_chosen(rule, word) for word in selection)


def is_chosen(rule: Rule, word: str) -> bool:
    """Whether the selection word ``word`` means ``rule``."""
    if word in ("all", "default", "none"):
        return word == "all" or (word == "default" and not rule.opt_in)
    kind, _, name = word.partition(":")
    if kind == "editor" and name:
        return name in rule.editors and not rule.opt_in
    if kind == "level" and name:
        return rule.level == name and not bool(rule.data.get("opt-in"))
    return fnmatch.fnmatchcase(rule.id, word) if "*" in word else rule.id == word


def concerns(rule: Rule, dialect: str, editors: tuple[str, ...]) -> bool:
    """Whether ``rule`` has a say in documents of these editors, written for this dialect."""
    if rule.dialects and dialect not in rule.dialects:
        return False
    return (
        not rule.editors
        or ("any" in rule.editors and bool(editors))
        or any(e in rule.editors for e in editors)
    )


def holds_when(when: Data | None, path: str, metadata: Mapping[str, Any], source: str, to: str) -> bool:
    """Whether the document fulfils the ``when:`` of a rule."""
    if not when:
        return True
    if when.get("source", source) != source or when.get("to", to) != to:
        return False
    if "path" in when and not matches_path(path, listed(when["path"])):
        return False
    return all(_has(metadata, key, wanted) for key, wanted in when.get("front-matter", {}).items())


def _has(metadata: Mapping[str, Any], key: str, wanted: Any) -> bool:
    if isinstance(wanted, bool):
        return bool(metadata.get(key)) is wanted
    values = listed(metadata.get(key)) if key in metadata else []
    return any(re.fullmatch(wanted, str(value)) for value in values)


def matches_path(path: str, globs: list[str]) -> bool:
    """Whether one of ``globs`` means ``path``; one without a slash means the file name."""
    posix = path.replace("\\", "/")
    name = posix.rpartition("/")[2]
    return any(
        _glob(pattern, posix) if "/" in pattern else fnmatch.fnmatchcase(name, pattern) for pattern in globs
    )


def _glob(pattern: str, path: str) -> bool:
    return fnmatch.fnmatchcase(path, pattern) or fnmatch.fnmatchcase(path, "*/" + pattern.removeprefix("./"))
