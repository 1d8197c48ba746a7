"""Python functions as actions: for what data cannot say, and only where the user asked for it."""

from __future__ import annotations

import importlib
import importlib.util
import stat
from pathlib import Path

from normalizer.errors import RulesError
from normalizer.rules.actions import ACTIONS, Action


def load_actions(rules_file: Path, wanted: dict[str, str]) -> dict[str, Action]:
    """Import ``{action: "module:function"}``.

    Raises RulesError when one cannot be imported, or lies in a directory that other users can write to.
    """
    loaded: dict[str, Action] = {}
    problems: list[str] = []
    for name, target in wanted.items():
        try:
            loaded[name] = _load(name, target)
        except (ImportError, AttributeError, TypeError, ValueError) as error:
            problems.append(f"{rules_file}: action {name!r}: {error}")
    if problems:
        raise RulesError(problems)
    return loaded


def _load(name: str, target: str) -> Action:
    if name in ACTIONS:
        raise ValueError("is the name of a built-in action")
    module_name, _, function_name = target.partition(":")
    spec = importlib.util.find_spec(module_name)
    if spec is None:
        raise ImportError(f"no module {module_name!r}")
    if spec.origin and _writable_by_others(Path(spec.origin)):
        raise ImportError(f"{spec.origin} can be changed by other users of this machine")
    function = getattr(importlib.import_module(module_name), function_name)
    if not callable(function):
        raise TypeError(f"{target} is not a function")
    return Action(name, function, None, "blank", (function.__doc__ or "").strip(), optional=True)


def _writable_by_others(path: Path) -> bool:
    return any(one.exists() and one.stat().st_mode & stat.S_IWOTH for one in (path, path.parent))
