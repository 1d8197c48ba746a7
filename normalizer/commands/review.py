"""``fix --review``: decide change by change, as in ``git add -p``.

A change is what the rewrite makes of a block, or of HTML that reaches over several: that much is proven, and
a part of it would not be. What is taken goes into the file, what is refused stays as it was, and "never here"
puts comments around the place that later runs respect.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING

from normalizer.commands.diff import shown
from normalizer.commands.work import encode
from normalizer.errors import EncodingError
from normalizer.lazy import regex
from normalizer.report import diff
from normalizer.report.findings import Style
from normalizer.report.visible import visible
from normalizer.source import document as source
from normalizer.values import mutable, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from normalizer.model import Change
    from normalizer.report.outcome import Outcome

_HELP = """\
y  take this change                a  take this and all further changes in this file
n  leave this place as it is       d  leave this and all further places in this file
e  edit the replacement            x  never here: leave it, and write comments that say so
q  quit: write what was decided    ?  this help
"""
# A line that continues or opens a list, a quote or indented text: a comment before it would cut that in two.
_INSIDE = regex(rb"[ \t]|>|[-*+][ \t]|[0-9]{1,9}[.)][ \t]|\|")


@mutable
class _Decided:
    """The answers of one file: the replacement of each hunk, and the places with comments."""

    replacements: list[list[bytes] | None]
    never: list[int]
    quit: bool = False


def reviewed(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """Ask about every change and pass each outcome on with what was decided.

    What was refused is no longer a change; files that were not reached are, and stay as they are.
    """
    stopped = False
    for outcome in outcomes:
        if outcome.after is None or not outcome.changed or outcome.error:
            yield outcome
        elif stopped:
            yield replace(outcome, after=None)
        else:
            decided, stopped = review(outcome, outcome.after)
            yield decided


def review(outcome: Outcome, after: bytes) -> tuple[Outcome, bool]:
    """Ask about the changes of one file; returns the outcome as decided, and whether to stop here."""
    old = diff.split_lines(_utf8(outcome, outcome.before) if outcome.target == outcome.path else b"")
    new = diff.split_lines(_utf8(outcome, after))
    found = _whole(diff.hunks(old, new), old)
    decided = _Decided([None] * len(found), [])
    for number, hunk in enumerate(found):
        title = f"{outcome.target} ({number + 1}/{len(found)}){_rules_at(outcome, hunk)}"
        answer = _ask(title, old, new, hunk)
        if answer in "yae":
            taken = new[hunk.new_start : hunk.new_end]
            decided.replacements[number] = _edited(taken) if answer == "e" else taken
        elif answer == "x":
            decided.never.append(number)
        if answer == "a":
            rest = found[number + 1 :]
            decided.replacements[number + 1 :] = [new[h.new_start : h.new_end] for h in rest]
        decided.quit = answer == "q"
        if answer in "adq":
            break
    content = _content(old, found, decided, outcome)
    accepted = [hunk for hunk, lines in zip(found, decided.replacements, strict=True) if lines is not None]
    kept = tuple(change for change in outcome.changes if any(_holds(hunk, change) for hunk in accepted))
    if content == b"".join(old):
        return replace(outcome, after=None, changed=False, changes=kept), decided.quit
    try:
        written = encode(source.decode(content), outcome.before, outcome.encoding)
    except EncodingError as error:  # what was put in by hand
        return replace(outcome, after=None, error=str(error)), decided.quit
    return replace(outcome, after=written, changes=kept), decided.quit


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


def _ask(title: str, old: list[bytes], new: list[bytes], hunk: diff.Hunk) -> str:
    patch = shown(b"".join(diff.printed(old, new, [hunk], 2)), Style())
    while True:
        sys.stdout.write(f"{visible(title)}\n{patch}take this change [y,n,a,d,e,x,q,?]? ")
        sys.stdout.flush()
        line = sys.stdin.readline()
        answer = line.strip().lower()[:1] if line else "q"
        if answer and answer in "ynadexq":
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
