"""What has to stay HTML, and whether each list is tight: settled from the inside out before writing."""

from __future__ import annotations

from normalizer.dialects.dialect import Dialect
from normalizer.writer import lists, tables
from normalizer.writer.ir import Block, Break, Definitions, List, Paragraph, Part, Quote, Raw, Table, Wrapped


def settle(blocks: list[Block], dialect: Dialect) -> None:
    """Give every table its text and every list its layout; what no Markdown can say becomes ``Raw``.

    Works in place. A container is settled after everything in it: a raw block or a loose list inside
    can decide about the list around it.
    """
    sequences = [blocks]
    for sequence in sequences:  # grows while it is walked: parents before children
        for block in sequence:
            if isinstance(block, Quote):
                sequences.append(block.blocks)
            elif isinstance(block, List):
                sequences.extend(item.blocks for item in block.items if not lists.is_one_paragraph(item))
            elif isinstance(block, Definitions):
                sequences.extend(part.blocks for part in block.parts)
            elif isinstance(block, Wrapped):
                sequences.append(block.blocks)
    for sequence in reversed(sequences):
        if any(isinstance(block, Table | List | Definitions) for block in sequence):
            sequence[:] = [said for block in sequence for said in _settled(block, dialect)]


def _settled(block: Block, dialect: Dialect) -> list[Block]:
    if isinstance(block, Table):
        written = tables.write(block, dialect)
        if written is None:
            return [Raw(block.element)]
        block.text = written
        return [*block.before, block]
    if isinstance(block, List):
        block.layout = lists.layout(block, dialect)
        if block.layout.tight is None and block.element is not None:
            return [Raw(block.element)]
    if isinstance(block, Definitions) and not _can_be_said(block):
        return [Raw(block.element)]
    return [block]


def _can_be_said(made: Definitions) -> bool:
    """Terms of one line and descriptions that start with text, each after a term."""
    return (
        not made.irregular
        and bool(made.parts)
        and made.parts[0].term
        and not made.parts[-1].term
        and all(_is_said(part) for part in made.parts)
    )


def _is_said(part: Part) -> bool:
    first = part.blocks[0] if part.blocks else None
    if not isinstance(first, Paragraph):
        return False
    one_line = not any(isinstance(atom, Break) for atom, _ in first.runs)
    return not part.term or (len(part.blocks) == 1 and one_line)
