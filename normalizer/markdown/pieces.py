"""A stretch of HTML that cannot be rewritten as a whole, as regions of its own elements.

One ``<pre>`` with a blank line in it must not keep a whole pasted document as HTML: the elements beside it
are tried each on its own.
"""

from __future__ import annotations

from normalizer.html import tokens, tree
from normalizer.html.elements import BLOCKS
from normalizer.lazy import regex
from normalizer.markdown.body import Body
from normalizer.markdown.compose import Composer, trees
from normalizer.markdown.grouping import Held
from normalizer.markdown.region import FENCE, Region, loose_text, marked_up
from normalizer.source import strict_html

_BLANK_LINE = regex(rb"\n[ \t]*+\r?\n")
_MOST = 200
"""Elements that are tried one by one; a longer stretch stays as it is when it cannot be proven as a whole."""
_LINE_START = regex(rb"(?:\A|\n)[ \t]*+\Z")


def of(found: Region, text: Body, strict: bool) -> list[Region]:
    """The elements at the top of a region of pure HTML, where there are several.

    With ``strict``, kramdown reads the text, too: an element that ends later for it is none of them, nor is
    what it holds then.
    """
    if not found.html or found.path:
        return []
    source = text.source[found.start : found.end]
    starts = cuts(source)
    if not 1 < len(starts) <= _MOST:
        return []
    ends = [*starts[1:], len(source)]
    ranges = [
        (found.start + start, found.start + len(source[:end].rstrip()))
        for start, end in zip(starts, ends, strict=True)
    ]
    if strict:
        ranges = _ending_alike(ranges, text.source, found.end)
    return [_region(found, text, start, end) for start, end in ranges]


def _ending_alike(ranges: list[tuple[int, int]], source: bytes, stop: int) -> list[tuple[int, int]]:
    """The ranges of elements that end where kramdown lets them end."""
    alike: list[tuple[int, int]] = []
    reached = 0
    for start, end in ranges:
        if start >= reached:
            reached = strict_html.reach(source, start, end, stop)
            if reached <= end:
                alike.append((start, end))
    return alike


def cuts(source: bytes) -> list[int]:
    """Where elements begin that stand on lines of their own, in no other element.

    >>> cuts(b"<p>a</p>\\n<div>\\n<p>b</p>\\n</div>\\n<p>c")
    [0, 9, 31]
    """
    found: list[int] = []
    held = Held()
    for tag in tokens.tags(source.decode("latin-1")):
        if tag.closing:
            held.close(tag.name)
        elif tag.name not in tree.VOID:
            if (
                not held
                and tag.name in BLOCKS
                and _LINE_START.search(source[max(0, tag.start - 80) : tag.start])
            ):
                found.append(tag.start)
            held.open(tag.name)
    return found


def _region(whole: Region, text: Body, start: int, end: int) -> Region:
    composer = Composer(text.source, text.masked)
    composer.raw([(start, end)])
    [root] = trees([composer])
    return Region(
        kind="blocks",
        start=start,
        end=end,
        path=[],
        root=root,
        marks=composer.marks,
        tags=composer.tags,
        html=True,
        inline=False,
        templated=composer.templated,
        moved=composer.moved,
        controls=composer.controls,
        fenced=loose_text(root, FENCE),
        loose=loose_text(root),
        marked_up=marked_up(root),
        raw=whole.raw and bool(_BLANK_LINE.search(text.source, start, end)),
        parted=False,
        composed="",
        swallowed="",
        shown=[],
    )
