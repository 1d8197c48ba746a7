"""Text of documents and names of files as a terminal may show them: nothing in it is obeyed or hidden."""

from __future__ import annotations

_JOINERS = "\u200c\u200d"
"""Parts of words and of emoji; they join what stands beside them, and move nothing."""


def visible(text: str, keep: str = "") -> str:
    r"""Spell control characters, marks of direction and what else is not to be seen as Python does.

    Blanks of any width stay, and so do the characters in ``keep``.

    >>> print(visible("a\x1b[2J\n\x9b\u202e가\u3000나"), visible("a\nb", keep="\n"))
    a\x1b[2J\n\x9b\u202e가　나 a
    b
    """
    if text.isprintable():
        return text
    return "".join(char if _is_harmless(char) or char in keep else _spelt(char) for char in text)


def _is_harmless(char: str) -> bool:
    return (
        char.isprintable()
        or char in _JOINERS
        or (char.isspace() and char >= "\xa0" and char not in "\u2028\u2029")
    )


def _spelt(char: str) -> str:
    return char.encode("unicode_escape").decode()
