"""Which blocks of Markdown belong together, because an element opens in one of them and closes in another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from normalizer.html import tokens, tree
from normalizer.html.elements import HTML_NAMES
from normalizer.source import strict_html
from normalizer.source.scan import Block

Group = tuple[str, list[Block]]
"""(kind, sibling blocks): kind is blocks, heading, cell or ``UNCLOSED``."""

UNCLOSED = "unclosed"
"""The kind of a run of blocks that kramdown takes for one piece of HTML, and CommonMark does not."""

INLINE_KINDS = frozenset(("paragraph", "heading", "cell", "tight"))
_HTML_KINDS = INLINE_KINDS | {"html"}
_OPTIONAL_END = frozenset("p li dt dd td th tr thead tbody tfoot option optgroup colgroup rt rp".split())
"""Elements whose end tag may be left out: one that stays open does not hold later blocks."""


def groups(document: Block, source: bytes, raw: bool = False) -> Iterator[Group]:
    """Yield (kind, sibling blocks) for every stretch that holds HTML, in document order, inner ones first.

    With ``raw``, kramdown reads the text, too. Then an element that is still open may be closed by tags that
    CommonMark takes for indented code: after a blank line ``        </div>`` is code there, and the end of the
    element for kramdown.
    """
    stack = [document]
    containers: list[tuple[Block, list[Group]]] = []
    while stack:
        block = stack.pop()
        if block.blocks:
            found = list(_runs(block.blocks, raw and block.parent is None, raw))
            swallowed = list(_swallowed(block.blocks, found, source)) if raw else []
            containers.append((block, _around(found, swallowed)))
            stack.extend(_around_blocks(block.blocks, swallowed))
    for _, found in reversed(containers):
        yield from found


def _swallowed(blocks: Sequence[Block], found: Sequence[Group], source: bytes) -> Iterator[list[Block]]:
    """The runs of siblings that kramdown takes for one piece of HTML, where they are not one group as well."""
    ends = {id(run[0]): run[-1].end for _, run in found}
    end = stop = 0
    run: list[Block] = []
    for block in blocks:
        end = ends.get(id(block), end)
        if block.start < stop:
            run.append(block)
            continue
        if run[1:]:
            yield run
        run = [block]
        stop = 0
        if opens_html(block):
            stop = strict_html.reach(source, block.start, block.end, blocks[-1].end)
            stop = 0 if stop <= max(end, block.end) else stop
    if run[1:]:
        yield run


def _around(found: Sequence[Group], swallowed: Sequence[list[Block]]) -> list[Group]:
    """The groups ``found`` without those that share a block with one that is swallowed, and these."""
    if not swallowed:
        return list(found)
    taken = {id(block) for run in swallowed for block in run}
    left = [group for group in found if not any(id(block) in taken for block in group[1])]
    return sorted([*left, *((UNCLOSED, run) for run in swallowed)], key=lambda group: group[1][0].start)


def _around_blocks(blocks: Sequence[Block], swallowed: Sequence[list[Block]]) -> Sequence[Block]:
    taken = {id(block) for run in swallowed for block in run}
    return [block for block in blocks if id(block) not in taken] if taken else blocks


def _runs(blocks: Sequence[Block], raw: bool, rows: bool, in_code: bool = False) -> Iterator[Group]:
    """Group sibling blocks so that every element opens and closes in one group.

    Paragraphs that Word wrote for the items of one list stay together: apart, each would be a list.
    """
    held = Held()
    run: list[Block] = []
    for block, following in zip_longest(blocks, blocks[1:]):
        alone = _alone(block, rows)
        if alone:
            if held:
                run.append(block)
            elif _has_html(block):
                yield alone, [block]
            continue
        if held or _has_html(block):
            run.append(block)
            _balance(block, held, in_code)
            if not held and not (following and _is_word_item(block) and _is_word_item(following)):
                yield ("blocks", run)
                run = []
    if run:
        yield from _open(run, raw, rows, in_code)


def _alone(block: Block, rows: bool) -> str:
    """The kind of a block that is a region by itself; what kramdown takes for a row has to stay on its line."""
    if block.kind in ("cell", "heading"):
        return block.kind
    return "cell" if rows and block.piped and block.kind in ("paragraph", "tight") else ""


def _open(run: list[Block], raw: bool, rows: bool, in_code: bool) -> Iterator[Group]:
    """Group blocks that begin in an element without an end."""
    if raw and not in_code and any(block.indented for block in run):
        yield from _runs(run, raw, rows, in_code=True)
    elif raw and opens_block(run[0]):
        yield (UNCLOSED, run)
    else:
        yield from (("blocks", [block]) for block in run if _has_html(block))


def opens_block(block: Block) -> bool:
    """Whether a block is HTML that kramdown, too, takes for a block."""
    first = next(tags_of(block), None) if block.kind == "html" else None
    return first is not None and first.name not in strict_html.SPAN_ELEMENTS


def opens_html(block: Block) -> bool:
    """Whether a block may be HTML to kramdown: it begins with a tag."""
    return (
        block.kind in ("html", "paragraph", "tight")
        and bool(block.inlines)
        and block.inlines[0].kind == "html"
    )


def _has_html(block: Block) -> bool:
    return block.kind in _HTML_KINDS and any(i.kind == "html" for i in block.inlines)


def _is_word_item(block: Block) -> bool:
    return block.kind == "html" and any("mso-list:" in i.text for i in block.inlines if i.kind == "html")


class Held:
    """The elements that are open, and how many there are of each name."""

    def __init__(self) -> None:
        self.stack: list[str] = []
        self.names: Counter[str] = Counter()

    def __bool__(self) -> bool:
        return bool(self.stack)

    def open(self, name: str) -> None:
        """Open an element."""
        self.stack.append(name)
        self.names[name] += 1

    def close(self, name: str) -> None:
        """Close the innermost element of that name, if there is one, with all in it."""
        while self.names[name]:
            inner = self.stack.pop()
            self.names[inner] -= 1
            if inner == name:
                break


def _balance(block: Block, held: Held, in_code: bool) -> None:
    for tag in tags_of(block, in_code):
        if tag.closing:
            held.close(tag.name)
        elif tag.name not in tree.VOID and tag.name not in _OPTIONAL_END and tag.name in HTML_NAMES:
            held.open(tag.name)


def tags_of(block: Block, in_code: bool = False) -> Iterator[tokens.Tag]:
    """The tags of a block; with ``in_code`` also those that stand in indented code."""
    in_code = in_code and block.indented
    html = "".join(i.text for i in block.inlines if in_code or i.kind == "html")
    return (tag for tag in tokens.tags(html) if tag.name)


_STRETCH = 64_000
"""Bytes of source whose regions are planned and proven together."""


def stretches(groups: list[Group]) -> Iterator[list[Group]]:
    """Part groups, which are in order, where many bytes lie behind the first of them."""
    stretch: list[Group] = []
    for group in groups:
        if stretch and group[1][-1].end - stretch[0][1][0].start > _STRETCH:
            yield stretch
            stretch = []
        stretch.append(group)
    if stretch:
        yield stretch
