"""Text, address, title, code and raw tag each have one emitter, and nothing else puts them into the output.

Read from the source of the writer: where a string of the input is taken from an element, where it goes, and what
is written as syntax, which no escape looks at. Whoever needs another way has to write it into a table here.
"""

from __future__ import annotations

import ast
import pathlib

import pytest

import normalizer.writer

FOLDER = pathlib.Path(normalizer.writer.__file__).parent
MODULES = {path.stem: ast.parse(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.py"))}

EMITTERS = {
    "text": "escape.Line.add(…, TEXT or LABEL)",
    "address": "links.destination",
    "title": "links.target",
    "code": "code.span, code.block, code.indented, code.raw_block",
    "raw tag": "serialize.start_tag, by way of rawhtml",
}
SAFE_CALLS = frozenset(
    "target links.target autolink links.autolink destination links.destination _attribute rawhtml.inert code.span code.block"
    " code.indented code.raw_block".split()
)
"""The calls whose arguments may be strings of the input."""

READERS = frozenset(("read", "handlers", "containers", "dispatch", "pre", "rawhtml", "frames"))
"""The modules that look at elements; the others see what these made of them."""

SYNTAX = {
    ("inlines", "token.span.open"),
    ("inlines", "token.span.close"),
    ("inlines", "token.source"),
    ("inlines", "_break(tokens, at, dialect, place, in_tag=tags > 0)"),
    ("inlines", "_box(token, at, place)"),
    ("links", "'!['"),
    ("links", "f']({target(image.source, image.title, dialect)})'"),
}
"""What is written as syntax: constants, raw tags, Markdown of the source, and the target of a link."""

LEAVES = {
    ("dispatch", "rawhtml.start_tag(el, reader.original)"),
    ("dispatch", "rawhtml.empty(el, reader.original)"),
    ("handlers", "rawhtml.empty(el, reader.original)"),
    ("handlers", "rawhtml.inline(el, reader.dialect, reader.original)"),
    ("handlers", "el.get('src', '')"),  # Markdown of the source, which the reserved element carries
    ("inlines", "source"),  # a code span, or code as raw HTML
    ("read", "source"),
    ("emphasis", "written"),  # an autolink
    ("runs", "core"),  # the same leaf without the blanks around it
    ("runs", "leaf.source.lstrip(WHITE)"),
    ("runs", "leaf.source[:-1].rstrip(' ')"),  # its line end goes before a break
}
"""What is printed as it stands in the middle of a line (``Leaf``), or as a block (``Opaque``)."""


def _calls(tree: ast.AST, name: str) -> list[ast.Call]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func
            if name in (getattr(function, "id", ""), getattr(function, "attr", "")):
                found.append(node)
    return found


def test_what_is_written_as_syntax_is_in_the_table() -> None:
    found = {
        (module, ast.unparse(call.args[0]))
        for module, tree in MODULES.items()
        for call in _calls(tree, "add")
        if len(call.args) == 2 and ast.unparse(call.args[1]) == "SYNTAX"
    }
    assert found == SYNTAX


def test_only_lines_are_added_to() -> None:
    kinds = {
        ast.unparse(call.args[1])
        for tree in MODULES.values()
        for call in _calls(tree, "add")
        if len(call.args) == 2
    }
    assert kinds == {"SYNTAX", "TEXT", "LABEL", "LABEL if labels else TEXT"}


def test_what_is_printed_as_it_stands_is_in_the_table() -> None:
    found = {
        (module, ast.unparse(call.args[0]))
        for module, tree in MODULES.items()
        for name in ("Leaf", "Opaque")
        for call in _calls(tree, name)
        if call.args
    }
    assert found == LEAVES


@pytest.mark.parametrize("module", sorted(set(MODULES) - READERS - {"plan"}))
def test_printers_do_not_look_at_elements(module: str) -> None:
    taken = [
        ast.unparse(node)
        for node in ast.walk(MODULES[module])
        if isinstance(node, ast.Attribute) and node.attr in ("tail", "attrib", "itertext", "items_")
    ]
    assert taken == []


@pytest.mark.parametrize("field", ["href", "title", "alt", "language"])
def test_strings_of_the_input_reach_an_emitter_or_nothing(field: str) -> None:
    stray = []
    for module, tree in MODULES.items():
        for node, parents in _with_parents(tree):
            if isinstance(node, ast.Attribute) and node.attr == field and isinstance(node.ctx, ast.Load):
                if isinstance(parents[-1], ast.Call) and parents[-1].func is node:
                    continue  # str.title()
                if not _is_emitted(node, parents):
                    stray.append(f"{module}.py:{node.lineno}: {ast.unparse(parents[-1])}")
    assert stray == []


def _with_parents(tree: ast.AST) -> list[tuple[ast.AST, list[ast.AST]]]:
    found: list[tuple[ast.AST, list[ast.AST]]] = []
    stack: list[tuple[ast.AST, list[ast.AST]]] = [(tree, [])]
    while stack:
        node, parents = stack.pop()
        found.append((node, parents))
        stack.extend((child, [*parents, node]) for child in ast.iter_child_nodes(node))
    return found


def _is_emitted(node: ast.AST, parents: list[ast.AST]) -> bool:
    """Whether the value only goes to an emitter, or is only asked about."""
    child = node
    for parent in reversed(parents):
        if isinstance(parent, ast.Call):
            called = ast.unparse(parent.func)
            return called in SAFE_CALLS or (called == "line.add" and ast.unparse(parent.args[1]) == "LABEL")
        if isinstance(parent, ast.Compare):
            return True
        if isinstance(parent, (ast.If, ast.IfExp)) and parent.test is child:
            return True
        if isinstance(parent, ast.stmt):
            return False
        child = parent
    return False


def test_the_emitters_are_there() -> None:
    names = {
        f"{module}.{node.name}"
        for module, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    }
    assert {"links.destination", "links.target", "code.span", "code.block", "rawhtml.start_tag"} <= names
    assert set(EMITTERS) == {"text", "address", "title", "code", "raw tag"}
