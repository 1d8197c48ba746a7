"""Character references: ``&amp;``, ``&#39;`` and the two thousand names of HTML."""

from __future__ import annotations


def unescape(text: str) -> str:
    """Return ``text`` with its character references decoded, as a browser decodes them in text.

    >>> unescape("a &lt; b &#x26; c")
    'a < b & c'
    """
    if "&" not in text:
        return text
    from html import unescape as decoded  # its table of names is slow to import

    return decoded(text)
