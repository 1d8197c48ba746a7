"""Take what runs code out of the source itself: the attribute's bytes, the script's bytes, and no other.

The last resort before a block is turned into text: whatever else could not be done to it, its markup,
its Markdown and its template code stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator

from normalizer.html import tokens
from normalizer.html.references import unescape
from normalizer.html.tokens import Tag
from normalizer.lazy import regex
from normalizer.policy import urls
from normalizer.policy.policies import Policy
from normalizer.source import mask, scan

Cut = tuple[int, int, bytes]
"""(start, end, what takes its place)."""

_CODE = frozenset(("script", "object", "applet"))
# What is no attribute is matched as well (without a name), so that no run of white space is read twice.
_ATTRIBUTE = regex(
    rb"""[ \t\n\r\f/]*+(?:([^ \t\n\r\f/>=]++)(?:[ \t\n\r\f]*+=[ \t\n\r\f]*+("[^"]*+"?|'[^']*+'?|[^ \t\n\r\f>]*+))?+|[=>]|\Z)"""
)
_EVENT = regex(rb"(?i)on[a-z]|(?:srcdoc|shadowrootmode)\Z")
_ADDRESS = regex(rb"(?i)(?:href|src|action|formaction|data|poster|background|cite|xlink:href)\Z")


def without_code(source: bytes, policy: Policy) -> bytes:
    """Return Markdown ``source`` without scripts, event handlers and script addresses.

    A script that its block never closes is shown: who writes of a ``<script>`` in prose means that.

    >>> from normalizer.policy.policies import get
    >>> without_code(b'a <b onclick="x()" id=k>b</b> `<b onclick=x>`', get("author"))
    b'a <b id=k>b</b> `<b onclick=x>`'
    >>> without_code(b'a <script>b()</script> and a <script> tag', get("author"))
    b'a  and a &lt;script> tag'
    """
    masked = mask.masked(source, mask.before_the_page(source))
    edits: list[Cut] = []
    for leaf in scan.leaves(scan.blocks(masked)):
        whole = [(leaf.start, leaf.end)] if leaf.kind == "html" else []
        cuts, opened = _found(
            masked, whole or [(at.start, at.end) for at in leaf.inlines if at.kind == "html"], policy
        )
        edits += cuts + [(place, place + 1, b"&lt;") for place in opened]
    return _cut(source, edits)


def from_html(source: bytes, policy: Policy) -> bytes:
    """Return HTML ``source`` without the same things; template code is not looked at.

    >>> from normalizer.policy.policies import get
    >>> from_html(b'<p onclick="x">{{ a }}<script>b</script></p>', get("author"))
    b'<p>{{ a }}</p>'
    """
    masked = mask.masked(source, mask.templates(source))
    cuts, opened = _found(masked, [(0, len(source))], policy)
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


def _found(source: bytes, html: list[tuple[int, int]], policy: Policy) -> tuple[list[Cut], list[int]]:
    """What to take out of these stretches of HTML, and where something opens in them that is not closed there."""
    cuts: list[Cut] = []
    opened: dict[str, int] = {}
    for start, end in html:
        data = source[start:end]
        for tag in tokens.tags(data.decode("latin-1")):
            if not tag.name:
                continue
            if tag.name == "embed":
                cuts.append((start + tag.start, start + tag.end, b""))
            elif tag.name not in _CODE:
                cuts += [] if tag.closing else _attributes(data, tag, start, policy)
            elif tag.closing:
                cuts.append((opened.pop(tag.name, start + tag.start), start + tag.end, b""))
            else:
                opened.setdefault(tag.name, start + tag.start)
    return cuts, sorted(opened.values())


def _attributes(data: bytes, tag: Tag, offset: int, policy: Policy) -> Iterator[Cut]:
    for match in _ATTRIBUTE.finditer(data, tag.name_end, tag.end):
        name, value = match[1] or b"", (match[2] or b"").strip(b"\"'")
        if _EVENT.match(name) or (
            _ADDRESS.match(name)
            and urls.refusal(unescape(value.decode("utf-8", "replace")), policy) == "unsafe"
        ):
            yield offset + match.start(), offset + match.end(), b""
