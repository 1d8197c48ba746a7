"""``--show-files`` and ``--show-settings``: what a run would look at, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.commands import governing, session
from normalizer.commands.settings import Settings
from normalizer.commands.work import target_kind
from normalizer.disk import cache
from normalizer.report.diff import quoted
from normalizer.report.visible import visible

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Print one line or one paragraph per file."""
    settings = Settings.of(arguments, "report")
    stdin = session.reads_stdin(arguments)
    names = [arguments.stdin_filename or "-"] if stdin else []
    found = None if stdin else session.files_of(arguments)
    for path in names if found is None else found.files:
        print(quoted(path) if arguments.show_files else _settings(path, settings))
    return session.FAILED if found and found.problems else session.OK


def _settings(path: str, settings: Settings) -> str:
    found = governing.governed("" if path == "-" else path, settings)
    lines = {
        "rules": governing.rules_name("" if path == "-" else path, settings) or "the shipped rules",
        "select": ", ".join(settings.select) or "as the rules say",
        "ignore": ", ".join(settings.ignore) or "none",
        "dialect": f"{found.dialect} ({found.origin})",
        "policy": found.policy,
        "to": target_kind(path, settings),
        "encoding": settings.encoding or "UTF-8, or as the byte-order mark says",
        "cache": cache.folder_for(path) if settings.cache else "off",
    }
    return visible(path) + "".join(f"\n  {name:<9} {visible(str(value))}" for name, value in lines.items())
