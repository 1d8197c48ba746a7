"""Every regular expression of the package, on the inputs that make a bad one slow.

Each pattern runs over long repetitions of the pieces that hostile input is made of, after prefixes that
open what such a pattern looks for. What is asked is not speed but growth: four times the input may take
seven times as long; quadratic behaviour takes sixteen. Only runs that take measurable time are compared.
"""

from __future__ import annotations

import importlib
import pathlib
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
SHORT, LONG = 4_000, 16_000
NOTICEABLE = 0.02
GROWTH = 7.0


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


SOURCE = "\n".join(
    path.read_text("utf-8") for folder in normalizer.__path__ for path in pathlib.Path(folder).rglob("*.py")
)


def test_there_are_patterns() -> None:
    assert len(PATTERNS) > 40


def _is_searched(name: str) -> bool:
    """Whether the package looks for the pattern anywhere; one that is only matched runs from the start alone."""
    return bool(
        re.search(
            rf"\b{re.escape(name)}(?:\[[^\]\n]*\])?\.(?:search|finditer|findall|sub|subn|split)\b", SOURCE
        )
    )


def _seconds(pattern: re.Pattern[Any], text: str, *, searched: bool) -> float:
    hostile: Any = text if isinstance(pattern.pattern, str) else text.encode()
    start = time.process_time()
    if searched:
        for _ in pattern.finditer(hostile):
            pass
    else:
        pattern.match(hostile)
    return time.process_time() - start


@pytest.mark.parametrize(("name", "pattern"), PATTERNS, ids=[name for name, _ in PATTERNS])
def test_linear(name: str, pattern: re.Pattern[Any]) -> None:
    searched = _is_searched(re.sub(r"\[.*", "", name).rpartition(".")[2])
    for prefix in PREFIXES:
        for unit in UNITS:
            text = prefix + unit * (LONG // len(unit))
            long = _seconds(pattern, text, searched=searched)
            if long > NOTICEABLE:
                short = min(_seconds(pattern, text[:SHORT], searched=searched) for _ in range(3))
                long = min(long, _seconds(pattern, text, searched=searched))
                assert long < max(NOTICEABLE, short * GROWTH), (
                    f"{name}: {prefix!r} + {unit!r} * n: {short:.3f} s, {long:.3f} s"
                )
