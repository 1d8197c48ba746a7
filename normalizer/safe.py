"""Law 4 at the end of every run: nothing alive on the page, whatever else could not be done.

The text is rendered once more. A block that is alive is written with its markup characters as
entities, which every renderer shows as text; if even that does not help, it is dropped and reported.
"""

from __future__ import annotations

import re

from normalizer import judge, neutralize, safety, scan
from normalizer.policy import Policy

Note = tuple[str, int, str, str]
"""(rule, line from 0, before, after)."""

_ROUNDS = 4
"""What stands inside something that was neutralized may need a round of its own."""
_MARKUP = re.compile(r"[<\[\]{}`\\&]")


def enforce(output: bytes, policy: Policy, kind: str) -> tuple[bytes, list[Note]]:
    """Return ``output`` with nothing alive in it, and what was done to that end."""
    notes: list[Note] = []
    if policy.name == "strict" and kind == "markdown":
        for _ in range(_ROUNDS):
            inert = _neutralized(output, policy, notes)
            if inert == output:
                break
            output = inert
    if _alive(output, policy):
        output = _defused(output, policy, notes)
    return output, notes


def _neutralized(output: bytes, policy: Policy, notes: list[Note]) -> bytes:
    text = output.decode("utf-8", "replace")
    edits = sorted(neutralize.edits(text, policy), key=lambda edit: edit.start)
    pieces: list[str] = []
    done = 0
    for edit in edits:
        if edit.start < done:
            continue
        pieces += (text[done : edit.start], edit.text)
        notes.append(
            ("unsafe-markdown", text.count("\n", 0, edit.start), text[edit.start : edit.end], edit.text)
        )
        done = edit.end
    return ("".join(pieces) + text[done:]).encode("utf-8") if edits else output


def _defused(output: bytes, policy: Policy, notes: list[Note]) -> bytes:
    """Write every top-level block that is alive as text."""
    tops = scan.blocks(output).blocks
    pieces: list[bytes] = []
    done = 0
    for block in tops:
        source = output[block.start : block.end]
        if not _alive(source, policy):
            continue
        line = output.count(b"\n", 0, block.start)
        inert = _MARKUP.sub(lambda match: f"&#{ord(match[0])};", source.decode("utf-8", "replace")).encode(
            "utf-8"
        )
        if _alive(inert, policy):
            inert = b""
        notes.append(
            (
                "unsafe-block",
                line,
                source[:80].decode("utf-8", "replace"),
                inert[:80].decode("utf-8", "replace"),
            )
        )
        pieces += (output[done : block.start], inert)
        done = block.end
    pieces.append(output[done:])
    result = b"".join(pieces)
    if _alive(result, policy):
        return _MARKUP.sub(lambda match: f"&#{ord(match[0])};", result.decode("utf-8", "replace")).encode(
            "utf-8"
        )
    return result


def _alive(source: bytes, policy: Policy) -> bool:
    """Whether the page runs code; of strangers, also whether it loads, frames, posts or redirects."""
    found = safety.findings(judge.render(source.decode("utf-8", "replace")), policy)
    return any(policy.name == "strict" or finding.endswith("runs code") for finding in found)
