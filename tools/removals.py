"""What the safety rules take out of documents, by kind, to be read by eye: ``python tools/removals.py FOLDER``.

A kind is the rule with what it removed: the tag, the name of the attribute, the scheme or host of the address, the
property. Each line says how many there are, in how many files, and where the first one stands.
"""

from __future__ import annotations

import argparse
import pathlib
import re
import sys
from collections import Counter
from typing import TYPE_CHECKING

import normalizer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.model import Change

SAFETY = re.compile(r"(?:unsafe|disallowed|unknown)-")
_TAG = re.compile(r"<([^\s/>]+)")
_ATTRIBUTE = re.compile(r"([^\s=]+)=")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):(?!//)|(?:https?:)?//([^/\s\"'?#)]+)")


def kind_of(change: Change) -> str:
    """What was removed, without what is different each time.

    >>> kind_of(normalizer.normalize('<p onclick="x">a</p>', source="html").changes[0])
    'unsafe-attribute onclick'
    """
    before = change.before.strip()
    if change.rule.endswith("-url"):
        found = _SCHEME.search(before)
        return f"{change.rule} {(found[1] or found[2]).lower() if found else before[:40]}"
    if change.rule.endswith("-style"):
        return f"{change.rule} {before.partition(':')[0].lower()}"
    if change.rule.endswith("-attribute") and not before.startswith("<"):
        found = _ATTRIBUTE.match(before)
        return f"{change.rule} {found[1].lower() if found else before[:40]}"
    found = _TAG.match(before)
    host = _SCHEME.search(before) if found and found[1].lower() in ("iframe", "embed", "script") else None
    name = found[1].lower() if found else before[:20]
    return f"{change.rule} <{name}>{f' {host[1] or host[2]}' if host else ''}"


def removals(folder: pathlib.Path, policy: str) -> Iterator[tuple[str, str, Change]]:
    """(file, kind, change) of everything that a safety rule removed in the documents under ``folder``."""
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in (".md", ".markdown", ".mdx", ".html", ".htm") or not path.is_file():
            continue
        try:
            result = normalizer.normalize_file(str(path), policy=policy)
        except normalizer.NormalizerError as error:
            print(f"{path}: {error}", file=sys.stderr)
            continue
        for change in result.changes:
            if SAFETY.match(change.rule):
                yield str(path.relative_to(folder)), kind_of(change), change


def main() -> None:
    """Print the table, the commonest kinds first."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("folder", type=pathlib.Path)
    options.add_argument("--policy", default="author")
    arguments = options.parse_args()
    count: Counter[str] = Counter()
    files: dict[str, set[str]] = {}
    first: dict[str, str] = {}
    for file, kind, change in removals(arguments.folder, arguments.policy):
        count[kind] += 1
        files.setdefault(kind, set()).add(file)
        first.setdefault(kind, f"{file}:{change.line}: {change.before[:100]!r} -> {change.after[:60]!r}")
    for kind, number in count.most_common():
        print(f"{number:6} {len(files[kind]):5} files  {kind:44} {first[kind]}")
    print(f"{sum(count.values())} removals of {len(count)} kinds")


if __name__ == "__main__":
    main()
