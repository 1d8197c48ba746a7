"""Print the regular expressions that the package compiles for real documents, those put together at run time too.

A program, since the caches of this process must be empty: `python compiled_patterns.py`, a JSON list of text, whether of bytes, flags.
"""

from __future__ import annotations

import json
import pathlib
import re
import sys
from re import _compiler  # type: ignore[attr-defined]
from typing import Any

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[1]
CASES = ROOT / "tests" / "cases" / "posts"
COMPILE = _compiler.compile
RE = str(pathlib.Path(re.__file__).parent)
compiled: set[tuple[str, bool, int]] = set()


def compile_and_note(pattern: Any, flags: int = 0) -> Any:
    """Compile, and remember the pattern if the package asked for it, be it by way of the standard library."""
    frame = sys._getframe(1)
    while frame.f_code.co_filename.startswith(RE) or frame.f_code.co_filename.endswith("functools.py"):
        assert frame.f_back is not None
        frame = frame.f_back
    if "/normalizer/" in frame.f_code.co_filename.replace("\\", "/"):
        text = pattern if isinstance(pattern, str) else pattern.decode("latin-1")
        compiled.add((text, isinstance(pattern, bytes), int(flags)))
    return COMPILE(pattern, flags)


def main() -> None:
    """Rewrite the golden posts and the examples of all rules, a dialect after the other."""
    _compiler.compile = compile_and_note
    import normalizer
    from normalizer.dialects.dialect import NAMES

    posts = [path.read_bytes().decode("utf-8", "replace") for path in sorted(CASES.glob("*/input.md"))]
    rules = yaml.safe_load((ROOT / "rules.yaml").read_text("utf-8"))["rules"]
    examples = "\n\n".join(example["in"] for rule in rules for example in rule["examples"])
    for number, text in enumerate([*posts, *[examples] * len(NAMES)]):
        normalizer.normalize(text, dialect=NAMES[number % len(NAMES)], policy="author")
    json.dump(sorted(compiled), sys.stdout)


if __name__ == "__main__":
    main()
