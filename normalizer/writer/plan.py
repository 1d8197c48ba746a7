"""What has to stay HTML, and whether each list is tight: settled from the inside out before writing."""

from __future__ import annotations

from normalizer.dialects import Dialect
from normalizer.writer import lists, tables
from normalizer.writer.ir import Block, List, Quote, Raw, Table


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
                sequences.extend(item.blocks for item in block.items)
    for sequence in reversed(sequences):
        if any(isinstance(block, Table | List) for block in sequence):
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
    return [block]
