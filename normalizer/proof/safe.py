"""Law 4 at the end of every run: nothing alive on the page, whatever else could not be done.

The text is rendered once more. A block that is alive loses what makes it so, tag by tag; if that does not
help, it is written with its markup characters as entities, which every renderer shows as text; if even that
does not help, it is dropped. All of it is reported.
"""

from __future__ import annotations

from collections.abc import Callable

from normalizer.html import tokens
from normalizer.html.page import page_text
from normalizer.lazy import regex
from normalizer.policy import cut, neutralize
from normalizer.policy.policies import Policy
from normalizer.proof import judge, safety
from normalizer.source import mask, scan

Note = tuple[str, int, str, str]
"""(rule, line from 0, before, after)."""

_ROUNDS = 4
"""What stands inside something that was neutralized may need a round of its own."""
_SHOWN = 200
_FOOTNOTE = regex(rb"\[\^[^\]\s]+\](?=:)")
_MARKUP = regex(r"[<\[\]{}`\\&]")


def enforce(output: bytes, policy: Policy, kind: str) -> tuple[bytes, list[Note]]:
    """Return ``output`` with nothing alive in it, and what was done to that end."""
    notes: list[Note] = []
    alive = _alive(output, policy)
    source = output
    if alive:
        found: list[Note] = []
        inert = _without_code(output, policy, found)
        if _shown(inert) == _shown(output):  # quotes that go may have ended a value that began far above
            output, notes = inert, found
    if not policy.own and kind == "markdown":
        for _ in range(_ROUNDS):
            inert = _neutralized(output, policy, notes)
            if inert == output:
                break
            output = inert
    if (alive or output != source) and _alive(output, policy):
        output = _defused(output, policy, notes)
    return output, notes


def _shown(source: bytes) -> str:
    return page_text(judge.page(source.decode("utf-8", "replace")))


def _without_code(output: bytes, policy: Policy, notes: list[Note]) -> bytes:
    """Take the code out of every top-level block that is alive and is not without it: its markup stays markup."""

    def inert(source: bytes) -> bytes:
        if not policy.own and tokens.is_template(source.decode("utf-8", "replace")):
            return source  # attributes of templates end elsewhere than HTML's: what is left would be rubbish
        return cut.without_code(source, policy)

    return _blockwise(output, policy, notes, inert)


def _neutralized(output: bytes, policy: Policy, notes: list[Note]) -> bytes:
    text = output.decode("utf-8", "replace")
    edits = sorted(neutralize.edits(text, policy), key=lambda edit: edit.start)
    pieces: list[str] = []
    done = line = counted = 0
    for edit in edits:
        if edit.start < done:
            continue
        pieces += (text[done : edit.start], edit.text)
        rest = text[edit.end : edit.end + _SHOWN].partition("\n")[0]
        line += text.count("\n", counted, edit.start)
        counted = edit.start
        notes.append(("unsafe-markdown", line, text[edit.start : edit.end] + rest, edit.text + rest))
        done = edit.end
    return ("".join(pieces) + text[done:]).encode("utf-8") if edits else output


def _defused(output: bytes, policy: Policy, notes: list[Note]) -> bytes:
    """Turn every top-level block that is still alive into text."""
    result = _blockwise(output, policy, notes, lambda source: _inert(source, policy))
    return _inert(result, policy) if _alive(result, policy) else result


def _blockwise(output: bytes, policy: Policy, notes: list[Note], inert_of: Callable[[bytes], bytes]) -> bytes:
    """Put what ``inert_of`` makes of them in the place of the top-level blocks that are alive, if it is not."""
    pieces: list[bytes] = []
    done = line = 0
    for block in scan.blocks(_read(output, policy)).blocks:
        source = output[block.start : block.end]
        note = _FOOTNOTE.match(source)
        reference = note[0] + b"\n\n" if note else b""  # nobody is shown a note that nothing refers to
        if not _alive(reference + source, policy) or _alive(reference + (inert := inert_of(source)), policy):
            continue
        line += output.count(b"\n", done, block.start)
        notes.append(("unsafe-block", line, _short(source), _short(inert)))
        line += source.count(b"\n")
        pieces += (output[done : block.start], inert)
        done = block.end
    return b"".join(pieces) + output[done:]


def _inert(source: bytes, policy: Policy) -> bytes:
    """The first of these that is not alive: without its code, as text, nothing."""
    for inert in (cut.without_code(source, policy), _as_text(source)):
        if not _alive(inert, policy):
            return inert
    return b""


def _as_text(source: bytes) -> bytes:
    return _MARKUP.sub(lambda match: f"&#{ord(match[0])};", source.decode("utf-8", "replace")).encode("utf-8")


def _short(source: bytes) -> str:
    return source[:_SHOWN].decode("utf-8", "replace")


def _read(source: bytes, policy: Policy) -> bytes:
    """What is judged: in one's own posts template code is the author's, of strangers it is text like any other."""
    return mask.masked(source, mask.before_the_page(source)) if policy.own else source


def _alive(source: bytes, policy: Policy) -> bool:
    """Whether the page runs code; of strangers, also whether it loads, frames, posts or redirects."""
    found = safety.findings(judge.render(_read(source, policy).decode("utf-8", "replace")), policy)
    return any(not policy.own or finding.endswith("runs code") for finding in found)
