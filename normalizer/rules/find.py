"""Which rules file governs a document: the nearest one up to the root of the repository; one file wins."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from normalizer.lazy import regex

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("rules.yaml", "rules.yml", ".normalizer.yaml", ".normalizer.yml", "pyproject.toml")
"""Looked for in this order in each folder."""

_OURS = regex(
    r"(?m)^(?:select|ignore|extend-select|extends|overrides|presets|assume|settings|dialect|required-version|defaults)[ \t]*:"
    r"|^rules:[ \t]*(?:#[^\n]*)?\n(?:[ \t]*#[^\n]*\n|[ \t]*\n)*[ \t]*- *\{? *(?:id|why|match|do|level):"
)


def find(path: Path) -> Path | None:
    """Return the rules file for the document (or folder) ``path``, or None.

    ``rules.yaml`` is a common name: one that holds nothing of ours is somebody else's and is passed by.
    """
    start = path.resolve()
    folder = start if start.is_dir() else start.parent
    for place in (folder, *folder.parents):
        for name in NAMES:
            if is_ours(place / name):
                return place / name
        if (place / ".git").exists() or (place / ".hg").exists():
            return None
    return None


def is_ours(path: Path) -> bool:
    """Whether ``path`` is a rules file of this program."""
    if path.name.startswith(".normalizer"):
        return path.is_file()
    try:
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return False
    if path.name == "pyproject.toml":
        return bool(re.search(r"(?m)^\[tool\.normalizer(?![\w-])", text))
    return bool(_OURS.search(text))
