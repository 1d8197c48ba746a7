"""One document as bytes and text: encoding, byte-order mark, newline style and front matter.

Front matter is found by its fences alone and never parsed here: a block that is not valid YAML must
still not be taken for the body. This module is on the path of files with nothing to do, so it imports
nothing but ``re``.
"""

from __future__ import annotations

import re

from normalizer.errors import EncodingError
from normalizer.lazy import regex

_BOM = "\ufeff"
_END = r"[ \t]*+(?:\r\n?|\n)"
_LAST = r"[ \t]*+(?:\r\n?|\n|\Z)"
_LINE = r"[^\r\n]*+(?:\r\n?|\n)"
_YAML = regex(rf"\A---{_END}(?:(?!(?:---|\.\.\.){_LAST}){_LINE})*+(?:---|\.\.\.){_LAST}")
_TOML = regex(rf"\A\+\+\+{_END}(?:(?!\+\+\+{_LAST}){_LINE})*+\+\+\+{_LAST}")
_JSON = regex(rf"\A\{{{_END}(?:(?!\}}{_LAST}){_LINE})*+\}}{_LAST}")
_FENCES = {"---": _YAML, "+++": _TOML, "{": _JSON}

# What can hold work: something like a tag, a comment, a processing instruction, or a link whose
# scheme is worth a look (also when spelled with entities, escapes or percent signs).
_TAG_LIKE = regex(rb"<[\x00-\x1f]*+[a-zA-Z/!?&]")
# Attribute lists of kramdown and Python-Markdown: "{: .a onclick=x}", "{#a onclick=x}"; not Liquid's tags.
_ATTRIBUTE_LIST = regex(rb"\{(?::|(?![%\n])[^{}=]*+=)")
_LINK_LIKE = regex(rb"\]\(|\]:|\]\[|\{:", re.IGNORECASE)
_SCHEME_LIKE = regex(
    rb"\][(:][\s<>]*+(?!https?:|mailto:|/|#|\.{1,2}/)[^)\s>]{0,300}?(?:[:%&\\]|[\x00-\x1f]|\xc2[\x80-\xad]|\xe2\x80|\xef\xbb\xbf)"
)


class Document:
    """The parts of one file. ``bom + front_matter + body`` is the decoded input, unchanged."""

    __slots__ = ("body", "bom", "front_matter", "newline")

    def __init__(self, text: str, front_matter: bool = True) -> None:
        self.bom = _BOM if text.startswith(_BOM) else ""
        rest = text[len(self.bom) :]
        self.front_matter = front_matter_of(rest) if front_matter else ""
        self.body = rest[len(self.front_matter) :]
        self.newline = _line_end(text)


def _line_end(text: str) -> str:
    r"""How most lines of ``text`` end: a lone return ends one, too (CommonMark 2.1).

    >>> [_line_end(text) for text in ("a", "a\r\nb\nc\r\n", "a\rb\r\nc\rd\r", "a\nb\r")]
    ['\n', '\r\n', '\r', '\n']
    """
    both = text.count("\r\n")
    counts = {"\n": text.count("\n") - both, "\r\n": both, "\r": text.count("\r") - both}
    return max(counts, key=counts.__getitem__)


def front_matter_of(text: str) -> str:
    """Return the front matter at the start of ``text``, its fences and last newline included, or ``""``.

    YAML between ``---`` lines, TOML between ``+++`` lines, JSON from ``{`` to ``}`` on lines of their own.

    >>> front_matter_of("---\\ntitle: x\\n---\\nbody")
    '---\\ntitle: x\\n---\\n'
    >>> front_matter_of("---\\nno end")
    ''
    """
    for opening, pattern in _FENCES.items():
        if text.startswith(opening):
            match = pattern.match(text)
            return match[0] if match else ""
    return ""


def decode(data: bytes, encoding: str = "", path: str = "") -> str:
    """Decode a file: a byte-order mark decides, then ``encoding``, then UTF-8; nothing is guessed.

    Raises EncodingError, naming the place of the first byte that does not fit and the way out.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    try:
        text = data.decode(encoding or "utf-8")
    except (UnicodeDecodeError, LookupError) as error:
        where = f"{path}: " if path else ""
        line = data.count(b"\n", 0, error.start) + 1 if isinstance(error, UnicodeDecodeError) else 1
        raise EncodingError(
            f"{where}line {line}: not {encoding or 'UTF-8'} text; name its encoding, as in --encoding cp949"
        ) from None
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise EncodingError(f"{path + ': ' if path else ''}line {line}: a NUL byte: this is not a text file")
    return text


def nothing_to_do(data: bytes) -> bool:
    """Whether no rule can apply to a Markdown file, decided on its bytes in one pass.

    >>> nothing_to_do(b"# Plain *Markdown*, a [link](https://a.example)")
    True
    >>> nothing_to_do(b"a <b>b</b>"), nothing_to_do(b"[x](javascript:y)"), nothing_to_do(b"[x](mailto:a@b.example)")
    (False, False, True)
    """
    return doubt(data) is None


def doubt(data: bytes) -> int | None:
    """The offset of something in a Markdown file that a rule may apply to, a tag before all; None if there is none."""
    found = _TAG_LIKE.search(data) or (_ATTRIBUTE_LIST.search(data) if b"{" in data else None)
    if found is None and _LINK_LIKE.search(data):
        found = _SCHEME_LIKE.search(data)
    return None if found is None else found.start()
