"""Proposals against the laws: tried together on the rendered page, and split until the one at fault is found."""

from __future__ import annotations

from lxml.etree import _Element

from normalizer.html import parsing
from normalizer.html.page import page_text
from normalizer.lazy import regex
from normalizer.markdown import footnotes, foreseen, region, templates
from normalizer.markdown.body import Body
from normalizer.markdown.foreseen import BLANK_LINE
from normalizer.markdown.plan import TWO_PAGES, Planner, Proposal
from normalizer.markdown.splice import spliced
from normalizer.proof import judge, laws
from normalizer.proof.folding import folded
from normalizer.record import Record
from normalizer.source import mask

_PARTS = 8
"""Into how many parts a group that is not proven is split. A part is small, so its page is, too."""


class Prover:
    """Checks proposals against the laws and sorts them into accepted and refused."""

    def __init__(self, text: Body, planner: Planner, newline: str) -> None:
        self.text = text
        self.planner = planner
        self.kramdown = planner.dialect.name == "kramdown"
        self.shape = planner.shape
        self.newline = newline
        self.accepted: list[Proposal] = []
        self.refused: list[tuple[Proposal, str]] = []

    def settle(self, proposals: list[Proposal]) -> None:
        """Accept what is proven; split what is not until one proposal stands alone, then try its next rung."""
        proposals.sort(key=lambda p: p.region.start)
        stack = self._batches(proposals)
        while stack:
            group = stack.pop()
            reason = self.broken(group)
            if not reason:
                self.accepted += group
            elif len(group) > 1:
                size = -(-len(group) // _PARTS)
                stack += [group[first : first + size] for first in range(0, len(group), size)][::-1]
            elif (other := group[0].next()) is not None:
                stack.append([other])
            elif inner := self._pieces(group[0]):
                stack.append(inner)
            else:
                self.refused.append((group[0], reason))

    def _pieces(self, whole: Proposal) -> list[Proposal]:
        """What stands for a proposal that failed: its elements; none if all of them would be it again."""
        found = self.planner.pieces(whole.region, self.text)
        return self.planner.instead(found, self.text, whole.without) if found else []

    def _batches(self, proposals: list[Proposal]) -> list[list[Proposal]]:
        """What is tried together at first: all but those that two renderers read in two ways, which often fail."""
        alone = [] if self.kramdown else [proposal for proposal in proposals if proposal.region.raw]
        rest = [proposal for proposal in proposals if self.kramdown or not proposal.region.raw]
        return [[proposal] for proposal in alone] + ([rest] if rest else [])

    def broken(self, group: list[Proposal]) -> str:
        """Why these proposals break a law, together with what is accepted around them, or an empty string."""
        start, end = self.text.around(min(p.region.start for p in group), max(p.region.end for p in group))
        group = group + [p for p in self.accepted if p.joins(group[0]) and p.region.is_in(start, end)]
        whole, edits = spliced(self.text.source, group, self.newline, judged=True)
        start = min(start, edits[0][0])  # an edit may take blanks before its block along
        before = self.text.source[start:end]
        after = whole[start : max(start, len(whole) - (len(self.text.source) - end))]
        definitions = self._definitions(before)
        notes = footnotes.labels(end for proposal in group for end in proposal.footnotes)
        output = judge.page(footnotes.veiled(_masked(after).decode("utf-8"), notes) + definitions)
        if len(group) == 1 and self._is_foreseen(group[0], before, output):
            return ""
        masked = _masked(before)
        page = parsing.parse(judge.render(self._numbered(masked, start, group) + definitions))
        seen = [(page_text(page), "")]
        if not self.kramdown and any(proposal.region.raw for proposal in group):
            # Where renderers read the source in two ways, readers of neither page may lose a word.
            seen.append((_shown(masked, definitions), TWO_PAGES))
        elif self.text.open_from < end:  # numbers have quotes, in which a value without an end would end
            seen.append((_shown(masked, definitions), ""))
        region.mark_pristine(page)
        record = Record(quiet=True)
        self.shape(page, record, group[0].without)
        for proposal in group:
            record.lost += proposal.record.lost_by(region.SHOWN_END_TAGS)
        new = templates.written_in(page)
        got = page_text(page if new else output)
        for text, words in seen:
            if reason := laws.text(text, got, record.lost):
                return words or reason
        templates.show(new, masked=True)  # the square compares what the templates put there
        return laws.square(page, output)

    def _is_foreseen(self, proposal: Proposal, before: bytes, output: _Element) -> bool:
        """Whether the laws hold on a page that is known: the rules need not be applied to it again."""
        page, found = proposal.foreseen, proposal.region
        if page is None or self.text.masked or page.wanted != folded(output) or not page.is_of(before, found):
            return False
        got, lost = page_text(output), proposal.record.lost
        if laws.text(page.text, got, lost):
            return False
        if self.kramdown or not found.raw or foreseen.read_alike(before, found):
            return True
        return not laws.text(_shown(before, ""), got, lost)

    def _numbered(self, masked: bytes, start: int, group: list[Proposal]) -> str:
        """The source with its start tags numbered, those of the group only: what is left alone is pristine.

        Regions that are HTML throughout are made so for the judge: no blank line parts them.
        """
        inserts: list[tuple[int, int, bytes]] = []
        for proposal in group:
            for mark in proposal.region.marks:
                place = _NAME_END.search(masked, mark - start + 1).start()  # type: ignore[union-attr]
                inserts.append((place, place, b' _n="1"'))
            if proposal.region.raw:
                first, last = proposal.region.start - start, proposal.region.end - start
                inserts += [(m.end(1), m.end(), b"&#10;") for m in BLANK_LINE.finditer(masked, first, last)]
                inserts.append((last, last, b"\n"))  # else what follows would belong to the same HTML
        pieces: list[bytes] = []
        done = 0
        for place, end, new in sorted(inserts):
            pieces += (masked[done:place], new)
            done = end
        pieces.append(masked[done:])
        return b"".join(pieces).decode("utf-8")

    def _definitions(self, before: bytes) -> str:
        """The reference definitions of the whole text, for a part of it; harmless where they stand already."""
        if b"[" not in before or len(before) == len(self.text.source) or not self.text.definitions:
            return ""
        return "\n\n" + "\n".join(self.text.definitions)


_NAME_END = regex(rb"[ \t\n\r\f/>]|\Z")


def _masked(source: bytes) -> bytes:
    return mask.masked(source, mask.spans(source))


def _shown(source: bytes, definitions: str) -> str:
    """What the page of ``source`` shows to readers of CommonMark."""
    return page_text(judge.page(source.decode("utf-8") + definitions))
