"""Every regular expression of the package, on the inputs that make a bad one slow.

Each pattern runs over repetitions of the pieces that hostile input is made of, after prefixes that open
what such a pattern looks for. What is asked is not speed but growth: four times the input may take seven
times as long; quadratic behaviour takes sixteen. A short text already tells the two apart, so only a
pattern that is slow on a short text is measured on a long one, and a busy machine gets several tries.
"""

from __future__ import annotations

import ast
import json
import pathlib
import re
import subprocess
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from patterns import MODULES, Use, Used, beginnings, used

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
SUFFIX = "\x01\n\x01"
"""What no pattern wants: one that must reach the end of the text gives up only there, and goes back."""
SHORT, LONG = 3_000, 12_000
NOTICEABLE = 0.0015
GROWTH = 7.0
TRIES = 6
PATTERNS = used()


Makes = Callable[[int], str]
"""The text of a size."""


def _repeated(start: str, unit: str) -> Makes:
    return lambda size: start + unit * (size // len(unit)) + SUFFIX


GENERAL = [_repeated(prefix, unit) for prefix in PREFIXES for unit in UNITS]


def _hostile(pattern: re.Pattern[Any]) -> Iterator[Makes]:
    """Makers of texts for any pattern, and of those that begin as this one wants it, again and again."""
    yield from GENERAL
    for start in beginnings(pattern.pattern):
        yield from (_repeated("", start + unit) for unit in ("", " ", "a", "\n", '"'))
        yield from (_repeated(start, unit) for unit in UNITS)


def _seconds(pattern: re.Pattern[Any], text: str | bytes, use: Use) -> float:
    start = time.process_time()
    if use == "search":
        for _ in pattern.finditer(text):
            pass
    elif use == "lines":
        at = 0
        while at >= 0:
            pattern.match(text, at)
            at = text.find("\n", at) + 1 or -1
    elif use == "fullmatch":
        pattern.fullmatch(text)
    else:
        pattern.match(text)
    return time.process_time() - start


def _growth(row: Used, short: str | bytes, long: str | bytes) -> float:
    """How much longer the long text takes: the smallest of a few tries, since noise only adds."""
    smallest = float("inf")
    for _ in range(TRIES):
        base = min(_seconds(row.pattern, short, row.use) for _ in range(3))
        smallest = min(smallest, _seconds(row.pattern, long, row.use) / max(base, NOTICEABLE / 2))
        if smallest < GROWTH:
            break
    return smallest


def _super_linear(row: Used) -> Iterator[str]:
    as_read = (lambda text: text) if isinstance(row.pattern.pattern, str) else str.encode
    for make in _hostile(row.pattern):
        short = make(SHORT)
        if _seconds(row.pattern, as_read(short), row.use) > NOTICEABLE:
            growth = _growth(row, as_read(short), as_read(make(LONG)))
            if growth >= GROWTH:
                yield f"{short[:40]!r}…: {growth:.0f} times as long for {LONG // SHORT} times the text"


def test_there_are_patterns() -> None:
    assert len(PATTERNS) > 400


def test_every_pattern_of_the_source_is_among_them() -> None:
    known = {row.pattern.pattern for row in PATTERNS}
    missing = [
        f"{path.name}:{node.lineno}: {node.args[0].value!r}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("regex", "re.compile")
        and isinstance(node.args[0], ast.Constant)
        and node.args[0].value not in known
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("pattern", "use", "slow"),
    [
        (r"\s*x", "search", True),
        (r"\s*;?\s*\Z", "match", True),
        (r"\s++x", "search", True),
        (r'class="[^"]*x-', "search", False),
        (r"w[^;]*h", "search", True),
        (r".*fa.*", "fullmatch", True),
        (r"(?s:.*fa.*)", "fullmatch", False),
        (r"-(?=-*$)", "search", True),
        (r"-(?=-*$)", "lines", False),
    ],
)
def test_the_measure_sees_what_is_slow(pattern: str, use: Use, slow: bool) -> None:
    assert bool(next(_super_linear(Used("", re.compile(pattern), use)), None)) is slow


@pytest.mark.parametrize("row", PATTERNS, ids=[f"{row.name} ({row.use})" for row in PATTERNS])
def test_linear(row: Used) -> None:
    assert next(_super_linear(row), None) is None


def test_those_put_together_at_run_time_are_linear() -> None:
    """What is compiled for documents and is none of the patterns above is measured here."""
    program = pathlib.Path(__file__).with_name("compiled_patterns.py")
    printed = subprocess.run([sys.executable, str(program)], check=True, capture_output=True).stdout
    known = {row.pattern.pattern for row in PATTERNS}
    compiled = [
        (text.encode("latin-1") if of_bytes else text, flags) for text, of_bytes, flags in json.loads(printed)
    ]
    more = [
        Used(str(text), re.compile(text, flags), "search") for text, flags in compiled if text not in known
    ]
    assert len(compiled) > 200
    assert 5 < len(more) < 60
    assert [(row.name, found) for row in more for found in list(_super_linear(row))[:1]] == []
