"""``--show-files`` and ``--show-settings``: what a run would look at, and how."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from normalizer import cache, site
from normalizer.commands import governing, session
from normalizer.commands.settings import Settings
from normalizer.commands.work import target_kind

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Print one line or one paragraph per file."""
    settings = Settings.of(arguments, "report")
    stdin = session.reads_stdin(arguments)
    names = [arguments.stdin_filename or "-"] if stdin else []
    found = None if stdin else session.files_of(arguments)
    for path in names if found is None else found.files:
        print(path if arguments.show_files else _settings(path, settings))
    return session.FAILED if found and found.problems else session.OK


def _settings(path: str, settings: Settings) -> str:
    detected = site.detect_dialect(path)
    dialect = (
        settings.dialect
        or detected
        or governing.dialect_of(governing.rule_set(_rules(path, settings), (), ()))
    )
    origin = "--dialect" if settings.dialect else site.settings_file(path) if detected else "rules or default"
    lines = {
        "rules": _rules(path, settings) or "the shipped rules",
        "select": ", ".join(settings.select) or "all",
        "ignore": ", ".join(settings.ignore) or "none",
        "dialect": f"{dialect} ({origin})",
        "policy": settings.policy,
        "to": target_kind(path, settings),
        "encoding": settings.encoding or "UTF-8, or as the byte-order mark says",
        "cache": cache.folder_for(path) if settings.cache else "off",
    }
    return f"{path}\n" + "".join(f"  {name:<9} {value}\n" for name, value in lines.items()).rstrip(os.linesep)


def _rules(path: str, settings: Settings) -> str:
    return settings.rules or governing.rules_file(path)
