"""What could be rewritten: regions of a Markdown text, shaped by rules and policy, and the texts for them.

Planning only reads; see ``mixed`` for how proposals are proven and applied.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from lxml import etree
from lxml.etree import _Element

from normalizer import judge, mask, region, scan, tree, writer
from normalizer.dialects import Dialect
from normalizer.policy import Policy
from normalizer.record import Note, Record
from normalizer.region import Region
from normalizer.scan import Block
from normalizer.suppress import ALL, Suppression, suppressions

Shape = Callable[[_Element, Record, frozenset[str]], None]
"""Applies rules (but those named) and policy to a tree, in place, and notes what it did."""


@dataclass(slots=True)
class Text:
    """A Markdown body under work: its bytes, what must not be touched in it, its blocks."""

    source: bytes
    masked: list[tuple[int, int]] = field(init=False)
    document: Block = field(init=False)
    tops: list[int] = field(init=False)
    definitions: list[str] = field(init=False)
    suppressions: list[Suppression] = field(init=False)

    def __post_init__(self) -> None:
        self.masked = mask.spans(self.source)
        self.document = scan.blocks(mask.masked(self.source, self.masked))
        self.tops = [block.start for block in self.document.blocks]
        self.definitions = scan.definitions(self.source)
        self.suppressions = suppressions(self.source)

    def around(self, start: int, end: int) -> tuple[int, int]:
        """The range of the top-level blocks that ``[start, end)`` touches, and one neighbour on each side."""
        first = max(bisect_right(self.tops, start) - 2, 0)
        last = bisect_right(self.tops, max(start, end - 1)) + 1
        begin = self.tops[first] if first else 0
        return begin, self.tops[last] if last < len(self.tops) else len(self.source)


@dataclass(frozen=True, slots=True)
class Rung:
    """One way to write a region; ``judged`` is the same in the dialect that the judge reads."""

    text: str
    judged: str


@dataclass(slots=True)
class Proposal:
    """A region and the way in which it would be written; ``climb_down`` tries the next one."""

    region: Region
    record: Record
    rung: Rung
    without: frozenset[str]
    other: Callable[[], Rung | None]

    def climb_down(self) -> bool:
        """Take the next way to write the region, with raw emphasis tags; return whether there is one."""
        rung = self.other()
        self.other = _no_rung
        if rung is None or rung == self.rung:
            return False
        self.rung = rung
        return True


def _no_rung() -> None:
    return None


@dataclass(slots=True)
class Planner:
    """Turns the regions of a text into proposals.

    ``convert`` says that plain HTML is rewritten too, not only what a rule names, because the document
    shows an editor's hand. ``refused`` holds sources of regions that were tried before.
    """

    shape: Shape
    dialect: Dialect
    policy: Policy
    convert: bool
    refused: set[bytes] = field(default_factory=set)
    doubtful: list[tuple[Region, str]] = field(default_factory=list)
    used: set[bytes] = field(default_factory=set)

    def plan(self, text: Text) -> Iterator[Proposal]:
        """Yield proposals that do not overlap; of two regions one inside the other, the inner one."""
        taken: list[tuple[int, int]] = []
        groups = list(region.groups(text.document))
        for (kind, blocks), found in zip(groups, self._build(groups, text), strict=True):
            start, end = blocks[0].start, blocks[-1].end
            if any(first < end and start < last for first, last in taken[-64:]):
                continue
            if text.source[found.start : found.end] in self.refused:
                continue
            without = self._suppressed((kind, blocks), text) if text.suppressions else frozenset()
            proposal = self._propose(found, text, without)
            if proposal is not None:
                taken.append((start, end))
                yield proposal

    def _build(self, groups: list[region.Group], text: Text) -> list[Region]:
        return region.build(groups, text.source, text.masked, self.dialect.name == "kramdown")

    def _suppressed(self, group: region.Group, text: Text) -> frozenset[str]:
        """The rules that comments keep out of this region; a comment that keeps one out is used."""
        blocks = group[1]
        covering = [one for one in text.suppressions if one.covers(blocks[0].start, blocks[-1].end)]
        if not covering:
            return frozenset()
        record = Record()
        self.shape(self._build([group], text)[0].root, record, frozenset())
        for one in covering:
            if any(one.keeps_out(note.rule) for note in record.notes):
                one.used = True
                self.used.add(text.source[one.comment :].split(b"-->", 1)[0])
        return frozenset().union(*(one.rules for one in covering))

    def _counts(self, note: Note) -> bool:
        """Whether a note is reason enough to rewrite: in one's own posts, what is merely off the list is not."""
        return self.policy.name == "strict" or not note.rule.startswith(("disallowed-", "unknown-", "url-"))

    def _doubt(self, found: Region, notes: list[Note]) -> str:
        """Why this region cannot be rewritten at all, or an empty string."""
        unsafe = [note for note in notes if note.rule.startswith("unsafe-")]
        if self.policy.name == "author" and unsafe and not any(_runs_code(note) for note in unsafe):
            return f"{unsafe[0].before[:60]} is not for this tool to keep or to remove; look at it"
        if found.templated and not any(_runs_code(note) for note in unsafe):
            return "template code stands inside a tag; rewrite this place by hand"
        if self.dialect.name in _TWO_READINGS and found.loose and not unsafe:
            return "Markdown follows HTML without a blank line, and renderers read it in two ways; put one between"
        return ""

    def _propose(self, found: Region, text: Text, without: frozenset[str]) -> Proposal | None:
        record = Record()
        self.shape(found.root, record, without)
        named = [note for note in record.notes if self._counts(note)]
        if not named and (not self.convert or ALL in without):
            return None
        reason = self._doubt(found, named)
        if reason:
            self.doubtful.append((found, reason))
            return None
        old = text.source[found.start : found.end].replace(b"\r\n", b"\n").decode("utf-8")
        rung = self._rung(found, text, False)
        if rung is None or rung.text == old:
            return None
        if not named and _keeps_html(rung.text):
            return None
        return Proposal(found, record, rung, without, partial(self._rung, found, text, True))

    def _rung(self, found: Region, text: Text, raw: bool) -> Rung | None:
        written = _written(found, text.source, self.dialect, raw)
        if written is None:
            return None
        judged = judge.dialect_for(self.dialect)
        if judged is self.dialect:
            return Rung(written, written)
        reading = _written(found, text.source, judged, raw)
        return Rung(written, written if reading is None else reading)


_CODE_ELEMENTS = ("<script", "<object", "<embed", "<applet")


def _runs_code(note: Note) -> bool:
    return note.rule in ("unsafe-attribute", "unsafe-url") or note.before.lower().startswith(_CODE_ELEMENTS)


_TWO_READINGS = frozenset(("portable", "kramdown", "python-markdown"))


def _keeps_html(text: str) -> bool:
    """Whether HTML blocks would stay HTML blocks, so that the rewrite is not worth its diff."""
    return any(line.lstrip(" >").startswith("<") for line in text.split("\n"))


def _written(found: Region, source: bytes, dialect: Dialect, raw: bool) -> str | None:
    context = found.kind if found.kind in ("heading", "cell") else "document"
    try:
        new = writer.write(found.root, dialect, context=context, raw_emphasis=raw, original=_original(found))
    except writer.NotInline:
        return None
    return _in_place(new, found, source)


def _original(found: Region) -> Callable[[_Element], str | None]:
    """The source text of a start tag that neither rules nor policy have touched."""

    def original(el: _Element) -> str | None:
        mark = tree.mark_of(el)
        if not 0 <= mark < len(found.tags):
            return None
        return found.tags[mark] if _same_tag(el, found.tags[mark]) else None

    return original


def _same_tag(el: _Element, source: str) -> bool:
    parsed = tree.parse(source)
    while len(parsed) and parsed[0].tag != el.tag:
        parsed = parsed[0]
    if not len(parsed):
        return False
    return {k: v for k, v in el.attrib.items() if k[0] != "_"} == dict(parsed[0].attrib)


def _in_place(new: str, found: Region, source: bytes) -> str:
    """Give the lines of ``new`` the prefix of their containers, and the blank lines that a block needs."""
    if found.kind == "blocks" and new:
        above, below = _neighbours(found, source)
        if above and source[found.start : found.start + 1] == b"<":
            new = "\n" + new
        if below:
            new += "\n"
    prefix = scan.prefix_of(found.path, source).decode("ascii")
    if prefix and "\n" in new:
        lines = new.split("\n")
        new = "\n".join(
            [lines[0], *((prefix + line).rstrip(" ") if not line else prefix + line for line in lines[1:])]
        )
    return new


def _neighbours(found: Region, source: bytes) -> tuple[bool, bool]:
    """Whether the lines just above and just below the region hold text of the same container."""
    line_start = source.rfind(b"\n", 0, found.start) + 1
    above = source[:line_start].splitlines()[-1:] if line_start and not found.path else []
    line_end = source.find(b"\n", found.end)
    below = source[line_end + 1 :].split(b"\n", 1)[:1] if line_end >= 0 and not found.path else []
    return any(line.strip() for line in above), any(line.strip() for line in below)


def elements(root: _Element) -> Iterator[_Element]:
    """The elements of a region that came from HTML."""
    return (el for el in root.iter(etree.Element) if el is not root and not tree.is_pristine(el))
