"""Take what runs code out of the source itself: the attribute's bytes, the script's bytes, and no other.

The last resort before a block is turned into text: whatever else could not be done to it, its markup,
its Markdown and its template code stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator

from normalizer import mask, scan, tokens, urls
from normalizer.lazy import regex
from normalizer.policy import Policy
from normalizer.references import unescape
from normalizer.tokens import Tag

Cut = tuple[int, int, bytes]
"""(start, end, what takes its place)."""

_CODE = frozenset(("script", "object", "embed", "applet"))
# What is no attribute is matched as well (without a name), so that no run of white space is read twice.
_ATTRIBUTE = regex(
    rb"""[ \t\n\r\f/]*+(?:([^ \t\n\r\f/>=]++)(?:[ \t\n\r\f]*+=[ \t\n\r\f]*+("[^"]*+"?|'[^']*+'?|[^ \t\n\r\f>]*+))?+|[=>]|\Z)"""
)
_EVENT = regex(rb"(?i)on[a-z]|(?:srcdoc|shadowrootmode)\Z")
_ADDRESS = regex(rb"(?i)(?:href|src|action|formaction|data|poster|background|cite|xlink:href)\Z")


def without_code(source: bytes, policy: Policy) -> bytes:
    """Return Markdown ``source`` without scripts, event handlers and script addresses.

    A script that its block never closes is shown: who writes of a ``<script>`` in prose means that.

    >>> from normalizer.policy import get
    >>> without_code(b'a <b onclick="x()" id=k>b</b> `<b onclick=x>`', get("author"))
    b'a <b id=k>b</b> `<b onclick=x>`'
    >>> without_code(b'a <script>b()</script> and a <script> tag', get("author"))
    b'a  and a &lt;script> tag'
    """
    masked = mask.masked(source, mask.before_the_page(source))
    edits: list[Cut] = []
    for leaf in scan.leaves(scan.blocks(masked)):
        starts = (
            None if leaf.kind == "html" else {event.start for event in leaf.inlines if event.kind == "html"}
        )
        if starts is None or starts:
            cuts, opened = _in_leaf(masked, leaf.start, leaf.end, starts, policy)
            edits += cuts + [(place, place + 1, b"&lt;") for place in opened]
    return _cut(source, edits)


def from_html(source: bytes, policy: Policy) -> bytes:
    """Return HTML ``source`` without the same things; template code is not looked at.

    >>> from normalizer.policy import get
    >>> from_html(b'<p onclick="x">{{ a }}<script>b</script></p>', get("author"))
    b'<p>{{ a }}</p>'
    """
    masked = mask.masked(source, mask.templates(source))
    cuts, opened = _in_leaf(masked, 0, len(source), None, policy)
    # Never closed: a browser takes all that follows for the script.
    return _cut(source, cuts + [(place, len(source), b"") for place in opened])


def _cut(source: bytes, cuts: list[Cut]) -> bytes:
    pieces: list[bytes] = []
    done = 0
    for start, end, new in sorted(cuts):
        if start >= done:
            pieces += (source[done:start], new)
            done = end
    return b"".join(pieces) + source[done:]


def _in_leaf(
    source: bytes, start: int, end: int, starts: set[int] | None, policy: Policy
) -> tuple[list[Cut], list[int]]:
    """What to take out between ``start`` and ``end``, and where something opens that is not closed there."""
    data = source[start:end]
    cuts: list[Cut] = []
    opened: dict[str, int] = {}
    for tag in tokens.tags(data.decode("latin-1")):
        if not tag.name or (starts is not None and start + tag.start not in starts):
            continue
        if tag.name not in _CODE:
            if not tag.closing:
                cuts += _attributes(data, tag, start, policy)
        elif tag.name == "embed":
            cuts.append((start + tag.start, start + tag.end, b""))
        elif tag.closing:
            cuts.append((start + opened.pop(tag.name, tag.start), start + tag.end, b""))
        elif tag.name not in opened:
            opened[tag.name] = tag.start
    return cuts, [start + place for place in opened.values()]


def _attributes(data: bytes, tag: Tag, offset: int, policy: Policy) -> Iterator[Cut]:
    for match in _ATTRIBUTE.finditer(data, tag.name_end, tag.end):
        name, value = match[1] or b"", (match[2] or b"").strip(b"\"'")
        if _EVENT.match(name) or (
            _ADDRESS.match(name)
            and urls.refusal(unescape(value.decode("utf-8", "replace")), policy) == "unsafe"
        ):
            yield offset + match.start(), offset + match.end(), b""
