"""Every regular expression of the package, with how it is used: those of modules, of the shipped rules, of dialects."""

from __future__ import annotations

import ast
import importlib
import pathlib
import pkgutil
import re
from re import _compiler, _constants, _parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import normalizer
from normalizer.dialects import dialect as dialects
from normalizer.lazy import Regex
from normalizer.rules import editors
from normalizer.rules._defaults import DATA

if TYPE_CHECKING:
    from collections.abc import Iterator

Use = Literal["search", "match", "fullmatch", "lines"]
"""Looked for anywhere, tried at the start, on the whole, or at the start of each line."""
SEARCHING = frozenset("search finditer findall sub subn split".split())
FOLDER = pathlib.Path(normalizer.__path__[0])
MODULES = sorted(FOLDER.rglob("*.py"))
SOURCE = "\n".join(path.read_text("utf-8") for path in MODULES)


class Used(NamedTuple):
    """A pattern, where it stands, and how it is used."""

    name: str
    pattern: re.Pattern[Any]
    use: Use


def used() -> list[Used]:
    """All patterns, each once for each use."""
    rows = [*_literal(), *_named(), *_of_rules(), *_of_editors(), *_of_dialects()]
    once = {(row.pattern.pattern, row.pattern.flags, row.use): row for row in reversed(rows)}
    return sorted(once.values(), key=lambda row: row.name)


def _named() -> Iterator[Used]:
    """The patterns that modules hold."""
    for module in pkgutil.walk_packages(normalizer.__path__, "normalizer."):
        if module.name.endswith("__main__"):
            continue
        loaded = importlib.import_module(module.name)
        own = pathlib.Path(str(loaded.__file__)).read_text("utf-8")
        for name, value in vars(loaded).items():
            for place, pattern in _inside(value):
                source = own if name.startswith("_") else SOURCE
                where = f"{module.name.removeprefix('normalizer.')}.{name}{place}"
                yield Used(where, pattern, _use(name, source))


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


def _use(name: str, source: str) -> Use:
    """How ``source`` uses the pattern: one that is only matched runs from the start alone.

    A pattern that is only handed on, or kept in a table, is taken to be searched for.
    """
    uses = set(re.findall(rf"\b{re.escape(name)}\.(\w+)", source))
    return "search" if not uses or uses & SEARCHING else "match"


def _literal() -> Iterator[Used]:
    """The patterns that are written where they are used: ``re.sub(r"…", …)``."""
    for path in MODULES:
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
                searched = node.func.attr in SEARCHING
                yield Used(name, re.compile(node.args[0].value), "search" if searched else "match")


_SEARCHED = frozenset(("pattern", "comment", "own-text", "matches"))
_MATCHED = frozenset(("attributes", "front-matter"))


def _of_rules() -> Iterator[Used]:
    """The patterns in the shipped rules, by the keys that hold them."""
    for rule in DATA["rules"]:
        for key, pattern, use in _in_data(rule):
            yield Used(f"rules.yaml: {rule['id']}: {key}", re.compile(pattern), use)


def _in_data(value: object) -> Iterator[tuple[str, str, Use]]:
    if isinstance(value, list):
        for item in value:
            yield from _in_data(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in _SEARCHED and isinstance(item, str):
                yield key, item, "search"
            elif key == "remove-id" and isinstance(item, str):
                yield key, item, "fullmatch"
            elif key in _MATCHED and isinstance(item, dict):
                texts = ((name, text) for name, text in item.items() if isinstance(text, str))
                yield from ((name, text, "fullmatch") for name, text in texts)
            else:
                yield from _in_data(item)


def _of_editors() -> Iterator[Used]:
    """The evidence of editors, as if its literal text were in every document."""
    for editor in editors.compile_editors(DATA["editors"]):
        for number, evidence in enumerate(editor.evidence):
            if evidence.pattern is not None:
                yield Used(f"rules.yaml: {editor.id}: evidence {number}", evidence.pattern, "search")


def _of_dialects() -> Iterator[Used]:
    """What dialects escape, and what they ask of code and headings."""
    for name in dialects.NAMES:
        dialect = dialects.get(name)
        for field in ("line", "text", "label", "cell", "heading", "item"):
            for number, row in enumerate(getattr(dialect, field)):
                where = f"dialect {name}: {field} {number}"
                yield Used(where, _compiled(row.pattern), "lines" if field == "line" else "search")
                if row.needs is not None:
                    yield Used(f"{where} needs", _compiled(row.needs), "search")
        for field in ("template_code", "code_loses", "list_code_loses", "heading_end"):
            if (pattern := getattr(dialect, field)) is not None:
                yield Used(f"dialect {name}: {field}", _compiled(pattern), "search")


def _compiled(pattern: Any) -> re.Pattern[Any]:
    return pattern.compiled if isinstance(pattern, Regex) else pattern


def beginnings(pattern: str | bytes) -> set[str]:
    """Texts that the beginnings of ``pattern`` match: what makes it go on, and then fail.

    >>> sorted(beginnings('class="[^"]*x-[a-z]'))
    ['class="', 'class="!', 'class="!x-', 'class="!x-a', 'class="x-', 'class="x-a']
    """
    text = pattern if isinstance(pattern, str) else pattern.decode("latin-1")
    return {start for repeats in (0, 1) for start in _samples(_parser.parse(text), repeats)} - {""}


def _samples(parsed: Any, repeats: int) -> Iterator[str]:
    so_far, literal = "", False
    for number, item in enumerate(parsed):
        if literal and item[0] is not _constants.LITERAL:
            yield so_far
        so_far += _sample(parsed[number : number + 1], repeats)
        literal = item[0] is _constants.LITERAL
        if not literal:
            yield so_far
    yield so_far


_TRIED = "a1 \n!:-\"'<>/=_*[](){}.,;&#%$\\|~`+?@^\t가\u00a0\u200b"


def _sample(alone: Any, repeats: int) -> str:
    """The shortest text for one part of a parsed pattern, with ``repeats`` turns where none are needed."""
    [(kind, value)] = alone
    if kind is _constants.LITERAL:
        return chr(value)
    if kind in (_constants.IN, _constants.NOT_LITERAL, _constants.ANY):
        return next(filter(_compiler.compile(alone, 0).match, _TRIED), "")
    if kind in (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT):
        least, most, part = value
        return _all(part, repeats) * min(max(least, repeats), most)
    if kind is _constants.SUBPATTERN:
        return _all(value[-1], repeats)
    if kind is _constants.ATOMIC_GROUP:
        return _all(value, repeats)
    if kind is _constants.BRANCH:
        return _all(value[1][0], repeats)
    if kind is _constants.ASSERT and value[0] > 0:
        return _all(value[1], repeats)
    return ""


def _all(parsed: Any, repeats: int) -> str:
    return "".join(_sample(parsed[number : number + 1], repeats) for number in range(len(parsed)))
