"""A stretch of Markdown source that holds HTML, as a tree: HTML becomes elements, Markdown opaque leaves.

A region is one leaf block (a paragraph, a heading, a table cell, the text of a tight item) or a run of
sibling blocks that an element holds together (``<div>``, blank lines, Markdown, ``</div>``).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from lxml import etree
from lxml.etree import _Element

from normalizer import scan, tokens, tree
from normalizer.elements import HTML_NAMES
from normalizer.scan import Block, Inline

_HOLE = "x-opaque"
_INLINE_KINDS = frozenset(("paragraph", "heading", "cell", "tight"))
_OPTIONAL_END = frozenset("p li dt dd td th tr thead tbody tfoot option optgroup colgroup rt rp".split())
"""Elements whose end tag may be left out: one that stays open does not hold later blocks."""


@dataclass(slots=True)
class Region:
    """``source[start:end]`` as a tree; ``marks[n]`` is the byte offset of the start tag numbered ``n``."""

    kind: str
    start: int
    end: int
    path: list[Block]
    root: _Element
    marks: list[int] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    templated: bool = False
    """Template code stands inside a tag."""
    raw: bool = False
    """The renderer takes all of it for HTML, blank lines and what looks like Markdown included."""


def regions(document: Block, source: bytes) -> Iterator[tuple[str, list[Block]]]:
    """Yield (kind, sibling blocks) for every stretch that holds HTML, in document order, inner ones first."""
    stack = [document]
    containers = []
    while stack:
        block = stack.pop()
        if block.blocks:
            containers.append(block)
            stack.extend(block.blocks)
    for container in reversed(containers):
        yield from _runs(container)


def _runs(container: Block) -> Iterator[tuple[str, list[Block]]]:
    """Group the children of ``container`` so that every element opens and closes in one group."""
    held: list[str] = []
    run: list[Block] = []
    for block in container.blocks:
        if block.kind in ("cell", "heading"):
            if held:
                run.append(block)
            elif _has_html(block):
                yield block.kind, [block]
            continue
        if held or _has_html(block):
            run.append(block)
            _balance(block, held)
            if not held:
                yield ("blocks", run)
                run = []
    if run:  # an element that never closes: each block on its own
        for block in run:
            if _has_html(block):
                yield ("blocks", [block])


def _has_html(block: Block) -> bool:
    return block.kind in _INLINE_KINDS | {"html"} and any(i.kind == "html" for i in block.inlines)


def _balance(block: Block, held: list[str]) -> None:
    for tag in _tags(block):
        if tag.closing:
            if tag.name in held:
                while held.pop() != tag.name:
                    pass
        elif tag.name not in tree.VOID and tag.name not in _OPTIONAL_END and tag.name in HTML_NAMES:
            held.append(tag.name)


def _tags(block: Block) -> Iterator[tokens.Tag]:
    html = "".join(i.text for i in block.inlines if i.kind == "html")
    return (tag for tag in tokens.tags(html) if tag.name)


class Composer:
    """Writes the HTML of a region: tags numbered, Markdown as holes that are filled after the parse."""

    def __init__(self, source: bytes, masked: list[tuple[int, int]]) -> None:
        self.source = source
        self.masked = masked
        self.html: list[str] = []
        self.holes: list[tuple[str, str, str]] = []
        self.marks: list[int] = []
        self.tags: list[str] = []
        self.templated = False

    def hole(self, kind: str, src: str, text: str) -> None:
        name = "section" if kind == tree.BLOCK else _HOLE
        self.html.append(f'<{name} _n="h{len(self.holes)}"></{name}>')
        self.holes.append((kind, src, text))

    def raw(self, pieces: list[tuple[int, int]]) -> None:
        """Add raw HTML, the concatenation of source ranges; template code in its text becomes a hole.

        Offsets are those of bytes: the tokenizer reads the bytes as Latin-1, one letter a byte.
        """
        data = b"".join(self.source[start:end] for start, end in pieces)
        places = list(accumulate((end - start for start, end in pieces), initial=0))
        masked = self._masked_in(pieces, places)
        done = 0
        for tag in tokens.tags(data.decode("latin-1")):
            inside = [span for span in masked if span[0] < tag.end and span[1] > tag.start]
            self.templated |= bool(inside)
            self._text(data, done, tag.start, masked)
            self._tag(data, tag, pieces, places)
            done = tag.end
        self._text(data, done, len(data), masked)

    def _masked_in(self, pieces: list[tuple[int, int]], places: list[int]) -> list[tuple[int, int]]:
        if not self.masked:
            return []
        return [
            (place + start - first, place + end - first)
            for (first, last), place in zip(pieces, places, strict=False)
            for start, end in self.masked[bisect_left(self.masked, (first, 0)) : bisect_left(self.masked, (last, 0))]
            if end <= last
        ]

    def _text(self, data: bytes, start: int, end: int, masked: list[tuple[int, int]]) -> None:
        for first, last in masked:
            if start <= first and last <= end:
                self.html.append(_lf(data[start:first]))
                self.hole(tree.MARKDOWN, _lf(data[first:last]), "\ufffc")
                start = last
        self.html.append(_lf(data[start:end]))

    def _tag(self, data: bytes, tag: tokens.Tag, pieces: list[tuple[int, int]], places: list[int]) -> None:
        if not tag.name or tag.closing:
            self.html.append(_lf(data[tag.start : tag.end]))
            return
        self.html.append(f'{_lf(data[tag.start : tag.name_end])} _n="{len(self.marks)}"{_lf(data[tag.name_end : tag.end])}')
        piece = bisect_right(places, tag.start) - 1
        self.marks.append(pieces[min(piece, len(pieces) - 1)][0] + tag.start - places[piece])
        self.tags.append(_lf(data[tag.start : tag.end]))

    def inline(self, block: Block, path: list[Block]) -> None:
        """Add the content of a leaf block: the Markdown between its tags as it stands."""
        done = block.inlines[0].start if block.kind != "paragraph" else block.start
        pending: list[Inline] = []
        for event in block.inlines:
            if event.kind == "html" and _is_html(event.text):
                self._markdown(done, event.start, pending, path)
                pending = []
                self.raw([(event.start, event.end)])
                done = event.end
            else:
                pending.append(event)
        self._markdown(done, _content_end(block, self.source), pending, path)

    def _markdown(self, start: int, end: int, events: list[Inline], path: list[Block]) -> None:
        if start >= end:
            return
        src = self.lines(start, end, path)
        text = "".join(_shown(event) for event in events)
        if not text.strip() and src.strip() and not any(e.kind in ("text", "code") for e in events):
            text = "\ufffc"
        self.hole(tree.MARKDOWN, src, text)

    def lines(self, start: int, end: int, path: list[Block]) -> str:
        """``source[start:end]`` without the prefixes of its containers, line ends as ``\\n``."""
        first, *rest = self.source[start:end].replace(b"\r\n", b"\n").split(b"\n")
        stripped = [scan.strip_prefix(line, path, self.source) for line in rest] if path else rest
        return b"\n".join([first, *stripped]).decode("utf-8")

    def build(self) -> _Element:
        """Parse what was added and put the Markdown back as opaque leaves."""
        root = tree.parse("".join(self.html))
        for el in list(root.iter(_HOLE, "section", "p", "h1", "h2", "h3", "h4", "h5", "h6")):
            number = el.get(tree.MARK, "")
            if number[:1] == "h":
                self._fill(el, number[1:])
        mark_pristine(root)
        return root

    def _fill(self, el: _Element, number: str) -> None:
        del el.attrib[tree.MARK]
        if not number:
            return
        kind, src, text = self.holes[int(number)]
        el.tag = kind
        el.set("src", src)
        el.text = text


def mark_pristine(root: _Element) -> None:
    """Mark every element that did not come from a numbered tag as pristine: rules leave it alone."""
    for el in root.iter(etree.Element):
        if el.get(tree.MARK) is None and el is not root and el.tag not in (tree.MARKDOWN, tree.BLOCK):
            el.set("_open", "")


def _content_end(block: Block, source: bytes) -> int:
    if block.kind == "paragraph":
        return block.start + len(source[block.start : block.end].rstrip(b"\r\n"))
    return max(event.end for event in block.inlines)


def _is_html(text: str) -> bool:
    """Whether a tag is HTML's; ``<String>`` or ``<Sandpack>`` is left as the author's text."""
    name = text[1:].lstrip("/")
    end = next((k for k, c in enumerate(name) if c in " \t\n\r\f/>"), len(name))
    plain = name[:end]
    return plain in HTML_NAMES or plain.lower() in HTML_NAMES and plain.isupper() or ":" in plain or plain[:1] in "!?"


def _shown(event: Inline) -> str:
    if event.kind in ("text", "code"):
        return event.text
    if event.kind == "break":
        return " "
    return "\ufffc" if event.kind in ("image", "other") else ""


def build(kind: str, blocks: list[Block], source: bytes, masked: list[tuple[int, int]], kramdown: bool = False) -> Region:
    """Turn the sibling ``blocks`` into a Region with its tree, as CommonMark or as kramdown reads them."""
    path = blocks[0].path()
    last = blocks[-1]
    start = blocks[0].start if kind == "blocks" else blocks[0].inlines[0].start
    end = _content_end(last, source) if kind != "blocks" else last.start + len(source[last.start : last.end].rstrip())
    composer = Composer(source, masked)
    raw = kramdown and len(blocks) > 1 and not path and _opens_html(blocks[0])
    if raw:
        composer.raw([(start, end)])
    else:
        _compose(composer, blocks, path)
    return Region(kind, start, end, path, composer.build(), composer.marks, composer.tags, composer.templated, raw)


_SPAN_ELEMENTS = frozenset(
    "a abbr acronym b big bdo br button cite code del dfn em i img input ins kbd label mark option q rb rbc rp rt rtc "
    "ruby samp select small span strong sub sup tt u var".split()
)
"""What kramdown takes for span-level HTML; every other tag at the start of a line opens a block there."""


def _opens_html(block: Block) -> bool:
    first = next(_tags(block), None) if block.kind == "html" else None
    return first is not None and first.name not in _SPAN_ELEMENTS


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
            end = block.start + len(composer.source[block.start : block.end].rstrip())
            composer.hole(tree.BLOCK, composer.lines(block.start, end, path), "\ufffc")


def _lf(data: bytes) -> str:
    return data.decode("utf-8").replace("\r\n", "\n")
