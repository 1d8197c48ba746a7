"""The page of a document that is HTML from end to end, known before anything is rendered.

The square applies the rules to the page of the input. Where the renderer passes the input through to the letter,
that page is the very text that the region was parsed from, and the same rules make the same of the same tree: what
they made of it when the region was planned is the page that they ask for. Whether it is so is seen on what the
renderer returns; wherever there is a doubt, the page is parsed and the rules are applied to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.html import tokens
from normalizer.html.page import page_text
from normalizer.lazy import regex
from normalizer.markdown.templates import written_in
from normalizer.proof import judge
from normalizer.proof.folding import folded
from normalizer.values import frozen

if TYPE_CHECKING:
    from normalizer.markdown.region import Region

BLANK_LINE = regex(rb"(?<=\n)([ \t]*+)\r?\n")
_READ_BLANK = regex(r"(?<=\n)[ \t]*+&#10;")
_BLANK_IN_TAG = regex(r"<[^<>]*&#10;")


@frozen
class Foreseen:
    """What is known of a page: its source, its visible text, and the page that rules and policy ask for, folded."""

    html: str
    text: str
    wanted: bytes

    def is_of(self, source: bytes, found: Region) -> bool:
        """Whether ``source`` renders to it."""
        page = judge.render(read_whole(source, found))
        return page.replace("&#10;", "\n") == self.html + "\n" and not _BLANK_IN_TAG.search(page)


def read_whole(source: bytes, found: Region) -> str:
    """``source`` for a renderer that must not end the HTML of the region at a blank line."""
    if found.raw:
        whole = BLANK_LINE.sub(rb"\1&#10;", source[found.start : found.end])
        source = source[: found.start] + whole + source[found.end :]
    return source.decode("utf-8")


def read_alike(source: bytes, found: Region) -> bool:
    """Whether the text is the same to renderers that end HTML at a blank line."""
    return judge.render(source.decode("utf-8")) == _READ_BLANK.sub(
        "", judge.render(read_whole(source, found))
    )


def shown(found: Region, source: bytes) -> str | None:
    """The visible text of a region that may be all of a page, and is ordinary HTML; None of any other."""
    if not found.html or not found.composed.endswith(">") or not tokens.is_plain(found.composed):
        return None
    if found.path or source[: found.start].strip() or source[found.end :].strip():
        return None
    return page_text(found.root)


def of(found: Region, text: str | None) -> Foreseen | None:
    """What is known of the page after rules and policy; ``text`` is what was shown before."""
    if text is None or written_in(found.root):
        return None
    return Foreseen(tokens.without_numbers(found.composed), text, folded(found.root))
