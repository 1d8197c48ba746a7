"""Stretches of Markdown source that hold HTML, as trees: HTML becomes elements, Markdown opaque leaves.

A region is one leaf block (a paragraph, a heading, a table cell, the text of a tight item) or a run of
sibling blocks that an element holds together (``<div>``, blank lines, Markdown, ``</div>``).
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence

from lxml import etree
from lxml.etree import _Element

from normalizer.html import tokens, tree
from normalizer.html.elements import BLOCKS
from normalizer.lazy import regex
from normalizer.markdown import context
from normalizer.markdown.compose import Composer, content_end, trees
from normalizer.markdown.grouping import INLINE_KINDS, UNCLOSED, Group, opens_block, tags_of
from normalizer.source.scan import Block
from normalizer.values import mutable


@mutable
class Region:
    """``source[start:end]`` as a tree; ``marks[n]`` is the byte offset of the start tag numbered ``n``."""

    kind: str
    start: int
    end: int
    path: list[Block]
    root: _Element
    marks: list[int]
    tags: list[str]
    """The source of each numbered start tag."""
    html: bool
    """It is HTML throughout, in blocks that hang together or stand next to each other."""
    inline: bool
    """It is a paragraph, or the text of a tight item: no HTML that a renderer takes for a block."""
    templated: bool
    """Template code stands inside a tag."""
    moved: bool
    """Template code stands where HTML can hold no text."""
    controls: bool
    """The Markdown in it holds control characters, which a tree cannot carry."""
    fenced: bool
    """In such text a code fence stands, which CommonMark shows as text."""
    loose: bool
    """Text that could be Markdown stands in an HTML block, outside of every block element."""
    marked_up: bool
    """What could be Markdown stands, without blank lines around it, in an element with ``markdown="1"``."""
    raw: bool
    """The renderer takes all of it for HTML, blank lines and what looks like Markdown included."""
    parted: bool
    """It is read as Markdown between tags, and CommonMark takes some tags for code, or some code for Markdown."""
    composed: str
    """The HTML that it was parsed from, where that is all the HTML there is in the document; else empty."""
    swallowed: str
    """The name of an element in prose that is never closed, and has all that follows for content that is not shown."""
    shown: list[str]
    """End tags in a ``raw`` region that stand so far to the right that CommonMark shows them as code."""

    @property
    def is_block(self) -> bool:
        """Whether it stands on lines of its own."""
        return self.kind in ("blocks", UNCLOSED)

    def is_in(self, start: int, end: int) -> bool:
        """Whether all of it lies in ``[start, end)``."""
        return start <= self.start and self.end <= end

    def release(self) -> None:
        """Let go of the tree, which is large; the places stay."""
        self.root = _RELEASED
        self.composed = ""

    def tag(self, mark: int) -> str:
        """The source of a start tag; empty for one that no source has."""
        return self.tags[mark] if mark < len(self.tags) else ""


_RELEASED = etree.Element("body")


def has_tags_in_code(blocks: list[Block]) -> bool:
    """Whether CommonMark shows tags of this HTML as code, because they are indented and follow a blank line."""
    return any(True for block in blocks if block.indented for _ in tags_of(block, True))


def _shown_end_tags(blocks: list[Block]) -> list[str]:
    texts = ("".join(inline.text for inline in block.inlines) for block in blocks if block.indented)
    return [text for text in texts if _END_TAGS.fullmatch(text)]


SHOWN_END_TAGS = "end-tag-shown-as-code"
"""The id under which the text of such end tags is declared as lost."""
_END_TAGS = regex(r"\s*+</[a-zA-Z][^<>]*+>\s*+(?:</?[a-zA-Z][^<>]*+>\s*+)*+")


def build(
    found: Sequence[Group], source: bytes, masked: list[tuple[int, int]], raws: Sequence[bool]
) -> list[Region]:
    """Turn groups of sibling blocks into Regions with their trees; ``raws`` says which are HTML throughout."""
    composers: list[Composer] = []
    places: list[tuple[int, int, bool]] = []
    for (kind, blocks), raw in zip(found, raws, strict=True):
        composer = Composer(source, masked)
        start, end = _extent(kind, blocks, source)
        if raw:
            composer.raw([(start, end)])
        else:
            _compose(composer, blocks, blocks[0].path())
        composers.append(composer)
        places.append((start, end, raw))
    roots = trees(composers)
    for (kind, blocks), root in zip(found, roots, strict=True):
        context.put_in(root, kind, blocks[0], source)
    return [
        Region(
            kind=kind,
            start=start,
            end=end,
            path=blocks[0].path(),
            root=root,
            marks=one.marks,
            tags=one.tags,
            html=raw or all(block.kind == "html" for block in blocks),
            inline=all(block.kind in ("paragraph", "tight") for block in blocks),
            templated=one.templated,
            moved=one.moved,
            controls=one.controls,
            fenced=loose_text(root, FENCE),
            loose=_loose(blocks, root),
            marked_up=marked_up(root),
            raw=raw,
            parted=not raw and (has_tags_in_code(blocks) or _is_in_code(root)),
            composed="".join(one.html) if len(composers) == 1 and not one.holes else "",
            swallowed=_swallowed(blocks),
            shown=_shown_end_tags(blocks) if raw else [],
        )
        for (kind, blocks), (start, end, raw), one, root in zip(found, places, composers, roots, strict=True)
    ]


_HIDES = tokens.RAW_TEXT | frozenset("noscript template svg math object applet canvas datalist".split())
_HIDING = regex(rf"<(?:{'|'.join(sorted(_HIDES))})[ \t\n\r\f/>]", re.I)


def _swallowed(blocks: list[Block]) -> str:
    html = "".join(inline.text for block in blocks for inline in block.inlines if inline.kind == "html")
    if not _HIDING.search(html) or any(block.kind not in INLINE_KINDS for block in blocks):
        return ""
    opened: dict[str, deque[int]] = {}
    for tag in tokens.tags(html):
        if not tag.closing and tag.name in _HIDES:
            opened.setdefault(tag.name, deque()).append(tag.start)
        elif opened.get(tag.name):
            opened[tag.name].popleft()
    return min(((places[0], name) for name, places in opened.items() if places), default=(0, ""))[1]


def _extent(kind: str, blocks: list[Block], source: bytes) -> tuple[int, int]:
    first, last = blocks[0], blocks[-1]
    if kind not in ("blocks", UNCLOSED):
        return first.inlines[0].start, content_end(first, source)
    return first.start, last.start + len(source[last.start : last.end].rstrip())


_MARKDOWN_LIKE = regex(r"[*_`\[#|>~]|^[ \t]*(?:[-+]|[0-9]+[.)])[ \t]", re.M)


def marked_up(root: _Element) -> bool:
    """Whether what could be Markdown stands, not read as such, in an element that says it is."""
    return any(
        _MARKDOWN_LIKE.search(piece)
        for el in root.iter(etree.Element)
        if el.get("markdown") not in (None, "0")
        for inner in el.iter(etree.Element)
        if inner.tag not in (tree.MARKDOWN, tree.BLOCK)
        for piece in (inner.text, *(child.tail for child in inner))
        if piece
    )


def is_markdown(blocks: list[Block]) -> bool:
    """Whether the element that opens these blocks says that its content is Markdown."""
    return bool(_MARKDOWN_ATTRIBUTE.match("".join(i.text for i in blocks[0].inlines[:1])))


_MARKDOWN_ATTRIBUTE = regex(r"\s*<[a-zA-Z][^<>]*?\smarkdown\s*=\s*[\"']?(?:1|block|span)\b", re.I)


def _is_in_code(root: _Element) -> bool:
    """Whether blocks of Markdown stand in a ``pre``, which a blank line has cut."""
    found = (inner for pre in root.iter("pre") for inner in pre.iter("p", tree.BLOCK))
    return any(inner.tag == tree.BLOCK or tree.FROM_MARKDOWN in inner.attrib for inner in found)


def _loose(blocks: list[Block], root: _Element) -> bool:
    return any(block.kind == "html" for block in blocks) and loose_text(root)


FENCE = regex(r"^[ \t]*(?:```|~~~)", re.M)


def loose_text(root: _Element, pattern: re.Pattern[str] = _MARKDOWN_LIKE) -> bool:
    """Whether text that could be Markdown stands outside of every block element."""
    stack = [root]
    while stack:
        el = stack.pop()
        pieces = [el.text, *(child.tail for child in el)]
        if any(piece and pattern.search(piece) for piece in pieces):
            return True
        stack += [
            child
            for child in el
            if child.tag not in BLOCKS and child.tag != tree.MARKDOWN and isinstance(child.tag, str)
        ]
    return False


def may_be_raw(blocks: list[Block]) -> bool:
    """Whether kramdown takes these blocks, which CommonMark parts at blank lines, for one piece of HTML."""
    return len(blocks) > 1 and not blocks[0].path() and opens_block(blocks[0])


def _compose(composer: Composer, blocks: list[Block], path: list[Block]) -> None:
    for block in blocks:
        if block.kind in ("paragraph", "tight"):
            composer.html.append(f'<p {tree.MARK}="h">')
            composer.inline(block, path)
            composer.html.append("</p>")
        elif block.kind in ("heading", "cell") and len(blocks) == 1:
            composer.inline(block, path)
        elif block.kind == "html":
            composer.raw([(event.start, event.end) for event in block.inlines])
        else:
            start = _with_indent(block, composer.source)
            end = block.start + len(composer.source[block.start : block.end].rstrip())
            composer.hole(tree.BLOCK, composer.lines(start, end, path), "\ufffc")


def _with_indent(block: Block, source: bytes) -> int:
    """Where a block starts with the blanks before it, which are part of indented code."""
    line_start = source.rfind(b"\n", 0, block.start) + 1
    return (
        line_start
        if block.kind == "code" and not source[line_start : block.start].strip(b" \t")
        else block.start
    )


def mark_pristine(root: _Element) -> None:
    """Mark every element that did not come from a numbered tag as pristine: rules leave it alone."""
    for el in root.iter(etree.Element):
        if el.get(tree.MARK) is None and el is not root:
            el.set(tree.FROM_MARKDOWN, "")
