"""``--show-files`` and ``--show-settings``: what a run would look at, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.commands import governing, session
from normalizer.commands.settings import Settings
from normalizer.commands.work import target_kind
from normalizer.disk import cache
from normalizer.report.diff import quoted
from normalizer.report.visible import visible

if TYPE_CHECKING:
    import argparse

    from normalizer.rules.ruleset import Data, RuleSet


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
    known = "" if path == "-" else path
    found = governing.governed(known, settings)
    said, overrides = _of_rules(found.rules, governing.place(known, settings) if known else "")
    lines = [
        ("rules", governing.rules_name(known, settings) or "the shipped rules"),
        *zip(("overrides", *("" for _ in overrides)), overrides or ["none"], strict=False),
        ("select", _listed([*said.get("select", ["default"]), *said.get("extend-select", [])])),
        ("ignore", _listed(said.get("ignore", [])) or "none"),
        ("dialect", f"{found.dialect} ({found.origin})"),
        ("policy", _listed(found.policy)),
        ("to", target_kind(path, settings)),
        ("encoding", settings.encoding or "UTF-8, or as the byte-order mark says"),
        ("cache", cache.folder_for(path) if settings.cache else "off"),
    ]
    return visible(path) + "".join(f"\n  {name:<9} {visible(value)}" for name, value in lines)


def _of_rules(rules: RuleSet | None, path: str) -> tuple[Data, list[str]]:
    """What the rules file sets for ``path``, and its overrides in words, the later ones on top."""
    if rules is None:
        return {}, []
    overrides = rules.overrides_for(path) if path else ()
    said = (rules.for_path(path) if path else rules).settings
    return said, [_described(item) for item in overrides]


def _described(override: Data) -> str:
    settings = (f"{key}: {_listed(value)}" for key, value in override.items() if key != "files")
    return f"{_listed(override['files'])} → {'; '.join(settings)}"


def _listed(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_listed, value))
    return (
        ", ".join(f"{key} {_listed(item)}" for key, item in value.items())
        if isinstance(value, dict)
        else str(value)
    )
