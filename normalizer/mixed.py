"""Markdown with HTML in it: keep the rewrites that are proven, leave every other byte as it was.

What is planned is tried on the rendered page, all at once; when a law breaks, the proposals are split
until the one at fault is found, and that one falls down the ladder: raw emphasis tags, then left as it
was, with the reason. Rounds go on until nothing is left to do, which makes the result stable.
"""

from __future__ import annotations

from collections.abc import Iterable

from normalizer import judge, laws, mask, region, scan, templates, tree, unsaid
from normalizer.dialects import Dialect
from normalizer.lazy import regex
from normalizer.links import unsafe_source
from normalizer.page import page_text
from normalizer.places import Edit, Shifts, mapped_back
from normalizer.plan import TWO_PAGES, Planner, Proposal, Shape, Text
from normalizer.policy import Policy
from normalizer.record import REWRITE, Loss, Note, Record
from normalizer.suppress import suppressions
from normalizer.values import field, mutable

_ROUNDS = 6
_PARTS = 8
"""Into how many parts a group that is not proven is split. A part is small, so its page is, too."""
_SNIPPET = 400


@mutable
class Rewritten:
    """The text after all rounds; offsets in ``notes`` and ``skips`` are those of the original bytes."""

    source: bytes
    notes: list[tuple[Note, int]] = field(default_factory=list)
    skips: list[tuple[int, str, str]] = field(default_factory=list)
    kept: list[tuple[int, str, str, str]] = field(default_factory=list)
    """What rules left as it is: offset, reason, start tag, rule."""
    lost: list[tuple[str, Loss, str]] = field(default_factory=list)


def rewrite(
    source: bytes, *, shape: Shape, dialect: Dialect, policy: Policy, convert: bool, newline: str
) -> Rewritten:
    """Rewrite the regions of a Markdown text that rules or policy change and the laws allow."""
    done = Rewritten(source)
    planner = Planner(shape, dialect, policy, convert)
    rounds: list[Shifts] = []
    for number in range(_ROUNDS):
        text = _held_to_the_floor(done, policy, rounds)
        planner.doubtful.clear()
        prover = Prover(text, shape, newline, dialect.name == "kramdown")
        proposals = list(planner.plan(text))
        if not number:  # later rounds look at what earlier ones wrote
            done.kept = _kept_places(planner, rounds)
        for group in _alike(proposals):
            prover.settle(group)
        for proposal, reason in prover.refused:
            planner.refused.add(text.source[proposal.region.start : proposal.region.end])
            done.skips.append(_skip(proposal, reason, text, mapped_back(proposal.region.start, rounds)))
        if not prover.accepted:
            break
        for proposal in prover.accepted:
            done.lost += proposal.record.lost
            _name_unsaid(proposal)
            marks = proposal.region.marks
            done.notes += [
                (
                    note,
                    mapped_back(
                        marks[note.mark] if 0 <= note.mark < len(marks) else proposal.region.start, rounds
                    ),
                )
                for note in [*proposal.record.notes, _rewrite_note(proposal, text)]
            ]
        done.source, edits = spliced(text.source, prover.accepted, newline)
        rounds.append(Shifts(edits))
    doubts = {
        (mapped_back(found.start, rounds), reason): "".join(found.tags[:1])
        for found, reason in planner.doubtful
    }
    done.skips += [(place, reason, tag) for (place, reason), tag in doubts.items()]
    for one in suppressions(source):
        if source[one.comment :].split(b"-->", 1)[0] not in planner.used:
            done.skips.append((one.comment, "unused suppression: no rule had anything to do here", ""))
    return done


def _kept_places(planner: Planner, rounds: list[Shifts]) -> list[tuple[int, str, str, str]]:
    """Where rules left something as it is, with their reason."""
    places = {}
    for found, mark, rule, reason in planner.kept:
        known = 0 <= mark < len(found.marks)
        place = mapped_back(found.marks[mark] if known else found.start, rounds)
        places[place, rule] = (place, reason, found.tags[mark] if known else "", rule)
    return list(places.values())


def _name_unsaid(proposal: Proposal) -> None:
    """Name the attributes that Markdown does not say, where the rewrite is too long to be shown whole."""
    if proposal.region.end - proposal.region.start <= _SNIPPET:
        return
    found = unsaid.doubtful(proposal.region.root)
    if found:
        unsaid.note(found, judge.page(proposal.rung.judged), proposal.record)


def _rewrite_note(proposal: Proposal, text: Text) -> Note:
    """The rewrite of the region itself, beside what rules did in it."""
    found = proposal.region
    before = text.source[found.start : found.end].decode("utf-8")
    return Note(REWRITE, -1, _short(before), _short(proposal.rung.text), "proved")


def _short(text: str) -> str:
    return text if len(text) <= _SNIPPET else text[: _SNIPPET - 1] + "…"


def _alike(proposals: Iterable[Proposal]) -> list[list[Proposal]]:
    """Group proposals by the rules that comments keep out of them: one page is judged by one set of rules."""
    groups: dict[frozenset[str], list[Proposal]] = {}
    for proposal in proposals:
        groups.setdefault(proposal.without, []).append(proposal)
    return list(groups.values())


def _held_to_the_floor(done: Rewritten, policy: Policy, rounds: list[Shifts]) -> Text:
    """The text without what must not be in Markdown source; law 4 asks no other law."""
    while True:
        text = Text(done.source)
        edits: list[Edit] = []
        pieces: list[bytes] = []
        last = 0
        for link in unsafe_source(text.document, text.source, policy):
            if link.start >= last:
                note = Note(
                    link.rule,
                    -1,
                    text.source[link.start : link.end].decode(),
                    link.text.decode(),
                    "declared",
                )
                done.notes.append((note, mapped_back(link.start, rounds)))
                pieces += (text.source[last : link.start], link.text)
                edits.append((link.start, link.end, len(link.text)))
                last = link.end
        if not edits:
            return text
        done.source = b"".join(pieces) + text.source[last:]
        rounds.append(Shifts(edits))


def _skip(proposal: Proposal, reason: str, text: Text, offset: int) -> tuple[int, str, str]:
    snippet = text.source[proposal.region.start : proposal.region.end][:200].decode("utf-8", "ignore")
    return offset, reason, snippet.split("\n")[0][:80]


def spliced(
    source: bytes, proposals: list[Proposal], newline: str, judged: bool = False
) -> tuple[bytes, list[Edit]]:
    """Apply proposals, as written or as the judge reads them; also return the edits, in order."""
    pieces: list[bytes] = []
    edits: list[Edit] = []
    done = 0
    line_end = newline.encode()
    for proposal in sorted(proposals, key=lambda p: p.region.start):
        written = proposal.rung.judged if judged else proposal.rung.text
        start, end = _extent(proposal, source, written)
        if start < done:
            raise AssertionError("edits overlap")
        new = written.replace("\n", newline).encode("utf-8")
        between = source[done:start]
        if new.startswith(line_end):
            if _stands_free([*pieces, between]):
                new = new[len(line_end) :].removeprefix(scan.prefix_of(proposal.region.path, source))
            else:  # the line ends here now: without trailing blanks
                between = between.rstrip(b" ")
                start = done + len(between)
        pieces += (between, new)
        edits.append((start, end, len(new)))
        done = end
    pieces.append(source[done:])
    return b"".join(pieces), edits


_BLANK_LINE_BEFORE = regex(rb"(?:\A|\n)[ >]*+\r?\n[ >]*+\Z")


def _stands_free(pieces: list[bytes]) -> bool:
    """Whether what follows ``pieces`` begins the text, or comes after a blank line of its container."""
    tail = b"".join([piece[-100:] for piece in pieces if piece][-3:])[-100:]
    return not tail or bool(_BLANK_LINE_BEFORE.search(tail))


def _extent(proposal: Proposal, source: bytes, written: str) -> tuple[int, int]:
    """The bytes to replace; a region that vanishes takes its line along, at top level also the blank lines after it."""
    found = proposal.region
    start, end = found.start, found.end
    if written or not found.is_block:
        return start, end
    if not found.path:
        rest = source[end:]
        return start, end + len(rest) - len(rest.lstrip(b" \t\r\n"))
    line_start = source.rfind(b"\n", 0, start)
    if line_start > 0 and not source[line_start:start].strip(b" \t\r\n>"):
        start = line_start
    return start, end


class Prover:
    """Checks proposals against the laws and sorts them into accepted and refused."""

    def __init__(self, text: Text, shape: Shape, newline: str, kramdown: bool) -> None:
        self.text = text
        self.kramdown = kramdown
        self.shape = shape
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
            else:
                self.refused.append((group[0], reason))

    def _batches(self, proposals: list[Proposal]) -> list[list[Proposal]]:
        """What is tried together at first: all but those that two renderers read in two ways, which often fail."""
        alone = [] if self.kramdown else [proposal for proposal in proposals if proposal.region.raw]
        rest = [proposal for proposal in proposals if self.kramdown or not proposal.region.raw]
        return [[proposal] for proposal in alone] + ([rest] if rest else [])

    def broken(self, group: list[Proposal]) -> str:
        """Why these proposals break a law, together with what is accepted around them, or an empty string."""
        start, end = self.text.around(min(p.region.start for p in group), max(p.region.end for p in group))
        group = group + [p for p in self.accepted if p.joins(group[0]) and p.region.is_in(start, end)]
        before = self.text.source[start:end]
        whole = spliced(self.text.source, group, self.newline, judged=True)[0]
        after = whole[start : max(start, len(whole) - (len(self.text.source) - end))]
        definitions = self._definitions(before)
        output = judge.page(_masked(after).decode("utf-8") + definitions)
        page = tree.parse(judge.render(self._numbered(before, start, group, True) + definitions))
        seen = [(page_text(page), "")]
        if not self.kramdown and any(proposal.region.raw for proposal in group):
            # Where renderers read the source in two ways, readers of neither page may lose a word.
            other = tree.parse(judge.render(self._numbered(before, start, group, False) + definitions))
            seen.append((page_text(other), TWO_PAGES))
        region.mark_pristine(page)
        record = Record()
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

    def _numbered(self, before: bytes, start: int, group: list[Proposal], raw: bool) -> str:
        """The source with its start tags numbered, those of the group only: what is left alone is pristine.

        With ``raw``, regions that are HTML throughout are made so for the judge: no blank line parts them.
        """
        masked = _masked(before)
        inserts: list[tuple[int, int, bytes]] = []
        for proposal in group:
            for mark in proposal.region.marks:
                place = _NAME_END.search(masked, mark - start + 1).start()  # type: ignore[union-attr]
                inserts.append((place, place, b' _n="1"'))
            if raw and proposal.region.raw:
                first, last = proposal.region.start - start, proposal.region.end - start
                inserts += [(m.end(1), m.end(), b"&#10;") for m in _BLANK_LINE.finditer(masked, first, last)]
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


_BLANK_LINE = regex(rb"(?<=\n)([ \t]*+)\r?\n")
_NAME_END = regex(rb"[ \t\n\r\f/>]|\Z")


def _masked(source: bytes) -> bytes:
    return mask.masked(source, mask.spans(source))
