"""Which rules govern a file: what was asked for, else the nearest rules file, else the shipped rules."""

from __future__ import annotations

import os
from functools import cache, lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from normalizer.commands import quick

if TYPE_CHECKING:
    from collections.abc import Iterable

    from normalizer.commands.settings import Settings
    from normalizer.rules import RuleSet


def rules_file(path: str) -> str:
    """The rules file that governs ``path`` by its place, or ``""``."""
    return _nearest(os.path.dirname(os.path.abspath(path)))


@cache
def _nearest(folder: str) -> str:
    inside = os.path.join(folder, "x.md")
    if not quick.rules_above(inside):
        return ""
    from normalizer import rules

    found = rules.find(inside)
    return str(found) if found else ""


@lru_cache(maxsize=64)
def rule_set(name: str, select: tuple[str, ...], ignore: tuple[str, ...]) -> RuleSet | None:
    """Load the rules called ``name`` (a file, a preset), narrowed by ``--select`` and ``--ignore``.

    None stands for the shipped rules, whole. Raises RulesError.
    """
    if not (name or select or ignore):
        return None
    from normalizer import rules

    loaded = rules.resolve(name or None)
    return loaded.narrowed(select=select, ignore=ignore) if select or ignore else loaded


def check_all(files: Iterable[str], settings: Settings) -> None:
    """Load every rules file that the run will need, so that a broken one is told before anything is written."""
    names = {settings.rules} if settings.rules else {rules_file(path) for path in files}
    for name in sorted(names):
        rule_set(name, settings.select, settings.ignore)


def fingerprint(path: str, settings: Settings) -> str:
    """Everything but the content and the code that decides what a file becomes: part of a cache key."""
    name = settings.rules or rules_file(path)
    own = f"{_digest(name)}\0{os.path.relpath(path, os.path.dirname(name) or '.')}" if name else ""
    return "\0".join((own, *settings.select, "", *settings.ignore))


@cache
def _digest(name: str) -> str:
    """The content of a rules file and of the rules files that it extends."""
    loaded = rule_set(name, (), ())
    parts = [name, *map(str, getattr(loaded, "sources", ()))]
    digest = blake2b(digest_size=16)
    for part in parts:
        digest.update(part.encode("utf-8", "surrogateescape"))
        if os.path.isfile(part):
            with open(part, "rb") as file:
                digest.update(file.read())
    return digest.hexdigest()


def dialect_of(rules: RuleSet | None) -> str:
    """The dialect that a rules file asks for, else ``portable``."""
    return str(getattr(rules, "dialect", "") or "portable")
