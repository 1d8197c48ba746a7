"""The text of a region, fit for its place: prefixes of containers, blank lines around blocks."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from lxml.etree import _Element

from normalizer import writer
from normalizer.dialects.dialect import Dialect
from normalizer.html import parsing, tree
from normalizer.lazy import regex
from normalizer.markdown.region import Region
from normalizer.source import scan
from normalizer.values import replace


def written(found: Region, source: bytes, dialect: Dialect, raw: bool) -> str | None:
    """Return the text for a region, fit for its place, or None where its tree does not fit there."""
    context = found.kind if found.kind in ("heading", "cell") else "document"
    if not dialect.escaped_break_in_footnotes and any(block.kind == "footnote" for block in found.path):
        dialect = _with_broken_lines(dialect)
    try:
        new = writer.write(
            found.root,
            dialect,
            context=context,
            raw_emphasis=raw,
            original=_original(found),
            leads=_leads(found, source),
        )
    except writer.NotInline:
        return None
    if _opens_footnote(found, source) and _defines_link(new, dialect):
        return None
    return _in_place(new, found, source)


_FOOTNOTE_START = regex(rb"\[\^[^\]\n]++\]:[ \t]*+")


# An address, be it on the next line, and perhaps a title (CommonMark 4.7).
_LINK_DEFINITION = regex(r"\Z|(?:<[^<>\n]*+>|[^\s<]\S*+)[ \t]*+(?:\n|\Z|[\"'(])")


def _defines_link(new: str, dialect: Dialect) -> bool:
    """Whether ``[^1]:`` before this text shows it as a footnote only where there are footnotes, and else hides it."""
    match = _LINK_DEFINITION.match(new)
    return match is not None and not (new and dialect.footnotes)


def _opens_footnote(found: Region, source: bytes) -> bool:
    inner = found.path[-1] if found.path else None
    return (
        inner is not None
        and inner.kind == "footnote"
        and _FOOTNOTE_START.fullmatch(source, inner.start, found.start) is not None
    )


_SILENT = regex(rb"(?is)(?:<(script|style)\b.*?(?:</\1|\Z)|<[^<>]*+>|&nbsp;|\s)*+")
_LOOK_BACK = 4096


def _leads(found: Region, source: bytes) -> bool:
    """Whether the region may come to begin the document: what stands before it may vanish."""
    return _SILENT.fullmatch(source, 0, min(found.start, _LOOK_BACK)) is not None


@lru_cache(maxsize=8)
def _with_broken_lines(dialect: Dialect) -> Dialect:
    return replace(dialect, line_break="<br>\n") if dialect.line_break[0] == "\\" else dialect


def _original(found: Region) -> Callable[[_Element], str | None]:
    """The source text of a start tag that neither rules nor policy have touched."""

    def original(el: _Element) -> str | None:
        mark = tree.mark_of(el)
        if not 0 <= mark < len(found.tags):
            return None
        return found.tags[mark] if _same_tag(el, found.tags[mark]) else None

    return original


def _same_tag(el: _Element, source: str) -> bool:
    attributes = _elements_of(source).get(el.tag)
    return attributes is not None and attributes == {k: v for k, v in el.attrib.items() if k[0] != "_"}


@lru_cache(maxsize=2048)
def _elements_of(source: str) -> dict[str, dict[str, str]]:
    """The elements that a start tag makes on its own, with their attributes: a cell also makes its table."""
    parsed = parsing.parse(source)
    found: dict[str, dict[str, str]] = {}
    while len(parsed):
        parsed = parsed[0]
        found.setdefault(str(parsed.tag), {str(k): str(v) for k, v in parsed.attrib.items()})
    return found


def _in_place(new: str, found: Region, source: bytes) -> str:
    """Give the lines of ``new`` the prefix of their containers, and the blank lines that a block needs."""
    # A paragraph that stays one needs no more room than it had.
    if found.is_block and new and not (found.inline and "\n\n" not in new):
        above, below = _neighbours(found, source)
        if above and source[found.start : found.start + 1] == b"<":
            new = "\n" + new
        if below:
            new += "\n"
    prefix = scan.prefix_of(found.path, source).decode("ascii")
    if prefix and "\n" in new:
        lines = new.split("\n")
        new = "\n".join(
            [lines[0], *((prefix + line).rstrip(" ") if not line else prefix + line for line in lines[1:])]
        )
    return new


def _neighbours(found: Region, source: bytes) -> tuple[bool, bool]:
    """Whether the lines just above and just below the region hold text of the same container."""
    begin, stop = (found.path[-1].start, found.path[-1].end) if found.path else (0, len(source))
    line_start = source.rfind(b"\n", 0, found.start) + 1
    before = source.rfind(b"\n", 0, max(line_start - 1, 0)) + 1
    above = source[before:line_start].splitlines()[-1:] if line_start > begin else []
    line_end = source.find(b"\n", found.end)
    after = source.find(b"\n", line_end + 1)
    below = [source[line_end + 1 : after if after >= 0 else None]] if 0 <= line_end < stop - 1 else []
    first, last = (
        any(scan.strip_prefix(line, found.path, source).strip() for line in lines) for lines in (above, below)
    )
    return first, last
