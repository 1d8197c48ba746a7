"""Raw HTML that Markdown could have said: each tag of an output is tried as Markdown, and the page compared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from normalizer import writer
from normalizer.dialects import dialect as dialects
from normalizer.dialects.dialect import Dialect
from normalizer.dialects.tables import DIALECTS
from normalizer.html import parsing

Rendered = Callable[[list[str]], list[str]]
Same = Callable[[str, str], bool]

INLINE = {"strong": ("**",), "b": ("**",), "em": ("*", "_"), "i": ("*", "_"), "del": ("~~",), "s": ("~~",)}
_PAIR = re.compile(r"<(strong|b|em|i|del|s)>((?:(?!</?\1>)[^\n])*)</\1>")
_LINK = re.compile(r'<a href="([^"<>]*)">([^<>\n]*)</a>')
_CODE = re.compile(r"<code>([^<>\n]*)</code>")
_VOID = frozenset(("br", "hr", "img", "input", "source"))
_BLOCK = re.compile(r"<(p|h[1-6]|ul|ol|li|blockquote|pre|table|hr)\b")
_FENCED = re.compile(r"^[ >]*(`{3,}|~{3,})[^\n]*\n.*?\n[ >]*\1|`+[^`\n]*`+", re.MULTILINE | re.DOTALL)


def alternatives(source: str, markdown: str, dialect: str) -> Iterator[str]:
    """Yield what ``markdown`` would be with one tag less, for every tag that Markdown has words for."""
    for match in _PAIR.finditer(markdown):
        for delimiter in INLINE[match[1]]:
            if _touches(delimiter[0], markdown, match):
                continue  # runs that touch are counted, and not by all renderers in the same way
            if delimiter != "~~" or dialects.get(dialect).strikethrough:
                yield _with(markdown, match, f"{delimiter}{match[2]}{delimiter}")
    for match in _LINK.finditer(markdown):
        yield _with(markdown, match, f"[{match[2]}]({match[1]})")
    for match in _CODE.finditer(markdown):
        yield _with(markdown, match, f"`{match[1]}`")
    outside = _FENCED.sub("", markdown)
    if any(not _is_open(outside[: match.start()]) for match in _BLOCK.finditer(outside)):
        yield writer.write(parsing.parse(source), _lenient(dialect)) + "\n"


def _touches(character: str, markdown: str, match: re.Match[str]) -> bool:
    """Whether the same character, as it is or as a reference, stands beside a delimiter."""
    beside = (markdown[: match.start()][-6:], match[2][:6], match[2][-6:], markdown[match.end() :][:6])
    outer, first, last, after = (text.replace("&#126;", "~").replace("\\", "") for text in beside)
    return character in outer[-1:] + first[:1] + last[-1:] + after[:1]


def _with(markdown: str, match: re.Match[str], text: str) -> str:
    """Put ``text`` in the place of a tag; inside of other tags it stays."""
    before = markdown[: match.start()]
    if _is_open(before):
        return markdown
    return before + text + markdown[match.end() :]


def _is_open(before: str) -> bool:
    """Whether a tag is open at the end of the text."""
    opened = Counter(name for name in re.findall(r"<([a-z]+)[^<>]*>", before) if name not in _VOID)
    return bool(opened - Counter(re.findall(r"</([a-z]+)>", before)))


def _lenient(name: str) -> Dialect:
    """The dialect, with lists written as Markdown whether or not all of their items are tight."""
    return Dialect.from_data(name, {**DIALECTS[name], "looseness": "reader"})


def needless(outputs: list[tuple[str, str]], dialect: str, readers: list[Rendered], same: Same) -> list[str]:
    """Return the alternatives whose page says, in all readers, what the source of (source, Markdown) says."""
    tried = [
        (source, other)
        for source, markdown in outputs
        for other in alternatives(source, markdown, dialect)
        if other.strip() != markdown.strip()
    ]
    known = dict(outputs)
    tried = [(source, other) for source, other in tried if _tags(other) < _tags(known[source])]
    for render in readers:
        pages = render([other for _, other in tried])
        tried = [pair for pair, page in zip(tried, pages, strict=True) if same(pair[0], page)]
    return [f"{known[source]!r} for {other!r}" for source, other in tried]


def _tags(markdown: str) -> int:
    return len(re.findall(r"<[a-z]", _FENCED.sub("", markdown)))
