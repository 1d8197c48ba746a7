"""What Markdown source must not hold, whatever rules say, and what takes it out at the least cost.

Links and images whose address is unsafe: ``[x](javascript:…)`` hides in Markdown as well as in HTML; of
strangers, also those whose scheme is not on the list. And a ``<script>`` that never closes: as an element it
would take the rest of the post with it.
"""

from __future__ import annotations

import re

from normalizer.lazy import regex
from normalizer.policy import urls
from normalizer.policy.policies import Policy
from normalizer.source import scan
from normalizer.source.scan import Block, Inline
from normalizer.values import frozen


@frozen
class FloorEdit:
    """Replace ``source[start:end]`` by ``text``: the link goes, what it shows stays."""

    start: int
    end: int
    text: bytes
    rule: str = "unsafe-url"
    shown: bytes = b""
    """The construct as the report shows it, where that is more than what is replaced."""


def unsafe_source(document: Block, source: bytes, policy: Policy) -> list[FloorEdit]:
    """Return all edits that the floor asks of ``source``, in order; they may overlap."""
    edits = unsafe_links(document, source, policy) + unclosed_scripts(document, source)
    return sorted(edits, key=lambda edit: edit.start)


def unclosed_scripts(document: Block, source: bytes) -> list[FloorEdit]:
    """Return edits that turn the start tag of a script without an end into text: nothing runs, nothing is lost.

    >>> source = b"a\\n\\n<script src='/x.js'>\\n\\nMy post."
    >>> [(edit.start, edit.text) for edit in unclosed_scripts(scan.blocks(source), source)]
    [(3, b"&lt;script src='/x.js'>")]
    """
    if b"<script" not in source.lower():
        return []
    edits = []
    for block in scan.leaves(document):
        if block.kind == "html" and (first := _OPEN_SCRIPT.match(source, block.start, block.end)):
            edits.append(_as_text(first, first[2]))
            edits += [
                _as_text(match, match[1]) for match in _NEXT_SCRIPT.finditer(source, first.end(2), block.end)
            ]
    return edits


def _as_text(match: re.Match[bytes], shown: bytes) -> FloorEdit:
    return FloorEdit(match.start(1), match.end(1), b"&lt;" + match[1][1:], "unsafe-element", shown)


_OPEN_SCRIPT = regex(
    rb"""(?is)[ ]{0,3}(?=(<script[\s>][^<>]*+>?))(?=(<(?:[^>"']++|"[^"]*+"|'[^']*+')*+>?))(?!.*</script[\s/>])"""
)
# What the first one hid opens a script of its own when that is text.
_NEXT_SCRIPT = regex(rb"(?is)(?<=\n)[ \t>]*+(?=(<script[\s>][^<>]*+>?))")


def unsafe_links(document: Block, source: bytes, policy: Policy) -> list[FloorEdit]:
    """Return edits that take links, images and reference definitions with such an address out of ``source``.

    >>> from normalizer.policy.policies import get
    >>> source = b"a [b *c*](javascript:d) e"
    >>> [edit.text for edit in unsafe_links(scan.blocks(source), source, get("strict"))]
    [b'b *c*']
    """
    edits: list[FloorEdit] = []
    for block in scan.leaves(document):
        done = -1
        for place, event in enumerate(block.inlines):
            if event.kind not in ("link", "image") or event.start < done:
                continue
            if rule := _refused(event.text, policy, "image" if event.kind == "image" else "link"):
                edits.append(FloorEdit(event.start, event.end, _shown(block.inlines, place, source), rule))
                done = event.end
    return edits + _definitions(source, policy)


def _refused(url: str, policy: Policy, kind: urls.Kind) -> str:
    """The rule that takes an address out of Markdown, or an empty string."""
    reason = urls.refusal(url, policy, kind)
    rule = f"{reason}-url" if reason else ""
    return rule if policy.minds(rule) else ""


def _shown(inlines: list[Inline], place: int, source: bytes) -> bytes:
    """The source of what stands between the brackets of the link at ``place``."""
    link = inlines[place]
    raw = source[link.start : link.end]
    if raw.startswith(b"<"):  # an autolink shows its address; an entity keeps it from becoming one again
        return raw[1:-1].replace(b":", b"&#58;", 1)
    inner_end = link.start + (2 if link.kind == "image" else 1)
    depth = 1
    for event in inlines[place + 1 :]:
        depth += event.kind in ("link", "image")
        depth -= event.kind == "end" and event.text in ("link", "image")
        if not depth:
            break
        inner_end = max(inner_end, event.end)
    start = link.start + (2 if link.kind == "image" else 1)
    return source[start : max(source.find(b"]", inner_end, link.end), start)]


def _definitions(source: bytes, policy: Policy) -> list[FloorEdit]:
    """Reference definitions with such an address: some renderer may use what this one does not."""
    edits = []
    for start, end, url in scan.definition_spans(source):
        if rule := _refused(url, policy, "link"):
            edits.append(FloorEdit(start, end, b"", rule))
    return edits
