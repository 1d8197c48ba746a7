"""Lists: tight or loose, their markers, and what may follow what without a blank line."""

from __future__ import annotations

from itertools import pairwise

from normalizer.dialects.dialect import Dialect
from normalizer.lazy import regex
from normalizer.writer.ir import (
    Block,
    CheckBox,
    Code,
    Definitions,
    Heading,
    Item,
    Layout,
    List,
    Paragraph,
    Quote,
    Raw,
    Rule,
    Run,
    Table,
)
from normalizer.writer.rawhtml import holds_markdown

COMMENT = "<!-- -->"
"""Parts two lists, and two blocks of a tight item, in every renderer; nobody sees it."""

_LAST_NUMBER = 999_999_999
_LINE = regex(r"\n(?=[^\n])")
_BOX = regex(r"\[[ xX]\](?=\s|$)")
_TOUCHING_BOX = regex(r"\[([ xX])\]")


def layout(made: List, dialect: Dialect) -> Layout:
    """Decide between tight, loose and HTML; the lists inside are settled."""
    if _must_stay(made, dialect):
        return Layout(None)
    paragraphs = [
        (at, b) for item in made.items for at, b in enumerate(item.blocks) if isinstance(b, Paragraph)
    ]
    bare = any(block.bare for _, block in paragraphs)
    wide = not all(block.bare for at, block in paragraphs if at == 0 or dialect.bare_later_text)
    can_be_tight = all(_can_be_tight(item, item is made.items[-1], dialect) for item in made.items)
    alone = len(made.items) == 1 and len(made.items[0].blocks) == 1
    if dialect.looseness == "reader":
        return Layout(can_be_tight and (alone or not wide))
    if bare and (wide or not can_be_tight):
        return Layout(None if _can_stay(made) else False)
    if wide:
        return Layout(False, parted=alone or (not dialect.loose_last_item and _ends_tight(made)))
    return Layout(can_be_tight)


def _ends_tight(made: List) -> bool:
    """Whether kramdown makes no paragraph of the last item, for one before it starts with something else."""
    last = made.items[-1].blocks
    return (
        len(last) == 1
        and isinstance(last[0], Paragraph)
        and not all(item.blocks and isinstance(item.blocks[0], Paragraph) for item in made.items)
    )


def _must_stay(made: List, dialect: Dialect) -> bool:
    odd = made.irregular or (dialect.ordered_start == "raw" and made.start not in (None, 1))
    return odd and _can_stay(made)


def _can_stay(made: List) -> bool:
    return made.element is not None and not holds_markdown(made.element)


def is_one_paragraph(item: Item) -> bool:
    """Whether all there is in it is one paragraph, as in most items."""
    return len(item.blocks) == 1 and isinstance(item.blocks[0], Paragraph)


def _can_be_tight(item: Item, last: bool, dialect: Dialect) -> bool:
    if is_one_paragraph(item):
        return True
    if dialect.indent and any(isinstance(block, List) and not block.layout.tight for block in item.blocks):
        return False  # Python-Markdown reads the next item as text after a blank line further in
    if any(isinstance(block, Raw) for block in item.blocks[: None if not last else -1]):
        return False  # a raw block goes on to the next blank line
    if not last and not dialect.nested_fences and item.blocks and isinstance(item.blocks[-1], Code):
        return False  # and indented code reads the next item as one of its own
    return all(gap(before, after, dialect) is not None for before, after in pairwise(item.blocks))


def gap(before: Block, after: Block, dialect: Dialect) -> str | None:
    """What parts two blocks where no blank line may stand; None if nothing can."""
    if dialect.indent:  # Python-Markdown knows one block that may follow text without a blank line
        return (
            "\n"
            if isinstance(before, Paragraph) and isinstance(after, List) and after.start in (None, 1)
            else None
        )
    if isinstance(before, Code | Heading | Rule):
        # kramdown starts a table after a blank line only.
        return None if isinstance(after, Table) and not dialect.interrupting_comment else "\n"
    if isinstance(before, Paragraph):
        return _after_paragraph(after, dialect)
    if not dialect.interrupting_comment:
        return None
    if isinstance(before, Quote | List):
        same = isinstance(before, Quote) == isinstance(after, Quote)
        return f"\n{COMMENT}\n" if isinstance(after, Paragraph | Table) or same else "\n"
    return f"\n{COMMENT}\n" if isinstance(before, Table) else None


def ends_early(block: Code, dialect: Dialect) -> bool:
    """Whether a line of the code would end it in a list item, where no blank line is before it."""
    return dialect.item_code_ends is not None and dialect.item_code_ends.search(block.text) is not None


def _after_paragraph(after: Block, dialect: Dialect) -> str | None:
    if isinstance(after, List):
        counts = after.start in (None, 1) or dialect.ordered_start == "ial"
        if counts and (after.items[0].blocks or dialect.empty_item):
            return "\n"
        return f"\n{COMMENT}\n" if dialect.interrupting_comment else None
    if isinstance(after, Code | Quote | Heading):
        return None if isinstance(after, Code) and ends_early(after, dialect) else "\n"
    if not dialect.interrupting_comment:
        return None
    if isinstance(after, Rule | Raw):
        return "\n"
    return f"\n{COMMENT}\n" if isinstance(after, Table) else None


def write(made: List, bodies: list[str], other_marker: bool, dialect: Dialect) -> str:
    """Return the list; ``bodies`` are its items' blocks, ``other_marker`` parts it from the list before."""
    padded = _width(made, dialect)
    items = []
    bullet = _marker(made, 0, other_marker) if made.start is None else ""
    for count, body in enumerate(bodies):
        marker = bullet or _marker(made, count, other_marker)
        body = body or dialect.empty_item or ("" if made.layout.tight else dialect.loose_empty_item)
        items.append(_item(marker, body, made.items[count], padded, dialect))
    text = ("\n" if made.layout.tight else "\n\n").join(items)
    if made.layout.parted:
        last = _marker(made, len(bodies) - 1, other_marker)
        text += f"\n\n{' ' * _indent(last, padded, dialect)}{COMMENT}"
    if dialect.ordered_start == "ial" and made.start not in (None, 1):
        text += f'\n{{: start="{made.start}"}}'
    return text


def _width(made: List, dialect: Dialect) -> int:
    """Columns for the marker: four where what stands below the text must have no indent of its own."""
    if dialect.indent and any(_needs_padding(item) for item in made.items):
        return dialect.indent
    if dialect.rule_indent and any(isinstance(block, Rule) for item in made.items for block in item.blocks):
        return dialect.rule_indent
    return 0


def write_definitions(made: Definitions, bodies: list[str]) -> str:
    """Return terms on lines of their own, descriptions after a colon, content at four columns."""
    lines: list[str] = []
    for part, body in zip(made.parts, bodies, strict=True):
        if part.term and lines and lines[-1].startswith(":"):
            lines.append("")
        lines.append(body if part.term else ":   " + _LINE.sub("\n    ", body))
    return "\n".join(lines)


def _needs_padding(item: Item) -> bool:
    if is_one_paragraph(item):
        return False
    if item.blocks and not isinstance(item.blocks[0], Paragraph):
        return True
    return not all(isinstance(block, Paragraph | List) for block in item.blocks)


def _marker(made: List, count: int, other_marker: bool) -> str:
    if made.start is None:
        return "*" if other_marker else "-"
    return f"{min(max(made.start, 0) + count, _LAST_NUMBER)}{')' if other_marker else '.'}"


def _indent(marker: str, padded: int, dialect: Dialect) -> int:
    return max(dialect.indent, padded, len(marker) + 1)


def _item(marker: str, body: str, item: Item, padded: int, dialect: Dialect) -> str:
    if not body:
        return marker
    first = item.blocks[0] if item.blocks else None
    if dialect.task_lists != "none" and isinstance(first, Paragraph):
        body = escaped_box(body, first.runs, dialect)
    if not padded and "\n" not in body:
        return f"{marker} {body}"
    width = _indent(marker, padded, dialect)
    lead = marker.ljust(width) if padded else f"{marker} "
    return lead + _LINE.sub("\n" + " " * width, body)


def escaped_box(text: str, runs: list[Run], dialect: Dialect) -> str:
    """Text at the start of an item that looks like a check box is text, and so is that of a link."""
    if text[:1] != "[":
        return text
    box = (_BOX if dialect.box_needs_space else _TOUCHING_BOX).match(text)
    if box is None or isinstance(runs[0][0], CheckBox):
        return text
    if any(style.kind == "link" for style in runs[0][1]):
        return f"[&#{ord(text[1])};{text[2:]}"
    return "\\" + text
