"""Every regular expression of the package, on the inputs that make a bad one slow.

Each pattern runs over long repetitions of the pieces that hostile input is made of, after prefixes that
open what such a pattern looks for. Time is compared with a generous bound: the lengths are chosen so
that quadratic behaviour misses it by a factor of ten, and linear behaviour keeps it by a factor of fifty.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

import normalizer

UNITS = (  # noqa: RUF005
    "a 1 < <a <!-- -- > \" ' = =\" =' a= a=' [ ]( ]: [^ ( ) ) ` `` ~~~ \\ \\\\ & &# &amp &amp; { {{ {% {: } % | * ** _ - + # : ; , . / /*"
    " url( rgb( ! @ $ $$ http:// www. é 가 style= on onx= <p> </p> <a> </ <? <![ ::: x: x:y; #f 0px"
).split(" ") + [" ", "\t", "\n", "\r\n", "\n\n", "\n ", "\n> ", "\n- ", "\n```", " \n", "a ", " a", "> ", "- ", "<a ", ' a="', "&nbsp;", "\xa0", "\u200b"]  # fmt: skip
PREFIXES = (
    "",
    "<a ",
    '<a b="',
    "<!--",
    "](",
    "[a",
    "{%",
    "/*",
    "---\n",
    "a:",
    "&#",
    "```\n",
    "<script>",
    '"',
)
LENGTH = 30_000
SECONDS = 1.0


def _patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    for module in pkgutil.walk_packages(normalizer.__path__, "normalizer."):
        if module.name.endswith("__main__"):
            continue
        loaded = importlib.import_module(module.name)
        for name, value in vars(loaded).items():
            for place, pattern in _inside(value):
                yield f"{module.name.removeprefix('normalizer.')}.{name}{place}", pattern


def _inside(value: object) -> Iterator[tuple[str, re.Pattern[Any]]]:
    if isinstance(value, re.Pattern):
        yield "", value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from ((f"[{key}]{place}", pattern) for place, pattern in _inside(item))
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from ((f"[{index}]{place}", pattern) for place, pattern in _inside(item))


PATTERNS = sorted(
    {id(pattern): (name, pattern) for name, pattern in _patterns()}.values(), key=lambda pair: pair[0]
)


def test_there_are_patterns() -> None:
    assert len(PATTERNS) > 40


@pytest.mark.parametrize(("name", "pattern"), PATTERNS, ids=[name for name, _ in PATTERNS])
def test_linear(name: str, pattern: re.Pattern[Any]) -> None:
    slow = []
    for prefix in PREFIXES:
        for unit in UNITS:
            text = prefix + unit * (LENGTH // len(unit))
            hostile: Any = text if isinstance(pattern.pattern, str) else text.encode()
            start = time.process_time()
            for _ in pattern.finditer(hostile):
                pass
            spent = time.process_time() - start
            if spent > SECONDS:
                slow.append(f"{prefix!r} + {unit!r} * n: {spent:.1f} s")
            if len(slow) > 2:
                break
    assert not slow, f"{name}: {slow}"
