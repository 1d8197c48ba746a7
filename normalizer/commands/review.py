"""``fix --review``: decide change by change, as in ``git add -p``.

A change is what the rewrite makes of a block, or of HTML that reaches over several: that much is proven, and
a part of it only where ``splitting`` says so. What is taken goes into the file, what is refused stays as it was, and "never here"
puts comments around the place that later runs respect.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING

from normalizer.commands import splitting
from normalizer.commands.diff import shown
from normalizer.commands.work import encode
from normalizer.disk.files import is_html
from normalizer.errors import EncodingError
from normalizer.lazy import regex
from normalizer.report import diff
from normalizer.report.findings import Style
from normalizer.report.visible import visible
from normalizer.source import document as source
from normalizer.values import field, frozen, mutable, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from normalizer.commands.settings import Settings
    from normalizer.model import Change
    from normalizer.report.outcome import Outcome

_HELP = """\
y  take this change                a  take this and all further changes in this file
n  leave this place as it is       d  leave this and all further places in this file
e  edit the replacement            x  never here: leave it, and write comments that say so
q  quit: write what was decided    ?  this help
s  split: decide each of the elements that this change consists of, where each can be proven alone
"""
# A line that continues or opens a list, a quote or indented text: a comment before it would cut that in two.
_INSIDE = regex(rb"[ \t]|>|[-*+][ \t]|[0-9]{1,9}[.)][ \t]|\|")


@mutable
class _Decided:
    """The answers of one file: the replacement of each hunk, and the places with comments."""

    replacements: list[list[bytes] | None]
    never: list[int]
    taken: list[diff.Hunk] = field(default_factory=list)
    """Where changes stand that were taken."""
    quit: bool = False


def reviewed(outcomes: Iterable[Outcome], settings: Settings | None = None) -> Iterator[Outcome]:
    """Ask about every change and pass each outcome on with what was decided; nothing is split without settings.

    What was refused is no longer a change; files that were not reached are, and stay as they are.
    """
    stopped = False
    for outcome in outcomes:
        if outcome.after is None or not outcome.changed or outcome.error:
            yield outcome
        elif stopped:
            yield replace(outcome, after=None)
        else:
            decided, stopped = review(outcome, outcome.after, settings)
            yield decided


def review(outcome: Outcome, after: bytes, settings: Settings | None = None) -> tuple[Outcome, bool]:
    """Ask about the changes of one file; returns the outcome as decided, and whether to stop here."""
    old = diff.split_lines(_utf8(outcome, outcome.before) if outcome.target == outcome.path else b"")
    new = diff.split_lines(_utf8(outcome, after))
    found = _whole(diff.hunks(old, new), old)
    decided = _Decided([None] * len(found), [])
    again = splitting.again(outcome, settings) if settings else None
    for number, hunk in enumerate(found):
        title = f"{outcome.target} ({number + 1}/{len(found)}){_rules_at(outcome, hunk)}"
        split = again and _split(outcome, old, new, hunk, again)
        answer = _ask(title, diff.printed(old, new, [hunk], 2), "ynads" if split else "ynad", "exq")
        if answer == "s" and split:
            answer = split.decide(decided, number)
        if answer in "yae":
            taken = new[hunk.new_start : hunk.new_end]
            decided.replacements[number] = _edited(taken) if answer == "e" else taken
            decided.taken.append(hunk)
        elif answer == "x":
            decided.never.append(number)
        if answer == "a":
            rest = found[number + 1 :]
            decided.replacements[number + 1 :] = [new[h.new_start : h.new_end] for h in rest]
            decided.taken += rest
        decided.quit = answer == "q"
        if answer in "adq":
            break
    content = _content(old, found, decided, outcome)
    kept = tuple(change for change in outcome.changes if any(_holds(hunk, change) for hunk in decided.taken))
    if content == b"".join(old):
        if decided.quit:
            return replace(outcome, after=None), True  # like the files that were not reached
        return replace(outcome, after=None, changed=False, refused=True, changes=kept), decided.quit
    try:
        written = encode(source.decode(content), outcome.before, outcome.encoding)
    except EncodingError as error:  # what was put in by hand
        return replace(outcome, after=None, error=str(error)), decided.quit
    return replace(outcome, after=written, changes=kept), decided.quit


@frozen
class _Split:
    """A change of several elements, each of which may be decided by itself."""

    outcome: Outcome
    before: bytes
    """The file up to the change."""
    parts: list[splitting.Part]
    behind: bytes
    after: bytes
    """The whole file, with all changed that may change in it."""
    rewritten: splitting.Again

    def decide(self, decided: _Decided, number: int) -> str:
        """Ask about each part and note what was taken; returns how the review goes on: ``n`` or ``q``."""
        changing = [part for part in self.parts if part.new != part.old]
        taken: list[splitting.Part] = []
        answer = ""
        for place, part in enumerate(changing, 1):
            if answer not in ("a", "d", "q"):
                hunk = self._place(part)
                title = f"{self.outcome.target}:{hunk.start + 1}, part {place}/{len(changing)}"
                patch = [*_signed(b"-", part.old), *_signed(b"+", part.new)]
                answer = _ask(title + _rules_at(self.outcome, hunk), patch, "ynadq")
            taken += [part] * (answer in ("y", "a"))
        text = splitting.joined(self.parts, taken)
        if taken and self.rewritten(self.before + text + self.behind) != self.after:
            sys.stdout.write("these parts cannot be proven without the others; all stay as they are\n")
        elif taken:
            decided.replacements[number] = diff.split_lines(text)
            decided.taken += map(self._place, taken)
        return "q" if answer == "q" else "n"

    def _place(self, part: splitting.Part) -> diff.Hunk:
        """The lines of a part."""
        start = self.before.count(b"\n") + sum(
            one.old.count(b"\n") for one in self.parts if one.start < part.start
        )
        return diff.Hunk(start, start + part.old.rstrip().count(b"\n") + 1, 0, 0)


def _signed(sign: bytes, text: bytes) -> list[bytes]:
    return [sign + line + b"\n" for line in text.rstrip().splitlines()]


def _split(
    outcome: Outcome, old: list[bytes], new: list[bytes], hunk: diff.Hunk, rewritten: splitting.Again
) -> _Split | None:
    """The split of a change, where one can be proven. A page of HTML is one piece, and so is a new file."""
    if outcome.target != outcome.path or is_html(outcome.path):
        return None
    mine, theirs = b"".join(old[hunk.start : hunk.end]), b"".join(new[hunk.new_start : hunk.new_end])
    parts = splitting.parts(mine, theirs, rewritten)
    before, behind = b"".join(old[: hunk.start]), b"".join(old[hunk.end :])
    return _Split(outcome, before, parts, behind, b"".join(new), rewritten) if parts else None


def _utf8(outcome: Outcome, data: bytes) -> bytes:
    """The file is shown, cut at its lines and edited as UTF-8, whatever it is stored in."""
    return source.decode(data, outcome.encoding).encode()


def _whole(found: list[diff.Hunk], old: list[bytes]) -> list[diff.Hunk]:
    """Join the hunks that belong to one block, or to HTML that reaches over several."""
    spans = _blocks(b"".join(old))
    joined: list[diff.Hunk] = []
    reached = -1
    for hunk in found:
        if joined and hunk.start < reached:
            joined[-1] = replace(joined[-1], end=hunk.end, new_end=hunk.new_end)
        else:
            joined.append(hunk)
        reached = max([reached, *(end for start, end in spans if start < hunk.end and hunk.start < end)])
    return joined


def _blocks(text: bytes) -> list[tuple[int, int]]:
    """The lines of each top-level block, and of each stretch of HTML that is rewritten as one."""
    from normalizer.markdown import grouping
    from normalizer.markdown.body import Body
    from normalizer.source.places import Places

    document = source.Document(text.decode())
    body = document.body.encode()
    blocks = Body(body).document
    groups = [group for _, group in grouping.groups(blocks, body, True)]
    lines = Places(body, document.front_matter.count("\n") + 1)
    return [
        (lines.place(first.start)[0] - 1, lines.place(max(first.start, last.end - 1))[0])
        for first, last in [
            *((one, one) for one in blocks.blocks),
            *((group[0], group[-1]) for group in groups),
        ]
    ]


def _holds(hunk: diff.Hunk, change: Change) -> bool:
    return hunk.start < change.line <= max(hunk.end, hunk.start + 1)


def _ask(title: str, patch: list[bytes], *answers: str) -> str:
    known = "".join(answers)
    while True:
        sys.stdout.write(f"{visible(title)}\n{shown(b''.join(patch), Style())}")
        sys.stdout.write(f"take this change [{','.join(known)},?]? ")
        sys.stdout.flush()
        line = sys.stdin.readline()
        answer = line.strip().lower()[:1] if line else "q"
        if answer and answer in known:
            return answer
        sys.stdout.write(_HELP)


def _rules_at(outcome: Outcome, hunk: diff.Hunk) -> str:
    names = _names_at(outcome, hunk)
    return f": {', '.join(names)}" if names else ""


def _names_at(outcome: Outcome, hunk: diff.Hunk) -> list[str]:
    """The rules that acted on the lines of a hunk, each once."""
    return list(dict.fromkeys(change.rule for change in outcome.changes if _holds(hunk, change)))


def _edited(lines: list[bytes]) -> list[bytes] | None:
    """Let the user edit the lines in their editor; None where that fails."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    descriptor, name = tempfile.mkstemp(suffix=".md", prefix="normalizer-")
    try:
        with open(descriptor, "wb") as file:
            file.write(b"".join(lines))
        subprocess.run([*shlex.split(editor), name], check=True)
        with open(name, "rb") as file:
            return diff.split_lines(file.read())
    except (OSError, subprocess.CalledProcessError) as error:
        sys.stdout.write(visible(f"left as it is, for the editor failed: {error}") + "\n")
        return None
    finally:
        os.unlink(name)


def _content(old: list[bytes], found: list[diff.Hunk], decided: _Decided, outcome: Outcome) -> bytes:
    """Put together the old lines, the replacements taken and the comments asked for."""
    pieces = {h.start: (h.end, r) for h, r in zip(found, decided.replacements, strict=True) if r is not None}
    comments = _comments(old, [found[number] for number in decided.never], outcome)
    lines: list[bytes] = []
    at = 0
    while at <= len(old):
        lines += comments.get(at, ())
        end, replacement = pieces.get(at, (at, []))
        lines += replacement
        for inside in range(at + 1, end):
            lines += comments.get(inside, ())
        if end == at:
            lines += old[at : at + 1]
            end = at + 1
        at = end
    return b"".join(lines)


def _comments(old: list[bytes], never: list[diff.Hunk], outcome: Outcome) -> dict[int, list[bytes]]:
    """The comments to write before the lines with these numbers, each with a blank line of its own."""
    newline = b"\r\n" if old and old[0].endswith(b"\r\n") else b"\n"
    blocks: dict[tuple[int, int], list[str]] = {}
    for hunk in never:
        blocks.setdefault(_block_around(old, hunk), []).extend(_names_at(outcome, hunk))
    comments: dict[int, list[bytes]] = {}
    for (start, end), names in sorted(blocks.items()):
        rules = " ".join(dict.fromkeys(names))
        opening = f"<!-- normalizer-disable {rules} -->" if rules else "<!-- normalizer-disable -->"
        comments.setdefault(start, []).extend((opening.encode() + newline, newline))
        open_end = end == len(old) and not old[-1].endswith(b"\n")
        closing = (newline, b"<!-- normalizer-enable -->" + newline)
        comments.setdefault(end, [])[:0] = (newline, *closing) if open_end else closing
    return comments


def _block_around(lines: list[bytes], hunk: diff.Hunk) -> tuple[int, int]:
    """The lines between blank lines around a hunk, widened until no list or quote is cut in two."""
    start, end = hunk.start, max(hunk.end, hunk.start + 1)
    while start > 0 and (lines[start - 1].strip() or _INSIDE.match(lines[start])):
        start -= 1
    while end < len(lines) and (
        lines[end].strip() or (end + 1 < len(lines) and _INSIDE.match(lines[end + 1]))
    ):
        end += 1
    return start, end
