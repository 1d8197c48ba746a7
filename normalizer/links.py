"""Links and images written in Markdown whose address is unsafe: ``[x](javascript:…)`` hides there as well."""

from __future__ import annotations

from normalizer import scan, urls
from normalizer.policy import Policy
from normalizer.scan import Block, Inline
from normalizer.values import frozen


@frozen
class LinkEdit:
    """Replace ``source[start:end]`` by ``text``: the link goes, what it shows stays."""

    start: int
    end: int
    text: bytes
    url: str


def unsafe_links(document: Block, source: bytes, policy: Policy) -> list[LinkEdit]:
    """Return edits that take unsafe links, images and reference definitions out of ``source``.

    >>> from normalizer.policy import get
    >>> source = b"a [b *c*](javascript:d) e"
    >>> [edit.text for edit in unsafe_links(scan.blocks(source), source, get("strict"))]
    [b'b *c*']
    """
    edits: list[LinkEdit] = []
    for block in scan.leaves(document):
        done = -1
        for place, event in enumerate(block.inlines):
            if event.kind not in ("link", "image") or event.start < done or not _is_unsafe(event, policy):
                continue
            edits.append(LinkEdit(event.start, event.end, _shown(block.inlines, place, source), event.text))
            done = event.end
    return edits + _definitions(source, policy)


def _is_unsafe(event: Inline, policy: Policy) -> bool:
    kind: urls.Kind = "image" if event.kind == "image" else "link"
    return urls.refusal(event.text, policy, kind) == "unsafe"


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


def _definitions(source: bytes, policy: Policy) -> list[LinkEdit]:
    """Reference definitions with an unsafe address: some renderer may use what this one does not."""
    edits = []
    for start, end, url in scan.definition_spans(source):
        if urls.refusal(url, policy) == "unsafe":
            edits.append(LinkEdit(start, end, b"", url))
    return edits
