"""Markdown with HTML in it: keep the rewrites that are proven, leave every other byte as it was.

What is planned is tried on the rendered page, all at once; when a law breaks, the proposals are split
until the one at fault is found, and that one falls down the ladder: raw emphasis tags, then left as it
was, with the reason. Rounds go on until nothing is left to do, which makes the result stable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from normalizer.dialects.dialect import Dialect
from normalizer.errors import InputLimitError
from normalizer.markdown import footnotes
from normalizer.markdown.body import Body
from normalizer.markdown.plan import Planner, Proposal, Shape
from normalizer.markdown.prover import Prover
from normalizer.markdown.splice import spliced
from normalizer.policy.links import unsafe_source
from normalizer.policy.policies import Policy
from normalizer.proof import judge, unsaid
from normalizer.record import REWRITE, Loss, Note
from normalizer.source import suppress
from normalizer.source.places import Edit, Shifts, mapped_back
from normalizer.values import field, mutable

_ROUNDS = 6
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
    comments: list[tuple[int, frozenset[str], bool]] = field(default_factory=list)
    """Comments for this program: offset, the rules named, and whether they had nothing to keep out."""


def rewrite(
    source: bytes, *, shape: Shape, dialect: Dialect, policy: Policy, convert: bool, newline: str
) -> Rewritten:
    """Rewrite the regions of a Markdown text that rules or policy change and the laws allow."""
    done = Rewritten(source)
    planner = Planner(shape, dialect, policy, convert)
    rounds: list[Shifts] = []
    first = True
    for _ in range(_ROUNDS):
        text = _held_to_the_floor(done, policy, rounds, dialect.tables)
        planner.doubtful.clear()
        prover = Prover(text, planner, newline)
        _settle(prover, planner)
        made = [end for proposal in prover.accepted for end in proposal.footnotes]
        if unpaired := footnotes.unpaired(made, text.source.decode("utf-8")):
            planner.set_aside |= unpaired
            planner.kept.clear()
            continue
        if first:  # later rounds look at what earlier ones wrote
            done.kept = _kept_places(planner, rounds)
        first = False
        tried = {
            mapped_back(one.region.start, rounds)
            for one in (*prover.accepted, *(r for r, _ in prover.refused))
        }
        done.skips = [skip for skip in done.skips if skip[0] not in tried]
        for proposal, reason in prover.refused:
            planner.refused.add(text.surroundings(proposal.region))
            done.skips.append(_skip(proposal, reason, text, mapped_back(proposal.region.start, rounds)))
        if not prover.accepted:
            break
        for proposal in prover.accepted:
            done.lost += proposal.record.lost
            done.notes += _noted(proposal, text, rounds)
        done.source, edits = spliced(text.source, prover.accepted, newline)
        rounds.append(Shifts(edits))
        text.release()
    doubts = {
        (mapped_back(found.start, rounds), reason): "".join(found.tags[:1])
        for found, reason in planner.doubtful
    }
    done.skips = list(dict.fromkeys(done.skips))
    done.skips += [(place, reason, tag) for (place, reason), tag in doubts.items()]
    done.comments = list(_comments(source, planner, dialect.tables))
    return done


def _comments(source: bytes, planner: Planner, tables: bool) -> Iterator[tuple[int, frozenset[str], bool]]:
    """The comments for this program, in order, and which of them are idle."""
    if b"normalizer-" not in source:
        return
    text = Body(source, tables)
    idle = {
        one.comment
        for one in text.suppressions
        if source[one.comment :].split(b"-->", 1)[0] not in planner.used
    }
    for offset, names in suppress.named(source, text.code):
        yield offset, names, offset in idle
    text.release()


def _settle(prover: Prover, planner: Planner) -> None:
    """Prove what is planned, stretch by stretch; what the report asks of a tree is asked before it goes."""
    for proposals in planner.plan(prover.text):
        for group in _alike(proposals):
            prover.settle(group)
        for proposal in prover.accepted:
            if len(proposal.region.root):
                _name_unsaid(proposal)
            proposal.release()
        for proposal, _ in prover.refused:
            proposal.release()
        planner.release()


def _kept_places(planner: Planner, rounds: list[Shifts]) -> list[tuple[int, str, str, str]]:
    """Where rules left something as it is, with their reason."""
    places = {}
    for found, mark, rule, reason in planner.kept:
        known = 0 <= mark < len(found.marks)
        place = mapped_back(found.marks[mark] if known else found.start, rounds)
        places[place, rule] = (place, reason, found.tags[mark] if known else "", rule)
    return list(places.values())


def _name_unsaid(proposal: Proposal) -> None:
    """Name the attributes that Markdown does not say."""
    found = unsaid.doubtful(proposal.region.root)
    if found:
        unsaid.note(found, judge.page(proposal.rung.judged), proposal.record)


def _noted(proposal: Proposal, text: Body, rounds: list[Shifts]) -> list[tuple[Note, int]]:
    """What was done in a region, and where in the text that was given."""
    found = proposal.region
    return [
        (
            note,
            mapped_back(found.marks[note.mark] if 0 <= note.mark < len(found.marks) else found.start, rounds),
        )
        for note in [*proposal.record.notes, _rewrite_note(proposal, text)]
    ]


def _rewrite_note(proposal: Proposal, text: Body) -> Note:
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


def _held_to_the_floor(done: Rewritten, policy: Policy, rounds: list[Shifts], tables: bool) -> Body:
    """The text without what must not be in Markdown source; law 4 asks no other law."""
    for _ in range(_FLOOR_ROUNDS):
        text = Body(done.source, tables)
        edits: list[Edit] = []
        pieces: list[bytes] = []
        last = 0
        for link in unsafe_source(text.document, text.source, policy):
            if link.start >= last:
                note = Note(
                    link.rule,
                    -1,
                    (link.shown or text.source[link.start : link.end]).decode(),
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
    raise InputLimitError(f"unsafe markup hides more of it, {_FLOOR_ROUNDS} times over")


_FLOOR_ROUNDS = 100


def _skip(proposal: Proposal, reason: str, text: Body, offset: int) -> tuple[int, str, str]:
    snippet = text.source[proposal.region.start : proposal.region.end][:200].decode("utf-8", "ignore")
    return offset, reason, snippet.split("\n")[0][:80]
