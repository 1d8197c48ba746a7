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

_CODE = frozenset(("script", "object", "embed", "applet"))
# What is no attribute is matched as well (without a name), so that no run of white space is read twice.
_ATTRIBUTE = regex(
    rb"""[ \t\n\r\f/]*+(?:([^ \t\n\r\f/>=]++)(?:[ \t\n\r\f]*+=[ \t\n\r\f]*+("[^"]*+"?|'[^']*+'?|[^ \t\n\r\f>]*+))?+|[=>]|\Z)"""
)
_EVENT = regex(rb"(?i)on[a-z]|(?:srcdoc|shadowrootmode)\Z")
_ADDRESS = regex(rb"(?i)(?:href|src|action|formaction|data|poster|background|cite|xlink:href)\Z")


def without_code(source: bytes, policy: Policy) -> bytes:
    """Return Markdown ``source`` without scripts, event handlers and script addresses.

    >>> from normalizer.policy import get
    >>> without_code(b'a <b onclick="x()" id=k>b</b> `<b onclick=x>`', get("author"))
    b'a <b id=k>b</b> `<b onclick=x>`'
    """
    masked = mask.masked(source, mask.before_the_page(source))
    spans: list[tuple[int, int]] = []
    for leaf in scan.leaves(scan.blocks(masked)):
        starts = (
            None if leaf.kind == "html" else {event.start for event in leaf.inlines if event.kind == "html"}
        )
        if starts is None or starts:
            spans += _in_leaf(masked, leaf.start, leaf.end, starts, policy)
    return _without(source, spans)


def from_html(source: bytes, policy: Policy) -> bytes:
    """Return HTML ``source`` without the same things; template code is not looked at.

    >>> from normalizer.policy import get
    >>> from_html(b'<p onclick="x">{{ a }}<script>b</script></p>', get("author"))
    b'<p>{{ a }}</p>'
    """
    masked = mask.masked(source, mask.templates(source))
    return _without(source, list(_in_leaf(masked, 0, len(source), None, policy)))


def _without(source: bytes, spans: list[tuple[int, int]]) -> bytes:
    pieces: list[bytes] = []
    done = 0
    for start, end in sorted(spans):
        if start >= done:
            pieces.append(source[done:start])
            done = end
    return b"".join(pieces) + source[done:]


def _in_leaf(
    source: bytes, start: int, end: int, starts: set[int] | None, policy: Policy
) -> Iterator[tuple[int, int]]:
    data = source[start:end]
    opened: dict[str, int] = {}
    for tag in tokens.tags(data.decode("latin-1")):
        if not tag.name or (starts is not None and start + tag.start not in starts):
            continue
        if tag.name not in _CODE:
            if not tag.closing:
                yield from _attributes(data, tag, start, policy)
        elif tag.closing:
            yield start + opened.pop(tag.name, tag.start), start + tag.end
        elif tag.name not in opened:
            opened[tag.name] = tag.start
    for place in opened.values():  # never closed: a browser takes all that follows for the element's
        yield start + place, end


def _attributes(data: bytes, tag: Tag, offset: int, policy: Policy) -> Iterator[tuple[int, int]]:
    for match in _ATTRIBUTE.finditer(data, tag.name_end, tag.end):
        name, value = match[1] or b"", (match[2] or b"").strip(b"\"'")
        if _EVENT.match(name) or (
            _ADDRESS.match(name)
            and urls.refusal(unescape(value.decode("utf-8", "replace")), policy) == "unsafe"
        ):
            yield offset + match.start(), offset + match.end()
