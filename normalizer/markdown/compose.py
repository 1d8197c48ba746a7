"""The HTML of a region of Markdown source, composed for the HTML parser: tags numbered, Markdown as holes.

Regions whose tags are balanced are parsed together, in one go; any other is parsed on its own, so that
what it leaves open cannot reach its neighbours.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

from lxml import etree
from lxml.etree import _Element

from normalizer.html import parsing, tokens, tree
from normalizer.html.elements import HTML_NAMES
from normalizer.lazy import regex
from normalizer.policy.limits import check_depth
from normalizer.source import mask, scan
from normalizer.source.scan import Block, Inline

_HOLE = "x-opaque"
_SHELL = "section"
_TEMPLATE_IN_TAG = regex(r"</?[a-zA-Z][^<>]*?(?:\{%|\{\{|<[?%])")
"""A tag that template code makes unreadable for a parser: its end tag must not be taken for a stray one."""
_ALONE = tokens.RAW_TEXT | frozenset("html head body frameset template svg math select form".split())
"""Elements whose parsing reaches beyond themselves: a region that holds one is parsed on its own."""


class Composer:
    """Writes the HTML of a region: tags numbered, Markdown as holes that are filled after the parse."""

    def __init__(self, source: bytes, masked: list[tuple[int, int]]) -> None:
        self.source = source
        self.masked = masked
        self.html: list[str] = []
        self.holes: list[tuple[str, str, str]] = []
        self.marks: list[int] = []
        self.tags: list[str] = []
        self.order: list[str] = []
        """The numbers of tags and holes as they were written."""
        self.templates: set[str] = set()
        """The holes that are template code between tags."""
        self.moved = False
        self.templated = False
        self.controls = False
        self.open: list[str] = []
        self.balanced = True

    def hole(self, kind: str, src: str, text: str) -> None:
        """Add Markdown that stays as it stands: an opaque leaf that shows ``text``."""
        self.html.append(self._hole(kind, src, text))

    def _hole(self, kind: str, src: str, text: str) -> str:
        name = _SHELL if kind == tree.BLOCK else _HOLE
        number = f"h{len(self.holes)}"
        self.order.append(number)
        self.holes.append((kind, src, text))
        self.controls |= not src.isprintable() and parsing.xml_text(src) != src
        return f'<{name} _n="{number}"></{name}>'

    def raw(self, pieces: list[tuple[int, int]]) -> None:
        """Add raw HTML, the concatenation of source ranges; template code in its text becomes a hole.

        Offsets are those of bytes: the tokenizer reads the bytes as Latin-1, one letter a byte. What is added to
        them is ASCII, so that all of it is decoded at once.
        """
        pieces = _joined(pieces)
        data = b"".join([self.source[start:end] for start, end in pieces])
        places = list(accumulate((end - start for start, end in pieces), initial=0))
        masked = self._masked_in(pieces, places)
        letters = data.decode("latin-1")
        read = mask.masked(data, masked).decode("latin-1") if masked else letters
        html: list[str] = []
        starts: list[int] = []
        first = len(self.tags)
        done = 0
        masked.reverse()
        for tag in tokens.tags(read):
            start, end, name, closing, name_end = tag
            if masked:
                done = self._templates(data, done, start, masked, html)
                self.templated |= bool(masked) and masked[-1][0] < end
            if name:
                if not _is_html_name(letters[start + 1 + closing : name_end]):
                    html += (letters[done:start], self._hole(tree.MARKDOWN, _lf(data[start:end]), "\ufffc"))
                    done = end
                    continue
                self._balance(tag)
                if not closing:
                    number = str(first + len(starts))
                    html += (letters[done:name_end], f' _n="{number}"')
                    done = name_end
                    self.order.append(number)
                    self.tags.append(_lf(data[start:end]))
                    starts.append(start)
            if masked and end > done:  # what stands in a tag is none of the text
                html.append(letters[done:end])
                done = end
        done = self._templates(data, done, len(data), masked, html)
        html.append(letters[done:])
        self.html.append("".join(html).encode("latin-1").decode("utf-8").replace("\r\n", "\n"))
        self.templated |= tokens.are_templates(self.tags[first:])
        if len(pieces) == 1:
            offset = pieces[0][0]
            self.marks += [offset + start for start in starts]
        else:
            for start in starts:
                piece = bisect_right(places, start) - 1
                self.marks.append(pieces[piece][0] + start - places[piece])

    def _masked_in(self, pieces: list[tuple[int, int]], places: list[int]) -> list[tuple[int, int]]:
        if not self.masked:
            return []
        return [
            (place + start - first, place + end - first)
            for (first, last), place in zip(pieces, places, strict=False)
            for start, end in self.masked[
                bisect_left(self.masked, (first, 0)) : bisect_left(self.masked, (last, 0))
            ]
            if end <= last
        ]

    def _templates(
        self, data: bytes, start: int, end: int, masked: list[tuple[int, int]], html: list[str]
    ) -> int:
        """Make holes of the template code in the text ``data[start:end]``; return where the last one ends.

        ``masked`` is in falling order, and loses what has been looked at.
        """
        while masked and masked[-1][1] <= end:
            first, last = masked.pop()
            if start <= first:
                html.append(data[start:first].decode("latin-1"))
                self.templates.add(f"h{len(self.holes)}")
                html.append(self._hole(tree.MARKDOWN, _lf(data[first:last]), "\ufffc"))
                start = last
        return start

    def _balance(self, tag: tokens.Tag) -> None:
        if tag.name in _ALONE or tag.end - tag.start > 1000:
            self.balanced = False
        elif tag.closing:
            self.balanced &= bool(self.open) and self.open.pop() == tag.name
        elif tag.name not in tree.VOID:
            self.open.append(tag.name)

    def inline(self, block: Block, path: list[Block]) -> None:
        """Add the content of a leaf block: the Markdown between its tags as it stands."""
        done = block.inlines[0].start if block.kind != "paragraph" else block.start
        pending: list[Inline] = []
        for event in block.inlines:
            if event.kind == "html" and (name := _html_name(event.text)) is not None:
                self._markdown(done, event.start, pending, path)
                pending = []
                self._inline_tag(name, event)
                done = event.end
            else:
                pending.append(event)
        self._markdown(done, content_end(block, self.source), pending, path)

    def _inline_tag(self, name: str, event: Inline) -> None:
        """Add one tag or comment from inside a paragraph."""
        masked = self.masked
        if masked:
            place = bisect_left(masked, (event.start, 0))
            self.templated |= place < len(masked) and masked[place][0] < event.end
        html = event.text
        if not name:
            self.html.append(html)
            return
        closing = html[1] == "/"
        name_end = len(name) + 1 + closing
        self._balance(tokens.Tag(0, len(html), name, closing, name_end))
        if closing:
            self.html.append(html)
            return
        self.templated |= tokens.is_template(html)
        self.html.append(f'{html[:name_end]} _n="{len(self.marks)}"{html[name_end:]}')
        self.order.append(str(len(self.marks)))
        self.marks.append(event.start)
        self.tags.append(html)

    def _markdown(self, start: int, end: int, events: list[Inline], path: list[Block]) -> None:
        if start >= end:
            return
        src = self.lines(start, end, path)
        self.templated |= bool(self.masked) and bool(_TEMPLATE_IN_TAG.search(src))
        # White space means the same in both languages, and rules look for it; line ends stay as they are, but after
        # a break, which ends the line itself.
        if not _BLANK.sub("", src) or (src.isspace() and self.html[-1:] and self.html[-1][:4] == "<br "):
            self.html.append(src)
            return
        if "://" in src and "<" in src:
            src = _BRACKETED_URL.sub(r"\1&gt;", src)
        text = "".join(_shown(event) for event in events)
        if not text.strip() and src.strip() and not any(e.kind in ("text", "code") for e in events):
            text = "\ufffc"
        self.hole(tree.MARKDOWN, src, text)

    def lines(self, start: int, end: int, path: list[Block]) -> str:
        """``source[start:end]`` without the prefixes of its containers, line ends as ``\\n``."""
        first, *rest = self.source[start:end].replace(b"\r\n", b"\n").split(b"\n")
        stripped = [scan.strip_prefix(line, path, self.source) for line in rest] if path else rest
        return b"\n".join([first, *stripped]).decode("utf-8")

    def fill(self, root: _Element) -> None:
        """Put the Markdown back into the parsed tree and mark as pristine what no numbered tag made."""
        self.moved = bool(self.templates) and self._has_moved(root)
        for el in list(root.iter(etree.Element)):
            number = el.get(tree.MARK)
            if el is root:
                continue
            if number is None:
                el.set(tree.FROM_MARKDOWN, "")
            elif number[:1] == "h":
                self._fill(el, number[1:])

    def _has_moved(self, root: _Element) -> bool:
        """Whether the parser put template code elsewhere, as it does with text between the rows of a table."""
        numbers = [number for el in root.iter(etree.Element) if (number := el.get(tree.MARK)) is not None]
        found = list(dict.fromkeys(numbers))  # an element that was closed and opened again counts once
        known = set(found)
        return [number for number in found if number != "h"] != [one for one in self.order if one in known]

    def _fill(self, el: _Element, number: str) -> None:
        del el.attrib[tree.MARK]
        if not number:
            el.set(tree.FROM_MARKDOWN, "")
            return
        kind, src, text = self.holes[int(number)]
        el.tag = kind
        el.set("src", parsing.xml_text(src))
        el.text = parsing.xml_text(text)


def _joined(pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same ranges, those that follow each other as one."""
    joined = pieces[:1]
    for start, end in pieces[1:]:
        if start == joined[-1][1]:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return joined


def trees(composers: Sequence[Composer]) -> list[_Element]:
    """Parse what was composed; one root for each composer, in order."""
    together = [one for one in composers if one.balanced and not one.open] if len(composers) > 1 else []
    shells = "".join(f'<{_SHELL} {tree.MARK}="r">{"".join(one.html)}</{_SHELL}>' for one in together)
    parsed = parsing.parse(shells) if together else []
    if len(parsed) != len(together):  # something reached beyond its shell after all
        parsed, together = [], []
    joint = {id(one): root for one, root in zip(together, list(parsed), strict=True)}
    roots = []
    for one in composers:
        root = joint.get(id(one))
        if root is None:
            html = "".join(one.html)
            check_depth(html)  # a comment in the file may be none in its Markdown
            root = parsing.parse(html)
        else:
            parent = root.getparent()
            parent.remove(root)
            root.tag, root.tail = "body", None
            root.attrib.clear()
        one.fill(root)
        roots.append(root)
    return roots


def content_end(block: Block, source: bytes) -> int:
    """Where the inline content of a leaf block ends."""
    if block.kind == "paragraph":
        return block.start + len(source[block.start : block.end].rstrip(b" \t\r\n"))
    return max(event.end for event in block.inlines)


_TAG_NAME = regex(r"</?([a-zA-Z][^ \t\n\r\f/>]*+)")


def _html_name(tag: str) -> str | None:
    """The element name of an HTML tag, ``""`` for a comment; None for ``<String>``, which is the author's text."""
    match = _TAG_NAME.match(tag)
    if match is None:
        return ""
    return match[1].lower() if _is_html_name(match[1]) else None


def _is_html_name(name: str) -> bool:
    """Whether a tag of this name is HTML, as it is written."""
    return name in HTML_NAMES or ":" in name or (name.isupper() and name.lower() in HTML_NAMES)


# ``<source https://a.example>`` is text, but GFM's autolinks take the bracket into the address; they stop at
# an entity (GFM 6.9, extended autolink path validation).
_BRACKETED_URL = regex(r"(<[^\s<>/!?a-zA-Z](?>[^<>\n]*https?://)[^\s<>]++)>")
_BLANK = regex(r"[ \t\u00a0]|&nbsp;|&#160;|&#xa0;", re.IGNORECASE)


def _shown(event: Inline) -> str:
    if event.kind in ("text", "code"):
        return event.text
    if event.kind == "break":
        return " "
    return "\ufffc" if event.kind in ("image", "other") else ""


def _lf(data: bytes) -> str:
    return data.decode("utf-8").replace("\r\n", "\n")
