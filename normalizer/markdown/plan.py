"""What could be rewritten: regions of a Markdown text, shaped by rules and policy, and the texts for them.

Planning only reads; see ``mixed`` for how proposals are proven and applied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from lxml.etree import _Element

from normalizer.dialects.dialect import Dialect
from normalizer.lazy import regex
from normalizer.markdown import footnotes, foreseen, grouping, pieces, region
from normalizer.markdown.body import Body
from normalizer.markdown.placing import written
from normalizer.markdown.region import Region
from normalizer.policy import cut, limits, neutralize
from normalizer.policy.policies import Policy
from normalizer.proof import judge, second_judge
from normalizer.record import Note, Record
from normalizer.source.scan import Block
from normalizer.source.suppress import ALL
from normalizer.values import field, frozen, mutable, replace

Shape = Callable[[_Element, Record, frozenset[str]], None]
"""Applies rules (but those named) and policy to a tree, in place, and notes what it did."""


@frozen
class Rung:
    """One way to write a region; ``judged`` is the same in the dialect that the judge reads."""

    text: str
    judged: str


@mutable
class Proposal:
    """A region and the way in which it would be written; ``others`` are the ways to try when that fails."""

    region: Region
    record: Record
    rung: Rung
    without: frozenset[str]
    others: list[Callable[[], Proposal | None]]
    footnotes: list[tuple[str, str]]
    """The ends of footnotes that rules made in it."""
    foreseen: foreseen.Foreseen | None
    """The page of the document with it, where that is known already."""

    def joins(self, other: Proposal) -> bool:
        """Whether both are made by the same rules, so that one page can prove them."""
        return self.without == other.without

    def release(self) -> None:
        """Let go of what only the other ways to write the place would need."""
        self.others = []
        self.region.release()

    def next(self) -> Proposal | None:
        """The next way to write the same place, or None."""
        while self.others:
            other = self.others.pop(0)()
            if other is not None and (other.rung != self.rung or other.region is not self.region):
                other.others = self.others
                return other
        return None


@mutable
class Planner:
    """Turns the regions of a text into proposals.

    ``convert`` says that plain HTML is rewritten too, not only what a rule names, because the document
    shows an editor's hand. ``refused`` holds the surroundings of regions that were tried before: what
    changes next to one may let it be proven.
    """

    shape: Shape
    dialect: Dialect
    policy: Policy
    convert: bool
    refused: set[tuple[bytes, bytes, bytes]] = field(default_factory=set)
    set_aside: frozenset[str] = frozenset()
    """Rules that have no place in this document after all."""
    doubtful: list[tuple[Region, str]] = field(default_factory=list)
    kept: list[tuple[Region, int, str, str]] = field(default_factory=list)
    """What rules left as it is: the mark of the element, the rule, its reason."""
    used: set[bytes] = field(default_factory=set)

    def plan(self, text: Body) -> Iterator[list[Proposal]]:
        """Yield proposals, those of one stretch of the text together; a long text is never all in memory as trees.

        Proposals do not overlap; of two regions one inside the other, the inner one is proposed.
        """
        found = grouping.groups(text.document, text.source, self.dialect.name in _TWO_READINGS)
        groups = sorted(found, key=lambda group: group[1][-1].end)  # a stable order: inner ones stay first
        limits.check_regions(len(groups), self.policy.limits)
        taken: list[tuple[int, int]] = []
        for stretch in grouping.stretches(groups):
            yield self._proposals(stretch, text, taken)

    def _proposals(
        self, groups: list[grouping.Group], text: Body, taken: list[tuple[int, int]]
    ) -> list[Proposal]:
        proposals: list[Proposal] = []
        readings = [self._readings(blocks) for _, blocks in groups]
        regions = region.build(groups, text.source, text.masked, [reading[0] for reading in readings])
        for group, found, reading in zip(groups, regions, readings, strict=True):
            start, end = group[1][0].start, group[1][-1].end
            if any(first < end and start < last for first, last in taken[-64:]):
                continue
            if self.refused and text.surroundings(found) in self.refused:
                continue
            without = self._suppressed(group, text) if text.suppressions else frozenset()
            without |= self.set_aside
            others = [partial(self._reread, group, text, without, raw) for raw in reading[1:]]
            proposal = self._propose(found, text, without, others)
            ours = [proposal] if proposal is not None else self._elements(found, text, without)
            if ours:
                taken.append((start, end))
                proposals += ours
        return proposals

    def _elements(self, found: Region, text: Body, without: frozenset[str]) -> list[Proposal]:
        """Proposals for the elements of a region in which something must be left alone: those without it."""
        place = found.start, found.end
        last = self.doubtful[-1][0] if self.doubtful else None
        if last is None or (last.start, last.end) != place:
            return []
        if found.kind == grouping.UNCLOSED or found.parted or found.marked_up:
            return []
        elements = self.pieces(found, text)
        if elements:
            self.doubtful[:] = [doubt for doubt in self.doubtful if (doubt[0].start, doubt[0].end) != place]
        return self.instead(elements, text, without)

    def pieces(self, whole: Region, text: Body) -> list[Region]:
        """The elements of a region that can be tried each on its own."""
        return pieces.of(whole, text, self.dialect.name in _TWO_READINGS)

    def release(self) -> None:
        """Let go of the trees of what was left as it is; only places are still asked for."""
        for found in (*(kept[0] for kept in self.kept), *(doubt[0] for doubt in self.doubtful)):
            found.release()

    def _readings(self, blocks: list[Block]) -> tuple[bool, ...]:
        """The ways to read these blocks, as HTML throughout (True) or as Markdown between tags, best first."""
        if self.dialect.name not in _TWO_READINGS or not region.may_be_raw(blocks):
            return (False,)
        if region.is_markdown(blocks):  # markdown="1": they all read it as Markdown
            return (False,)
        only = self.dialect.name == "kramdown" or region.has_tags_in_code(blocks)
        return (True,) if only else (True, False)

    def _reread(
        self, group: grouping.Group, text: Body, without: frozenset[str], raw: bool
    ) -> Proposal | None:
        [found] = region.build([group], text.source, text.masked, [raw])
        return self._propose(found, text, without, [])

    def _suppressed(self, group: grouping.Group, text: Body) -> frozenset[str]:
        """The rules that comments keep out of this region; a comment that keeps one out is used."""
        blocks = group[1]
        covering = [one for one in text.suppressions if one.covers(blocks[0].start, blocks[-1].end)]
        if not covering:
            return frozenset()
        record = Record()
        [found] = region.build([group], text.source, text.masked, [self._readings(blocks)[0]])
        self.shape(found.root, record, frozenset())
        for one in covering:
            converts = self.convert and ALL in one.rules
            if converts or any(one.keeps_out(note.rule) for note in record.notes):
                one.used = True
                self.used.add(text.source[one.comment :].split(b"-->", 1)[0])
        return frozenset().union(*(one.rules for one in covering))

    def _doubt(self, found: Region, source: bytes, notes: list[Note]) -> str:
        """Why this region cannot be rewritten at all, or an empty string."""
        if found.swallowed:
            tag = f"<{found.swallowed}>"
            return f"{tag} is opened here and never closed, and hides what follows; write &lt;{tag[1:]} if the tag is meant"
        unsafe = [note for note in notes if note.rule.startswith("unsafe-")]
        runs_code = bool(unsafe) and cut.without_code(source, self.policy) != source
        if self.policy.own and unsafe and not found.templated and not runs_code:
            return f"{unsafe[0].before[:60]} is not for this tool to keep or to remove; look at it"
        if found.templated and (self.policy.own or not runs_code):
            return "template code stands inside a tag; rewrite this place by hand"
        if found.moved and (self.policy.own or not runs_code):
            return "template code stands where HTML can hold no text; rewrite this place by hand"
        return "" if unsafe else self._two_readings(found)

    def _two_readings(self, found: Region) -> str:
        """Why renderers may read this region in two ways; what is unsafe goes all the same."""
        if found.controls:
            return "a control character stands here; delete it first"
        if found.kind == grouping.UNCLOSED:
            return "an end tag is missing or out of order here, and some renderers take what follows for HTML; close the element"
        if found.fenced:
            return (
                "a code fence follows HTML without a blank line, so it is no fence; put a blank line between"
            )
        if self.dialect.name not in _TWO_READINGS:
            return ""
        if found.parted:
            return TWO_PAGES
        if found.marked_up:
            return "only some renderers heed the attribute markdown=…; put blank lines around what it holds"
        if found.loose:
            return "Markdown follows HTML without a blank line, and renderers read it in two ways; put one between"
        return ""

    def instead(self, found: Sequence[Region], text: Body, without: frozenset[str]) -> list[Proposal]:
        """Return proposals for regions that stand for one that could not be proven."""
        proposals = (self._propose(one, text, without, []) for one in found)
        return [proposal for proposal in proposals if proposal is not None]

    def _propose(
        self,
        found: Region,
        text: Body,
        without: frozenset[str],
        others: Sequence[Callable[[], Proposal | None]],
    ) -> Proposal | None:
        record = Record(found.tag)
        shown = foreseen.shown(found, text.source)
        self.shape(found.root, record, without)
        page = foreseen.of(found, shown)
        named = [note for note in record.notes if self.policy.minds(note.rule)]
        if not named and (not self.convert or ALL in without):
            return None
        reason = self._doubt(found, text.source[found.start : found.end], named)
        if reason:
            self.doubtful.append((found, reason))
            return others[0]() if others else None
        self.kept += [(found, *kept) for kept in dict.fromkeys(record.kept)]
        old = text.source[found.start : found.end].replace(b"\r\n", b"\n").decode("utf-8")
        rung = self._rung(found, text, False)
        if rung is None or rung.text == old or (not named and _keeps_html(rung.text)):
            return None
        if self._objectionable(found, rung):
            self.doubtful.append((found, "a second sanitizer objects to the HTML that would stay"))
            return None
        if self.dialect.name != "kramdown" and region.SHOWN_END_TAGS not in without:
            for shown in found.shown:
                record.change(region.SHOWN_END_TAGS, -1, shown, "", "declared")
                record.lose(region.SHOWN_END_TAGS, "text", shown)
        proposal = Proposal(found, record, rung, without, [], footnotes.ends(found.root), page)
        proposal.others = [partial(self._with_raw_emphasis, proposal, text), *others]
        return proposal

    def _objectionable(self, found: Region, rung: Rung) -> bool:
        if self.policy.own or not _RAW_TAG.search(rung.text):
            return False
        return second_judge.objects_to(found.root, self.policy)

    def _with_raw_emphasis(self, proposal: Proposal, text: Body) -> Proposal | None:
        rung = self._rung(proposal.region, text, True)
        return None if rung is None else replace(proposal, rung=rung)

    def _rung(self, found: Region, text: Body, raw: bool) -> Rung | None:
        new = written(found, text.source, self.dialect, raw)
        if new is None:
            return None
        if not self.policy.own and _RAW_TAG.search(new) and neutralize.edits(new, self.policy):
            new = written(found, text.source, self.dialect.for_strangers(), raw) or new
        judged = judge.dialect_for(self.dialect)
        if judged is self.dialect:
            return Rung(new, new)
        reading = written(found, text.source, judged, raw)
        return Rung(new, new if reading is None else reading)


TWO_PAGES = "CommonMark ends this HTML at a blank line in it and kramdown does not; take the blank lines out"
_TWO_READINGS = frozenset(("portable", "kramdown", "python-markdown"))


_RAW_TAG = regex("<[a-zA-Z]")


def _keeps_html(text: str) -> bool:
    """Whether HTML blocks would stay HTML blocks, so that the rewrite is not worth its diff."""
    return any(line.lstrip(" >").startswith("<") for line in text.split("\n"))
