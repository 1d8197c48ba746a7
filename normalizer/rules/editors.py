"""Which editor wrote a document, by evidence in its source: literal text first, then a pattern.

Precise on purpose: what it finds lets rules rewrite hand-written-looking HTML, so code blocks, where
people write *about* an editor's markup, do not count.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from normalizer.lazy import regex
from normalizer.policy.urls import unquoted
from normalizer.values import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

_CODE = regex(
    r"(?ms)^(?P<fence>[ \t]{0,3}(?P<mark>`{3,}+|~{3,}+)[^\n]*+\n.*?(?:^[ \t]{0,3}(?P=mark)[`~]*+[ \t]*+$|\Z))"
    r"|(?P<ticks>(?<!`)`{1,3}(?!`))[^`\n]++(?P=ticks)(?!`)"
)


@frozen
class Evidence:
    """Literal text, and a pattern that must be found ``least`` times where the text is."""

    has: str
    expression: str
    least: int

    @property
    def pattern(self) -> re.Pattern[str] | None:
        """The expression, compiled when the literal text was seen: most documents never need it."""
        return _compiled(self.expression) if self.expression else None

    def is_in(self, text: str) -> bool:
        """Whether ``text`` shows it."""
        if self.has not in text:
            return False
        pattern = self.pattern
        if pattern is None:
            return text.count(self.has) >= self.least
        return next(islice(pattern.finditer(text), self.least - 1, None), None) is not None


@lru_cache(maxsize=512)
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


@frozen
class Editor:
    """An editor, what proves that it was used, and the editors whose residue it shares."""

    id: str
    name: str
    evidence: tuple[Evidence, ...]
    includes: tuple[str, ...]


def compile_editors(definitions: Mapping[str, Any]) -> tuple[Editor, ...]:
    """Compile the ``editors:`` section of a rules file."""
    return tuple(
        Editor(
            id_,
            data["name"],
            tuple(map(_evidence, data["evidence"])),
            tuple(_listed(data.get("includes", []))),
        )
        for id_, data in definitions.items()
    )


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _evidence(data: Any) -> Evidence:
    if isinstance(data, str):
        return Evidence(data, "", 1)
    return Evidence(data["has"], data.get("pattern", ""), int(data.get("at-least", 1)))


@lru_cache(maxsize=1)
def _shipped() -> tuple[Editor, ...]:
    from normalizer.rules._defaults import DATA

    return compile_editors(DATA["editors"])


def detect(text: str, editors: tuple[Editor, ...] | None = None) -> tuple[str, ...]:
    """Return the ids of the editors that left their marks in ``text``, in the order of the rules file.

    >>> detect('<p data-ke-size="size16">&nbsp;</p>')[0]
    'tistory'
    >>> detect("`data-ke-size` is an attribute")
    ()
    """
    if "<" not in text and "[" not in text:
        return ()
    known = _shipped() if editors is None else editors
    suspects = [editor for editor in known if any(evidence.is_in(text) for evidence in editor.evidence)]
    if suspects and ("`" in text or "~~~" in text):
        prose = without_code(text)
        suspects = [
            editor for editor in suspects if any(evidence.is_in(prose) for evidence in editor.evidence)
        ]
    found = dict.fromkeys(editor.id for editor in suspects)
    for editor in suspects:
        found |= dict.fromkeys(editor.includes)
    return tuple(found)


def without_code(text: str) -> str:
    """``text`` without fenced code blocks and code spans."""
    return _CODE.sub(" ", text)


_COLOURED = regex(
    r"""<[a-z][^<>]*?(?<![\w-])color\s*+[:=]\s*+["']?([^;"'<>]{1,40}+)[^<>]*+>([^<]*+)""", re.IGNORECASE
)
_TAG = regex(r"<[^<>]*+>")


_LINK = regex(r"""(?:href\s*+=\s*+["']?|\]\(<?|\]:[ \t]*+<?)#([^\s"'<>()]++)""", re.IGNORECASE)
_PERMALINK = regex(
    r"""<a\s[^<>]*+>[ \t\n]*+(?:[#¶§🔗⚓∞]|<svg\b(?:(?!</svg|</a).)*+</svg>)?[ \t\n]*+</a""",
    re.IGNORECASE | re.DOTALL,
)
_HEADING_LINK = regex(
    r"""<h[1-6]\s(?:[^<>]{0,200}\s)?id\s*+=\s*+["']?([^\s"'<>]++)["']?[^<>]*+>\s*+<a\s(?:[^<>]{0,200}\s)?href\s*+=\s*+["']?#\1["'\s>]""",
    re.IGNORECASE,
)
_PLACE = regex(r"""\s(?:id|name)\s*+=\s*+["']?([^\s"'<>]++)""", re.IGNORECASE)


def linked_places(text: str) -> frozenset[str]:
    """Return the ids and names in the HTML of a document that a link in it points to.

    A sign that links to the heading it stands in is not such a link, nor is a heading that links to itself.

    >>> linked_places('[a](#b) <a href="#c">c</a> <p id="b">b</p> <p id="d">d</p>')
    frozenset({'b'})
    >>> linked_places('<h2 id="a">a <a href="#a">¶</a></h2><h2 id="b"><a href="#b">b</a></h2>')
    frozenset()
    """
    if "#" not in text:
        return frozenset()
    links = _HEADING_LINK.sub("", _PERMALINK.sub("", text)) if "</a" in text else text
    wanted = {name for found in _LINK.finditer(links) for name in (found[1], unquoted(found[1]))}
    return frozenset(wanted.intersection(_PLACE.findall(text))) if wanted else frozenset()


def context_of(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """What rules may ask of the document as a whole: its base colours, the places that its links point to."""
    return base_colours(text), linked_places(text)


def base_colours(text: str) -> frozenset[str]:
    """Return the colours (``#rrggbb``) that cover most of the text: they are its ink and mean nothing.

    >>> base_colours('<p style="color: #333399">all the text is blue</p> and a bit')
    frozenset({'#333399'})
    """
    if "color" not in text:
        return frozenset()
    from normalizer.style.values import colour

    covered: dict[str, int] = {}
    for found in _COLOURED.finditer(text):
        value = colour(found[1].strip())
        if value is not None:
            covered[value.hex] = covered.get(value.hex, 0) + len(found[2].strip())
    if not covered:
        return frozenset()
    total = len(_TAG.sub("", text))
    return frozenset(name for name, size in covered.items() if size * 2 > total)
