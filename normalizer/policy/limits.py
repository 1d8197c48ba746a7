"""Refuse what is too large, too deep or too wide to be a document, before anything expensive looks at it.

Nothing is ever truncated. The checks are linear and nearly free for ordinary documents: two counts and
two regular expressions in C; tags are walked only where those leave a doubt.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from normalizer.errors import InputLimitError
from normalizer.html.parsing import DEEPEST
from normalizer.html.tokens import Tag, tags
from normalizer.lazy import regex
from normalizer.values import field_names, frozen

_OPTIONAL_END = frozenset(
    "p li dt dd td th tr option optgroup rt rp thead tbody tfoot colgroup a nobr".split()
)
"""A start tag of these closes the one before, so a run of them nests nothing."""
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_FORMATTING = frozenset("b big code em font i s small strike strong tt u".split())
"""The adoption agency reopens these in the next block (HTML standard 13.2.4.3): they pile up."""
_SCOPES = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption"
    " figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup li main menu nav ol p pre section summary table"
    " tbody td tfoot th thead tr ul".split()
)

_INLINE = frozenset(
    "abbr acronym bdi bdo cite data del dfn ins kbd label map mark math noscript object q ruby samp select span sub"
    " sup svg time var video audio picture canvas iframe".split()
)

_START_TAG = regex(r"<([a-zA-Z][a-zA-Z0-9]*+)")
# Together these two prove that every tag is shorter than a tag with too many attributes must be: no long run
# without an angle bracket, and no quoted value that holds one.
_RUN = 512
_LONG_RUN = regex(rf"<[a-zA-Z][^<>]{{{_RUN}}}")
_QUOTED_BRACKET = regex(r"""=[ \t\n\r\f]*+(?:"[^"<>]*+[<>]|'[^'<>]*+[<>])""")
_ATTRIBUTE = regex(
    r"""([^ \t\n\r\f/>=]++)(?:[ \t\n\r\f]*+=[ \t\n\r\f]*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^ \t\n\r\f>]*+))?+"""
)


@frozen
class Limits:
    """The largest document that is looked at. ``depth`` is estimated before the parser, which can be slow with it, reads."""

    document_bytes: int = 16_000_000
    depth: int = DEEPEST
    unknown_depth: int = 5_000
    options: int = 4_000
    attributes: int = 1_024
    attribute_chars: int = 4_000_000
    style_chars: int = 65_536
    regions: int = 200_000
    output_ratio: int = 20

    @classmethod
    def from_data(cls, value: object, problems: list[str]) -> Limits:
        """Return the limits with the numbers of a mapping; a limit can be lowered, not raised."""
        default = cls()
        if not isinstance(value, dict):
            problems.append("policy: limits: expected name: number")
            return default
        numbers: dict[str, Any] = {}
        known = {name.replace("_", "-"): name for name in field_names(cls)}
        for key, number in value.items():
            if key not in known:
                problems.append(f"policy: limits: unknown limit {key!r}; known: {', '.join(known)}")
            elif not isinstance(number, int) or isinstance(number, bool) or number < 1:
                problems.append(f"policy: limits: {key}: expected a positive number")
            elif number > getattr(default, known[key]):
                problems.append(f"policy: limits: {key}: at most {getattr(default, known[key])}")
            else:
                numbers[known[key]] = number
        return cls(**numbers)


_DEFAULT = Limits()


def check_limits(text: str, limits: Limits = _DEFAULT) -> None:
    """Raise ``InputLimitError`` if ``text`` is larger, deeper or wider than ``limits``.

    >>> check_limits("<p " + " ".join(f"a{n}" for n in range(2000)) + ">")
    Traceback (most recent call last):
        ...
    normalizer.errors.InputLimitError: a tag with 2000 attributes at character 0; the limit is 1024
    """
    size = len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
    if size > limits.document_bytes:
        raise InputLimitError(f"{size} bytes; the limit is {limits.document_bytes}")
    shortest = min(limits.attributes, limits.attribute_chars, limits.style_chars)
    if shortest < _RUN or _LONG_RUN.search(text) or _QUOTED_BRACKET.search(text):
        for tag in tags(text):
            if tag.end - tag.name_end > shortest:
                _check_attributes(text, tag, limits)
    if (place := _too_deep(text, limits)) >= 0:
        raise InputLimitError(
            f"elements nested deeper than {limits.depth} at character {place}; no browser builds such a page"
        )


def check_depth(html: str, limits: Limits = _DEFAULT) -> None:
    """Raise ``InputLimitError`` for HTML nested too deep, before a parser spends its time on it."""
    if _too_deep(html, limits) >= 0:
        raise InputLimitError(f"elements nested deeper than {limits.depth}; no browser builds such a page")


def check_regions(count: int, limits: Limits = _DEFAULT) -> None:
    """Raise ``InputLimitError`` for more pieces of HTML in one Markdown text than ``limits`` allow."""
    if count > limits.regions:
        raise InputLimitError(f"{count} places with HTML; the limit is {limits.regions}")


def check_output(source: str, output: str, limits: Limits = _DEFAULT) -> None:
    """Raise ``InputLimitError`` if ``output`` is out of all proportion to ``source``."""
    if len(output) > limits.output_ratio * len(source) + 10_000:
        raise InputLimitError(
            f"{len(output)} characters from {len(source)}; the limit is {limits.output_ratio} times"
        )


def _check_attributes(text: str, tag: Tag, limits: Limits) -> None:
    names: set[str] = set()  # a repeated name is no attribute, and prose after a stray "<" repeats itself
    for match in _ATTRIBUTE.finditer(text, tag.name_end, tag.end):
        names.add(match[1].lower())
        length = match.end() - match.start()
        if length > limits.attribute_chars:
            raise InputLimitError(
                f"an attribute of {length} characters at character {tag.start}; the limit is {limits.attribute_chars}"
            )
        if length > limits.style_chars and match[1].lower() == "style":
            raise InputLimitError(
                f"a style of {length} characters at character {tag.start}; the limit is {limits.style_chars}"
            )
    if len(names) > limits.attributes:
        raise InputLimitError(
            f"a tag with {len(names)} attributes at character {tag.start}; the limit is {limits.attributes}"
        )


def _may_nest(text: str, limits: Limits) -> bool:
    """Whether there are enough start tags for the depth limit to matter; an upper bound, in C."""
    if text.count("<") <= limits.depth:
        return False
    names = Counter(_START_TAG.findall(text))
    if sum(count for name, count in names.items() if name.lower() == "option") > limits.options:
        raise InputLimitError(f"more than {limits.options} options")  # lexbor needs quadratic time
    for peeled in range(_PEELS):
        if _nesting(names) + peeled <= limits.depth:
            return False
        text, found = _INNERMOST.subn("", text)
        if not found:
            break
        names = Counter(_START_TAG.findall(text))
    return True


def _nesting(names: Counter[str]) -> int:
    """How many of these start tags can stand in one another."""
    harmless = (_OPTIONAL_END - {"rt", "rp"}) | _VOID
    return sum(count for name, count in names.items() if name.lower() not in harmless)


_PEELS = 4
# An element around nothing but text is closed where it stands. Its attributes are spelled so plainly here that
# no reading of the tag can end elsewhere.
_INNERMOST = regex(
    r"<([a-zA-Z][a-zA-Z0-9]*+)(?:[ \t\n]++[a-zA-Z-]++(?:=\"[^\"<>]*+\")?+)*+[ \t\n]*+>[^<]*+</\1>"
)


def _too_deep(text: str, limits: Limits) -> int:
    """Where elements are nested deeper than the limit; -1 if they are not."""
    if not _may_nest(text, limits) and not _may_be_ignored(text):
        return -1
    open_ = _Open()
    for tag in tags(text):
        open_.take(tag)
        if open_.depth > limits.depth or open_.unknown > limits.unknown_depth:
            return tag.start
    if open_.ignored > _IGNORED:
        raise InputLimitError(f"{open_.ignored} tags that no parser heeds; the limit is {_IGNORED}")
    return -1


_IGNORED = 20_000
"""Tags out of place; lexbor copies all the text before each of them."""


def _may_be_ignored(text: str) -> bool:
    """Whether there are enough tags that may be out of place for that limit to matter; an upper bound, in C."""
    if text.count("<") <= _IGNORED:
        return False
    first, *rest = _TABLE_EDGE.split(text)
    outside = [first, *(after for end, after in zip(rest[::2], rest[1::2], strict=True) if end)]
    stray = sum(len(_TABLE_TAG.findall(piece)) for piece in outside)
    for _ in range(_PEELS):
        if text.count("</") + stray <= _IGNORED:
            return False
        text, found = _INNERMOST.subn("", text)
        if not found:
            break
    return True


class _Open:
    """An estimate of what is open at a tag: block elements as a stack, all others as numbers beside it."""

    def __init__(self) -> None:
        self.blocks: list[tuple[str, int, int]] = []
        """Name, inline and unknown elements open outside of it."""
        self.names: Counter[str] = Counter()
        self.inline = self.unknown = self.formatting = self.ignored = 0

    @property
    def depth(self) -> int:
        """How many elements stand in one another, those of no known kind left out."""
        return len(self.blocks) + self.inline + self.formatting

    def take(self, tag: Tag) -> None:
        """Open or close what a tag says."""
        name = tag.name
        if name in _OF_TABLES and not self.names["table"]:
            self.ignored += 1
        elif tag.closing and not self.names[name]:
            self.ignored += name not in _ENDS_ALONE
        elif name in _SCOPES:
            if tag.closing:
                self._close(name)
            else:
                if name in _OPTIONAL_END and self.blocks and self.blocks[-1][0] == name:
                    self._close(name)
                self.blocks.append((name, self.inline, self.unknown))
                self.names[name] += 1
        elif name and name not in _VOID and (name not in _OPTIONAL_END or self._is_stray(name)):
            self._count(name, -1 if tag.closing else 1)

    def _close(self, name: str) -> None:
        while self.names[name]:
            top, self.inline, self.unknown = self.blocks.pop()
            self.names[top] -= 1
            if top == name:
                break

    def _count(self, name: str, step: int) -> None:
        self.names[name] += step
        if name in _FORMATTING:
            self.formatting += step
        elif name in _INLINE:
            self.inline = max(0, self.inline + step)
        else:
            self.unknown = max(0, self.unknown + step)

    def _is_stray(self, name: str) -> bool:
        """Whether it is part of a ``ruby`` that is not there: then it closes nothing."""
        return name in ("rt", "rp") and not self.names["ruby"]


_ENDS_ALONE = frozenset("p br a nobr option optgroup".split())
"""Their end tags make an element, or end one that is not counted."""
_OF_TABLES = frozenset("caption col colgroup tbody td tfoot th thead tr".split())
_TABLE_EDGE = regex(r"<(/?)table(?=[ \t\n\r\f/>])", re.IGNORECASE)
_TABLE_TAG = regex(r"<(?:t[dhr]|tbody|tfoot|thead|caption|col)", re.IGNORECASE)
