"""The way out for files with nothing to do, before a parser or a library is loaded.

Only the plainest calls come here: a command that looks at files, and Markdown files by name. Anything
else (options, directories, a rules file above, a byte that is not UTF-8) takes the long way, which
comes to the same answer.
"""

from __future__ import annotations

import os
import sys

from normalizer.source import document as source

_COMMANDS = frozenset(("check", "fix", "diff"))
# What changes nothing about a file in which no rule can apply.
_HARMLESS = frozenset(
    ("--force-exclude", "--no-cache", "--exit-zero", "--exit-non-zero-on-fix", "--no-progress")
)
_QUIET = frozenset(("-q", "--quiet"))
_RULES_FILES = ("rules.yaml", "rules.yml", ".normalizer.yaml", ".normalizer.yml", "pyproject.toml")


def cleared(arguments: list[str]) -> int | None:
    """Return 0 when every file named is Markdown with nothing to do, None when it takes a closer look."""
    words = arguments[1:] if arguments and arguments[0] in _COMMANDS else arguments
    options = {word for word in words if word.startswith("-")}
    files = [word for word in words if word not in options]
    if not files or not options <= _HARMLESS | _QUIET:
        return None
    if not all(map(is_clean_file, files)):
        return None
    if not options & _QUIET and "PRE_COMMIT" not in os.environ and arguments[0] != "diff":
        count = len(set(map(os.path.realpath, files)))
        print("1 file is clean" if count == 1 else f"{count} files are clean", file=sys.stderr)
    return 0


def is_clean_file(path: str) -> bool:
    """Whether ``path`` is a Markdown file that no rule can apply to, with no rules file that wants checking."""
    if not path.lower().endswith((".md", ".markdown")) or rules_above(path):
        return False
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        return False
    return is_clean(data) or _is_clean_of_its_author(data)


def is_clean(data: bytes) -> bool:
    """Whether these bytes are Markdown text in which no rule can apply, whatever the policy."""
    return source.nothing_to_do(data) and _is_text(data)


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return b"\0" not in data


def _is_clean_of_its_author(data: bytes) -> bool:
    """The same, as one's own text: with no rules file the policy is ``author``."""
    if not _is_text(data):
        return False
    from normalizer.source import settled  # most files have been cleared without it

    return settled.nothing_to_do_in_own(source.Document(data.decode()).body)


_rules_above: dict[str, bool] = {}


def rules_above(path: str) -> bool:
    """Whether a rules file may govern ``path``: one in its directory or above, up to the repository's root."""
    here = os.path.dirname(os.path.abspath(path))
    visited = []
    found = False
    while here not in _rules_above:
        visited.append(here)
        found = any(_may_hold_rules(os.path.join(here, name)) for name in _RULES_FILES)
        parent = os.path.dirname(here)
        if found or parent == here or os.path.exists(os.path.join(here, ".git")):
            break
        here = parent
    else:
        found = _rules_above[here]
    for folder in visited:
        _rules_above[folder] = found
    return found


def _may_hold_rules(file: str) -> bool:
    if not os.path.isfile(file):
        return False
    if not file.endswith("pyproject.toml"):
        return True
    try:
        with open(file, "rb") as settings:
            return b"tool.normalizer" in settings.read()
    except OSError:
        return False
