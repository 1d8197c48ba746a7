"""Edits into the source: rewritten regions take the place of the bytes they came from, and nothing else moves."""

from __future__ import annotations

from normalizer.lazy import regex
from normalizer.markdown.plan import Proposal
from normalizer.source import scan
from normalizer.source.places import Edit


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
        if start < done <= proposal.region.start:  # a region before took the blank lines between along
            start = done
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


_BLANK_LINES = regex(rb"(?:[ \t]*+(?:\r\n?|\n|\Z))*+")
_BLANK_LINE_BEFORE = regex(rb"(?:\A|\n|\r(?!\n))[ >]*+(?:\r\n?|\n)[ >]*+\Z")


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
        return start, _BLANK_LINES.match(source, end).end()  # type: ignore[union-attr]
    line_start = max(source.rfind(b"\n", 0, start), source.rfind(b"\r", 0, start))
    if line_start > 0 and not source[line_start:start].strip(b" \t\r\n>"):
        start = line_start
    return start, end
