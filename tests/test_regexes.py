"""Every regular expression of the package, on the inputs that make a bad one slow.

Each pattern runs over repetitions of the pieces that hostile input is made of, after prefixes that open
what such a pattern looks for. What is asked is not speed but growth: four times the input may take seven
times as long; quadratic behaviour takes sixteen. A short text already tells the two apart, so only a
pattern that is slow on a short text is measured on a long one, and a busy machine gets several tries.
"""

from __future__ import annotations

import ast
import importlib
import pathlib
import pkgutil
import re
import time
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

import normalizer
from normalizer.lazy import Regex

if TYPE_CHECKING:
    from collections.abc import Iterator

UNITS = (
    *"a 1 < <a <!-- -- > \" ' = =\" =' a= a=' [ ]( ]: [^ ( ) ) ` `` ~~~ \\ \\\\ & &# &amp &amp; { {{ {% {: } % | * ** _ - + # :"
    " ; , . / /* url( rgb( ! @ $ $$ http:// www. é 가 style= on onx= <p> </p> <a> </ <? <![ ::: x: x:y; #f 0px".split(),
    *(" ", "\t", "\n", "\r\n", "\n\n", "\n ", "\n> ", "\n- ", "\n```", " \n", "a ", " a", "> ", "- ", "<a ", ' a="', "&nbsp;"),
    *("\xa0", "\u200b"),
)  # fmt: skip
PREFIXES = (
    *("", "<a ", '<a b="', "<!--", "](", "[a", "{%", "/*", "---\n", "a:", "&#", "```\n", "<script>", '"'),
)
SUFFIX = "\x01"
"""What no pattern wants: one that must reach the end of the text gives up only there, and goes back."""
SHORT, LONG = 2_000, 8_000
NOTICEABLE = 0.0015
GROWTH = 7.0
TRIES = 6
SEARCHING = frozenset("search finditer findall sub subn split".split())
FOLDER = pathlib.Path(normalizer.__path__[0])
SOURCE = "\n".join(path.read_text("utf-8") for path in FOLDER.rglob("*.py"))


def _named() -> Iterator[tuple[str, re.Pattern[Any], bool]]:
    """The patterns that modules hold, with their names, and whether anything searches with them."""
    for module in pkgutil.walk_packages(normalizer.__path__, "normalizer."):
        if module.name.endswith("__main__"):
            continue
        loaded = importlib.import_module(module.name)
        own = pathlib.Path(str(loaded.__file__)).read_text("utf-8")
        for name, value in vars(loaded).items():
            for place, pattern in _inside(value):
                source = own if name.startswith("_") else SOURCE
                yield (
                    f"{module.name.removeprefix('normalizer.')}.{name}{place}",
                    pattern,
                    _is_searched(name, source),
                )


def _inside(value: object) -> Iterator[tuple[str, re.Pattern[Any]]]:
    if isinstance(value, Regex):
        yield "", value.compiled
    elif isinstance(value, re.Pattern):
        yield "", value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from ((f"[{key}]{place}", pattern) for place, pattern in _inside(item))
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from ((f"[{index}]{place}", pattern) for place, pattern in _inside(item))


def _is_searched(name: str, source: str) -> bool:
    """Whether ``source`` looks for the pattern anywhere; one that is only matched runs from the start alone.

    A pattern that is only handed on, or kept in a table, is taken to be searched for.
    """
    uses = set(re.findall(rf"\b{re.escape(name)}\.(\w+)", source))
    return not uses or bool(uses & SEARCHING)


def _literal() -> Iterator[tuple[str, re.Pattern[Any], bool]]:
    """The patterns that are written where they are used: ``re.sub(r"…", …)``."""
    for path in sorted(FOLDER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "re"
                and node.func.attr not in ("compile", "escape")
                and isinstance(node.args[0], ast.Constant)
            ):
                name = f"{path.relative_to(FOLDER)}:{node.lineno}"
                yield name, re.compile(node.args[0].value), node.func.attr in SEARCHING


PATTERNS = sorted(
    {
        (pattern.pattern, pattern.flags): (name, pattern, searched)
        for name, pattern, searched in [*_literal(), *_named()]
    }.values(),
    key=lambda row: row[0],
)


@cache
def _texts(size: int) -> tuple[str, ...]:
    return tuple(prefix + unit * (size // len(unit)) + SUFFIX for prefix in PREFIXES for unit in UNITS)


@cache
def _bytes(size: int) -> tuple[bytes, ...]:
    return tuple(text.encode() for text in _texts(size))


def _seconds(pattern: re.Pattern[Any], text: str | bytes, *, searched: bool) -> float:
    start = time.process_time()
    if searched:
        for _ in pattern.finditer(text):
            pass
    else:
        pattern.match(text)
    return time.process_time() - start


def _growth(pattern: re.Pattern[Any], short: str | bytes, long: str | bytes, *, searched: bool) -> float:
    """How much longer the long text takes: the smallest of a few tries, since noise only adds."""
    smallest = float("inf")
    for _ in range(TRIES):
        base = min(_seconds(pattern, short, searched=searched) for _ in range(3))
        smallest = min(smallest, _seconds(pattern, long, searched=searched) / max(base, NOTICEABLE / 2))
        if smallest < GROWTH:
            break
    return smallest


def _super_linear(pattern: re.Pattern[Any], *, searched: bool) -> Iterator[str]:
    texts: Any = _texts if isinstance(pattern.pattern, str) else _bytes
    for number, short in enumerate(texts(SHORT)):
        if _seconds(pattern, short, searched=searched) > NOTICEABLE:
            growth = _growth(pattern, short, texts(LONG)[number], searched=searched)
            if growth >= GROWTH:
                yield f"{short[:20]!r}…: {growth:.0f} times as long for {LONG // SHORT} times the text"


def test_there_are_patterns() -> None:
    assert len(PATTERNS) > 200


def test_every_pattern_of_the_source_is_among_them() -> None:
    known = {pattern.pattern for _, pattern, _ in PATTERNS}
    missing = [
        f"{path.name}:{node.lineno}: {node.args[0].value!r}"
        for path in sorted(FOLDER.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("regex", "re.compile")
        and isinstance(node.args[0], ast.Constant)
        and node.args[0].value not in known
    ]
    assert missing == []


def test_the_measure_sees_a_quadratic_pattern() -> None:
    assert next(_super_linear(re.compile(r"\s*x"), searched=True), None)
    assert next(_super_linear(re.compile(r"\s*;?\s*\Z"), searched=False), None)
    assert next(_super_linear(re.compile(r"\s++x"), searched=False), None) is None


@pytest.mark.parametrize(
    ("pattern", "searched"), [row[1:] for row in PATTERNS], ids=[row[0] for row in PATTERNS]
)
def test_linear(pattern: re.Pattern[Any], searched: bool) -> None:
    assert next(_super_linear(pattern, searched=searched), None) is None
