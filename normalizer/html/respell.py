"""Clean HTML in its author's spelling: what a rewrite did not touch is written as it was, to the byte.

A parser forgets how a document was written: ``<hr />``, ``&ldquo;``, a ``tbody`` that only it sees. So the
result is aligned, token by token, with what the parser makes of the source when nothing is changed, and
that with the source itself; a token that came through is copied from there.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from difflib import SequenceMatcher

from normalizer.html import parsing
from normalizer.html.serialize import serialize
from normalizer.lazy import regex

_TOKEN = regex(r"<!--.*?(?:-->|(?=\n)|\Z)|</?[a-zA-Z](?:[^\"'<>]|\"[^\"]*+\"|'[^']*+')*+>|[^<]++|<")
_ATTRIBUTE = regex(r"([^\s\"'>/=]++)(?:\s*+=\s*+(\"[^\"]*+\"|'[^']*+'|[^\s>]++))?+")
_NAME = regex(r"</?([a-zA-Z][^\s/>]*+)")
_MOST_TOKENS = 6000
"""Aligning takes more than linear time; a longer document is written in the serializer's own spelling."""


def respelled(source: str, clean: str) -> str:
    """``clean`` as it is written in ``source``, wherever both say the same.

    >>> respelled("<P>a &ldquo;b&rdquo;<BR/>c <b></b></P>", "<p>a “b”<br>c </p>")
    '<P>a &ldquo;b&rdquo;<BR/>c </P>'
    """
    untouched = serialize(parsing.parse(source))
    written, parsed, wanted = (_TOKEN.findall(text) for text in (source, untouched, clean))
    if max(len(written), len(parsed), len(wanted)) > _MOST_TOKENS:
        return clean
    keys = [[_key(token) for token in tokens] for tokens in (written, parsed, wanted)]
    spelling, origin = _alignment(keys[0], keys[1]), _alignment(keys[1], keys[2])
    pieces = []
    for place, token in enumerate(wanted):
        before = origin.get(place)
        if before is None:
            pieces.append(token)
        elif before in spelling:
            pieces.append(written[spelling[before]])
        elif token[0] != "<":
            pieces.append(token)
        # else a tag that only the parser sees
    found = "".join(pieces)
    return found if serialize(parsing.parse(found)) == serialize(parsing.parse(clean)) else clean


def _alignment(old: Sequence[object], new: Sequence[object]) -> dict[int, int]:
    """Places in ``new`` to the places in ``old`` that they come from."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return {block.b + step: block.a + step for block in blocks for step in range(block.size)}


def _key(token: str) -> object:
    """What a token says, however it is written."""
    name = _NAME.match(token)
    if name is None:
        return html.unescape(token.replace("\r\n", "\n"))
    attributes = _ATTRIBUTE.findall(token, name.end(), len(token) - 1)
    values = {
        key.lower(): html.unescape(value[1:-1] if value[:1] in ("'", '"') else value)
        for key, value in attributes
    }
    return token[:2] == "</", name[1].lower(), frozenset(values.items())
