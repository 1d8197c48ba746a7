"""A page as a string in which only that is left which ``canon`` looks at: equal strings are equal pages.

Most pages that are compared are equal, and this tells so at the speed of C. Pages that differ here may
still be equal, and are walked by ``canon``, which decides. So every step may take away only what ``canon``
does not see, and what a tag means is asked of ``canon`` itself, once for all tags that are alike.

XML text has no control characters: those below stand for edges, and spaces inside of tags.
"""

from __future__ import annotations

import re

from lxml import etree
from lxml.etree import _Element

from normalizer.html.elements import BLOCKS
from normalizer.html.page import EMBEDS, LEAVES
from normalizer.html.tree import VOID
from normalizer.lazy import regex
from normalizer.proof.canon import HEADINGS, NAMED, STYLES, Walk, block_name, leaf, styled

_COMMENT = regex(rb"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)", re.DOTALL)
_PRE = regex(rb"(<pre(?:>|[ ][^<>]*+>).*?(?:</pre>|\Z))", re.DOTALL)
_TAG = regex(rb"(<[^<>]*+>)")
_FEW = 64
"""So many kinds of tags are looked for one after the other, each in C; more are split off."""
_PARTS = regex(rb"<(/?)([^\s<>/]++)([^<>]*?)(/?)>")
_PLAIN_IN_PRE = regex(rb"</?(?:code|span|b|i|em|strong|font|pre)(?:\s[^<>]*+)?>")

_EDGE, _OPEN, _END, _BREAK, _SPACE = b"\1", b"\2", b"\3", b"\4", b"\5"
_MARK = regex(rb' _n="h?[0-9]*+"')
"""The number of a tag; a value of the input may end in the same letters, but has no digits then."""
_MARK_IN_TEXT = regex(rb'>[^<>_]*+(?:_(?!n=")[^<>_]*+)*+_n="')
_NUMBERED = regex(rb'(<[^<>\s]++) _n="h?[0-9]*+"')
_TO_SPACE = bytes.maketrans(b"\t\n\r", b"   ")
_BESIDE = (
    (b" \2", _OPEN),
    (b"\1\2", _OPEN),
    (b"\3 ", _END),
    (b"\3\1", _END),
    (b" \4", _BREAK),
    (b"\4 ", _BREAK),
)
"""White space and edges where a block or a break makes an edge of its own."""
_ENDS = {f"<{style}>".encode(): f"</{style}>".encode() for style in sorted(set(STYLES.values()))}
"""The start and the end of each style."""
_LINK = regex(rb"(<a\x05[^<>]*+>|</a>)")
_LINK_AND_SPACE = regex(rb"(<a\x05[^<>]*+>) ")
_OPEN_ROW = b"\2('tr',)\3"
_EMPTY_ROW = regex(rb"\x02\('tr',\)\x03(?:\x02\('t[dh]',[^\x02\x03]*+\x03\x02/t[dh]\x03)*+\x02/tr\x03")
"""To ``canon`` a row without content is none."""


def folded(page: _Element) -> bytes:
    """Fold ``page``.

    >>> from normalizer.html.parsing import parse
    >>> folded(parse("<div><p>a <b>b</b></div> <!-- c --> d")) == folded(parse("<p>a <strong>b</strong>\\n<p>d"))
    True
    """
    return _folded(etree.tostring(page, encoding="utf-8", with_tail=False))


def folded_source(source: str) -> bytes | None:
    """Fold the page whose XML is ``source``, or None where a tree has to be asked.

    >>> from normalizer.html import parsing
    >>> folded_source(parsing.xml_source("<p>a<br>b &amp; <b>c")) == folded(parsing.parse("<p>a<br>b &amp; <b>c"))
    True
    >>> folded_source("<p>a\\rb</p>") is None
    True
    """
    if "\r" in source:
        return None
    try:
        return _folded(source.encode("utf-8"), sure=False)
    except (ValueError, etree.XMLSyntaxError):
        return None


def _folded(text: bytes, *, sure: bool = True) -> bytes:
    """Fold the source of a page; unless it is sure that no bracket stands in a value, that is looked at."""
    if b"<!--" in text or b"<?" in text:
        text = _COMMENT.sub(b"", text)
    if b"<xmp" in text or b"<listing" in text:  # rare, and white space counts in them
        return text
    if b' _n="' in text:
        text = _without_numbers(text)
    found = _TAG.findall(text)
    if not sure and not text.count(b"<") == text.count(b">") == len(found):
        raise ValueError("a bracket stands in a value")
    tags = {tag: _TAGS[tag] for tag in set(found)}
    if b"<pre" not in text:
        return _tidied(text, tags).strip(b" \1")
    pieces = _PRE.split(text)
    if any(piece.count(b"<pre") > 1 for piece in pieces[1::2]):
        return text
    for n, piece in enumerate(pieces):
        pieces[n] = _pre(piece) if n % 2 else _tidied(piece, tags).strip(b" \1")
    return b"".join(pieces)


def _without_numbers(text: bytes) -> bytes:
    """Take away what makes each tag unlike all others."""
    if _MARK_IN_TEXT.search(text):  # what looks like a number there is a word
        return _NUMBERED.sub(rb"\1", text)
    return _MARK.sub(b"", text)


def _said_in(text: bytes, tags: dict[bytes, bytes]) -> bytes:
    """Put what each tag says in its place; what is said may look like a tag, which must not be read again."""
    if len(tags) <= _FEW and all(_is_final(said, tags) for said in tags.values()):
        for tag, said in tags.items():
            if tag != said:
                text = text.replace(tag, said)
        return text
    pieces = _TAG.split(text)
    pieces[1::2] = map(tags.__getitem__, pieces[1::2])
    return b"".join(pieces)


def _is_final(said: bytes, tags: dict[bytes, bytes]) -> bool:
    if b"<" not in said and b">" not in said:
        return True
    return _TAG.fullmatch(said) is not None and tags.get(said, said) == said


def _tidied(text: bytes, tags: dict[bytes, bytes]) -> bytes:
    styles = set(tags.values()) & _ENDS.keys()
    text = _single_spaced(_said_in(text, tags).translate(_TO_SPACE))
    if styles or b"</a>" in text:
        text = _outside(text, sorted(styles))
    text = text.replace(b" \1", _EDGE).replace(b"\1 ", _EDGE)
    while b"\1\1" in text:
        text = text.replace(b"\1\1", _EDGE)
    for beside, alone in _BESIDE:
        text = text.replace(beside, alone)
    for style in styles:  # one that ends and begins at once goes on
        text = text.replace(_ENDS[style] + style, b"")
    if b"</a><a" in text:
        text = _joined(text)
    if _OPEN_ROW in text:
        text = _EMPTY_ROW.sub(b"", text)
    return text


def _single_spaced(text: bytes) -> bytes:
    while b"  " in text:
        text = text.replace(b"  ", b" ")
    return text


def _outside(text: bytes, styles: list[bytes]) -> bytes:
    """Take spaces out of styles and links, which spaces do not have; those of code do."""
    before = b""
    while text != before:
        before = text
        for style in styles:
            end = _ENDS[style]
            if style != b"<code>":
                text = text.replace(style + b" ", b" " + style).replace(b" " + end, end + b" ")
        if b"</a>" in text:
            text = _LINK_AND_SPACE.sub(rb" \1", text).replace(b" </a>", b"</a> ")
        text = _single_spaced(text)
    return text


def _joined(text: bytes) -> bytes:
    """Two links to the same place with nothing between them are one."""
    pieces = _LINK.split(text)
    opened = b""
    for n in range(1, len(pieces), 2):
        if pieces[n] == b"</a>":
            if n + 2 < len(pieces) and not pieces[n + 1] and pieces[n + 2] == opened:
                pieces[n] = pieces[n + 2] = b""
            else:
                opened = b""
        elif pieces[n]:
            opened = pieces[n]
    return b"".join(pieces)


def _pre(source: bytes) -> bytes:
    text = _PLAIN_IN_PRE.sub(b"", source)
    text = source if b"<" in text else text.removesuffix(b"\n")
    return _OPEN + b"pre" + text + _END


class _Tags(dict[bytes, bytes]):
    """What is left of each tag; that of short ones is remembered."""

    def __missing__(self, tag: bytes) -> bytes:
        parts = _PARTS.fullmatch(tag)
        if parts is None:
            return tag
        end, name, attributes, alone = parts.groups()
        opened, closed = _said(etree.fromstring(b"<" + name + (b"" if end else attributes) + b"/>"))
        said = closed if end else opened + closed if alone else opened
        said = said.replace(b" ", _SPACE)
        if len(tag) < _SHORT:
            if len(self) > _REMEMBERED:
                self.clear()
            self[tag] = said
        return said


_TAGS = _Tags()
_SHORT, _REMEMBERED = 100, 2_000


def _said(el: _Element) -> tuple[bytes, bytes]:
    """What ``canon`` sees at the start and at the end of ``el``."""
    tag: str = el.tag
    if tag in LEAVES:
        return _leaf(el, tag)
    if tag in NAMED or tag in HEADINGS:
        name = repr(block_name(el))
        return _OPEN + name.encode() + _END, _OPEN + b"/" + tag.encode() + _END
    if tag in BLOCKS:
        return _EDGE, _EDGE
    if tag in STYLES:
        return f"<{STYLES[tag]}>".encode(), f"</{STYLES[tag]}>".encode()
    if tag in ("a", "abbr"):
        return f"<{tag} {sorted(styled(el, frozenset()))}>".encode(), f"</{tag}>".encode()
    return b"", b""


def _leaf(el: _Element, tag: str) -> tuple[bytes, bytes]:
    if tag == "br":
        return _BREAK, b""
    if tag == "hr":
        return _OPEN + b"hr" + _END, b""
    if tag == "img" or tag == "input" or tag in EMBEDS:
        walk = Walk()
        leaf(walk, el, frozenset())
        return repr(walk.atoms).encode(), b"" if tag in VOID else f"</{tag}>".encode()
    return (b"", b"") if tag in VOID else (f"<{tag}>".encode(), f"</{tag}>".encode())
