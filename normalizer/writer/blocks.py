"""Blocks to Markdown: bottom-up over an explicit order, so that nesting costs no stack."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from normalizer.dialects.dialect import Dialect
from normalizer.lazy import regex
from normalizer.values import frozen, identity, replace
from normalizer.writer import code, inlines, lists, plan, rawhtml
from normalizer.writer.ir import (
    Block,
    Code,
    Definitions,
    Heading,
    Item,
    Leaf,
    List,
    Opaque,
    Paragraph,
    Part,
    Quote,
    Raw,
    Rule,
    Table,
    Wrapped,
)
from normalizer.writer.lists import COMMENT
from normalizer.writer.rawhtml import Original

_LINE_START = regex(r"^", re.MULTILINE)
_ESCAPED_END = regex(r"(?<!\\)(?:\\\\)*\\#\Z")
_BLANK_QUOTE = regex(r"^((?:> )*)> $", re.MULTILINE)


@frozen
class _Context:
    """What a block has to know about where it stands."""

    in_list: bool = False
    first: bool = False
    """Nothing stands before it: the first of the document."""
    item_start: bool = False
    other_marker: bool = False
    tight: bool = False
    nested: bool = False
    term: bool = False


_ITEM = {tight: _Context(tight=tight) for tight in (False, True)}
_IN_ITEM = {
    tight: _Context(nested=True, in_list=True, item_start=True, tight=tight) for tight in (False, True)
}
_HOLDERS = frozenset((Quote, Wrapped, Definitions, Part, Item, List))
_JOINERS = (List, Quote, Definitions, Code)


@identity
class _Node:
    """A block in the order of writing; containers know their children's nodes."""

    block: Block | Item | Part
    context: _Context
    children: list[_Node]
    text: str = ""


def write(blocks: list[Block], dialect: Dialect, original: Original | None, *, leads: bool = True) -> str:
    """Return ``blocks`` as Markdown, one blank line between them, no newline at the end."""
    plan.settle(blocks, dialect)
    writer = _Writer(dialect, original)
    top = writer.nodes(blocks, _Context(), leads)
    order = writer.order(top)
    for node in reversed(order):
        node.text = writer.text(node)
    return writer.joined(top, tight=False)


class _Writer:
    def __init__(self, dialect: Dialect, original: Original | None) -> None:
        self.dialect = dialect
        self.original = original

    # -- down: what stands where ------------------------------------------------------------------

    def nodes(self, blocks: list[Block], context: _Context, leads: bool = False) -> list[_Node]:
        made = []
        before: _Node | None = None
        later: _Context | None = None
        for block in blocks:
            here = context
            if before is None:
                here = context if context.first is leads else replace(context, first=leads)
            elif context.item_start:
                later = later or replace(context, item_start=False)
                here = later
            if isinstance(block, List) and self._alternates(before, block):
                here = replace(here, other_marker=True)
            before = _Node(block, here, [])
            made.append(before)
        return made

    def _alternates(self, before: _Node | None, block: List) -> bool:
        if before is None or self.dialect.separator != "marker" or not isinstance(before.block, List):
            return False
        return (before.block.start is None) == (block.start is None) and not before.context.other_marker

    def order(self, top: list[_Node]) -> list[_Node]:
        """Parents before children; a container that stays HTML has none."""
        order: list[_Node] = []
        stack = list(top)
        while stack:
            node = stack.pop()
            order.append(node)
            if type(node.block) in _HOLDERS:
                node.children = self._children(node)
                stack.extend(node.children)
        return order

    def _children(self, node: _Node) -> list[_Node]:
        block = node.block
        if isinstance(block, Item):
            return self.nodes(block.blocks, _IN_ITEM[node.context.tight])
        if isinstance(block, Quote):
            return self.nodes(block.blocks, _Context(nested=True, in_list=node.context.in_list))
        if isinstance(block, Wrapped):
            return self.nodes(
                block.blocks, _Context(nested=node.context.nested, in_list=node.context.in_list)
            )
        if isinstance(block, Definitions):
            return [_Node(part, _Context(in_list=True), []) for part in block.parts]
        if isinstance(block, Part):
            return self.nodes(block.blocks, _Context(nested=True, in_list=True, term=block.term))
        if isinstance(block, List):
            context = _ITEM[bool(block.layout.tight)]
            return [_Node(item, context, []) for item in block.items]
        return []

    # -- up: text ---------------------------------------------------------------------------------

    def text(self, node: _Node) -> str:
        """Return what ``node`` is in Markdown; its children have their text."""
        return _PRINTERS[type(node.block)](self, node.block, node)

    def _paragraph(self, block: Paragraph, node: _Node) -> str:
        context = node.context
        place = inlines.TERM if context.term else inlines.PARAGRAPH
        if context.item_start:
            boxes = self.dialect.task_lists == "write" and len(block.runs) > 1
            place = inlines.TASK if boxes else inlines.ITEM
        text = inlines.write(block.runs, self.dialect, place)
        verbatim = bool(block.runs) and isinstance(block.runs[0][0], Leaf)
        if self.dialect.json_front_matter and context.first and text[:1] == "{" and not verbatim:
            return "\\" + text  # a document that starts with a brace has JSON front matter to Hugo
        return text

    def _code(self, block: Code, node: _Node) -> str:
        context = node.context
        indents = context.nested and not self.dialect.nested_fences
        loses = self.dialect.list_code_loses if context.in_list or indents else None
        nested_loses = self.dialect.nested_code_loses if context.nested else None
        if (indents and not block.text.strip("\n")) or any(
            pattern and pattern.search(block.text)
            for pattern in (loses, nested_loses, self.dialect.code_loses)
        ):
            return code.raw_block(block.text, block.language, self.dialect, nested=context.nested)
        needs_room = indents or lists.ends_early(block, self.dialect)
        lead = f"{COMMENT}\n\n" if context.item_start and needs_room else ""
        return lead + (code.indented(block.text) if indents else code.block(block.text, block.language))

    def _heading(self, block: Heading, node: _Node) -> str:
        text = inlines.write(block.runs, self.dialect, inlines.HEADING)
        if node.context.item_start and not self.dialect.box_needs_space:
            text = lists.escaped_box(text, block.runs, self.dialect)
        if self.dialect.heading_end.search(text) and not _ESCAPED_END.search(text):
            text = text[:-1] + "\\#"
        return f"{'#' * block.level} {text}"

    def _list(self, block: List, node: _Node) -> str:
        bodies = [child.text for child in node.children]
        return lists.write(block, bodies, node.context.other_marker, self.dialect)

    def _quote(self, _block: Quote, node: _Node) -> str:
        text = _BLANK_QUOTE.sub(r"\1>", _LINE_START.sub("> ", self.joined(node.children, tight=False)))
        # Python-Markdown takes the second line of a quote that starts an item for code.
        lead = node.context.item_start and "\n" in text and not self.dialect.nested_fences
        return f"{COMMENT}\n\n{text}" if lead else text

    def _held(self, _block: Item | Part, node: _Node) -> str:
        return self.joined(node.children, tight=node.context.tight)

    def _definitions(self, block: Definitions, node: _Node) -> str:
        return lists.write_definitions(block, [child.text for child in node.children])

    def _table(self, block: Table, _node: _Node) -> str:
        return block.text

    def _rule(self, _block: Rule, node: _Node) -> str:
        """Dashes, but for where they would be front matter or part of a list marker."""
        return "___" if node.context.in_list else "***" if node.context.first else "---"

    def _raw(self, block: Raw, node: _Node) -> str:
        return rawhtml.block(block.element, self.dialect, self.original, nested=node.context.nested)

    def _opaque(self, block: Opaque, _node: _Node) -> str:
        return block.source

    def _wrapped(self, block: Wrapped, node: _Node) -> str:
        """The tags on lines of their own, blank lines around the Markdown between them."""
        children = node.children
        head = block.open
        if children and isinstance(children[0].block, Raw) and children[0].block.element.tag == "summary":
            head += "\n" + children[0].text
            children = children[1:]
        body = self.joined(children, tight=False)
        return f"{head}\n\n{body}\n\n{block.close}" if body else f"{head}\n{block.close}"

    def joined(self, nodes: list[_Node], *, tight: bool) -> str:
        """Put blocks together: a blank line, or what parts them where none may stand."""
        if len(nodes) == 1:
            return nodes[0].text
        pieces = [nodes[0].text] if nodes else []
        for before, after in pairwise(nodes):
            plain = type(before.block) is Paragraph and not tight
            pieces.append("\n\n" if plain else self._gap(before, after, tight))
            pieces.append(after.text)
        return "".join(pieces)

    def _gap(self, before: _Node, after: _Node, tight: bool) -> str:
        one, two = before.block, after.block
        if tight and not isinstance(one, Item | Part) and not isinstance(two, Item | Part):
            return lists.gap(one, two, self.dialect) or "\n\n"
        if self.dialect.separator == "comment" and self._would_join(before, after):
            return f"\n\n{COMMENT}\n\n"
        return "\n\n"

    def _would_join(self, before: _Node, after: _Node) -> bool:
        one, two = before.block, after.block
        if not isinstance(one, _JOINERS) or not isinstance(two, _JOINERS):
            return False
        if isinstance(one, List | Definitions | Code) and isinstance(two, Code):
            # an indented line would be a paragraph of the item, or one more line of the code
            return not self.dialect.nested_fences and after.context.nested
        return any(isinstance(one, kind) and isinstance(two, kind) for kind in (List, Quote, Definitions))


_PRINTERS: dict[type, Callable[[_Writer, Any, _Node], str]] = {
    Paragraph: _Writer._paragraph,
    Heading: _Writer._heading,
    Rule: _Writer._rule,
    Code: _Writer._code,
    Quote: _Writer._quote,
    List: _Writer._list,
    Item: _Writer._held,
    Part: _Writer._held,
    Table: _Writer._table,
    Definitions: _Writer._definitions,
    Wrapped: _Writer._wrapped,
    Raw: _Writer._raw,
    Opaque: _Writer._opaque,
}
