"""What a page says, in a form that can be compared: blocks, their nesting, and styled runs of text.

Two pages with the same canonical form look the same to a reader. The form keeps blocks, nesting, list
numbers, table cells, code text, link targets, images and the set of styles on each word; it ignores
what carries no meaning there: tight or loose lists, the nesting order of styles, white space that CSS
collapses, wrappers without a look of their own.
"""

from __future__ import annotations

import re

from lxml.etree import _Element

from normalizer.html.elements import BLOCKS
from normalizer.html.page import EMBEDS, events, pre_text
from normalizer.lazy import regex

Run = tuple[str, frozenset[str]]
Block = tuple[object, ...]

STYLES = {
    "b": "strong", "strong": "strong", "i": "em", "em": "em", "var": "em", "cite": "em", "dfn": "em",
    "s": "del", "strike": "del", "del": "del", "code": "code", "tt": "code", "samp": "code",
    **{tag: tag for tag in ("sub", "sup", "kbd", "u", "mark", "ins", "small", "big", "q", "rt")},
}  # fmt: skip
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_PARTS: dict[object, str] = {"ul": "li", "ol": "li", "table": "tr"}
NAMED = frozenset("blockquote ul ol menu dir li table tr td th details summary dl dt dd".split())
_WHITE = regex("[ \t\n\r\f]+")
_WORDS = regex("[ \t\n\r\f]+|[^ \t\n\r\f]+")
_ESCAPED = regex("%([0-9a-fA-F]{2})")
_SAFE_BYTES = frozenset(
    b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~!$&'()*+,;=:@/?#%"
)


def url(value: str) -> str:
    """One spelling per URL: white space as browsers drop it, percent signs as renderers write them.

    >>> url(" /한?a=%ed ")
    '/%ED%95%9C?a=%ED'
    """
    trimmed = re.sub("[\t\n\r]", "", value.strip(" \t\n\r\f"))
    if not trimmed.isascii() or any(c in trimmed for c in ' "<>\\^`{|}[]'):
        trimmed = "".join(
            chr(b) if b in _SAFE_BYTES else f"%{b:02X}" for b in trimmed.encode("utf-8", "surrogatepass")
        )
    if "%" not in trimmed:
        return trimmed
    upper = _ESCAPED.sub(lambda match: "%" + match[1].upper(), trimmed)
    return re.sub("%(?![0-9A-F]{2})", "%25", upper)


class Walk:
    """One walk over one tree; ``tops`` says which child of the root each top-level block came from."""

    def __init__(self) -> None:
        self.levels: list[list[Block]] = [[]]
        self.tops: list[int] = []
        self.top = 0
        self.atoms: list[tuple[str, str, frozenset[str]]] = []

    def add(self, block: Block) -> None:
        """Add a block to what is open."""
        if len(self.levels) == 1:
            self.tops.append(self.top)
        self.levels[-1].append(block)

    def flush(self) -> None:
        """End the paragraph, if there is one."""
        if self.atoms:
            runs = _runs(self.atoms)
            self.atoms = []
            if runs:
                self.add(("p", runs))

    def open(self) -> None:
        """Begin a block that holds blocks."""
        self.flush()
        self.levels.append([])

    def close(self, name: tuple[object, ...]) -> None:
        """End the block that was opened last; ``name`` is what it is."""
        self.flush()
        content = tuple(self.levels.pop())
        if name[0] in _PARTS:
            content = self._parts(content, _PARTS[name[0]])
        if name[0] in HEADINGS and len(content) > 1:
            content = self._lines(name, content)
        if name[0] in ("td", "th") and _is_filled(content):
            content = ()
        if name[0] == "tr":  # a short row and one with empty cells look the same, an empty row like none
            while content and not content[-1][-1]:
                content = content[:-1]
        if content or name[0] in ("li", "td", "th"):
            self.add((*name, content))

    def _parts(self, content: tuple[Block, ...], part: str) -> tuple[Block, ...]:
        """What stands between parts looks like some of the part before, or like a block before the whole.

        So do the caption of a table and the words in a list without items.
        """
        parts: list[Block] = []
        for block in content:
            if block[0] == part:
                parts.append(block)
            elif parts and part == "li":
                parts[-1] = ("li", (*_content(parts[-1]), block))
            else:
                self.add(block)
        return tuple(parts)

    def _lines(self, name: tuple[object, ...], content: tuple[Block, ...]) -> tuple[Block, ...]:
        """Every line of a heading looks like a heading; the last one is returned."""
        for block in content[:-1]:
            self.add((*name, (block,)) if block[0] == "p" else block)
        return content[-1:]


def _is_filled(content: tuple[Block, ...]) -> bool:
    """Whether a cell holds what editors and kramdown put into empty ones, a no-break space, which nobody sees."""
    if len(content) != 1 or content[0][0] != "p":
        return False
    return all(not run[1] and not str(run[0]).strip(" \u00a0") for run in _content(content[0]))


def _content(block: Block) -> tuple[Block, ...]:
    content = block[-1]
    return content if isinstance(content, tuple) else ()


def canon(root: _Element) -> tuple[list[Block], list[int]]:
    """Return the canonical blocks of the content of ``root`` and, for each, the index of the child it is from.

    >>> from normalizer.html.parsing import parse
    >>> canon(parse("<div>a <b>b </b></div>"))[0] == canon(parse("<p>a <strong>b</strong>"))[0]
    True
    """
    walk = Walk()
    styles: list[frozenset[str]] = [frozenset()]
    closers: list[tuple[object, ...] | None] = []
    for event, el in events(root):
        if event == "text":
            walk.atoms.append(("t", el, styles[-1]))
        elif event == "start":
            closers.append(_start(walk, el, styles))
        elif event == "end":
            _end(walk, el.tag, closers.pop(), styles)
        elif event == "leaf":
            leaf(walk, el, styles[-1])
        else:
            walk.top += 1
    walk.flush()
    return walk.levels[0], walk.tops


def _start(walk: Walk, el: _Element, styles: list[frozenset[str]]) -> tuple[object, ...] | None:
    tag = el.tag
    if tag not in BLOCKS:
        styles.append(styled(el, styles[-1]))
        return None
    styles.append(styles[-1])
    if tag in NAMED or tag in HEADINGS:
        walk.open()
        return block_name(el)
    walk.flush()
    return None


def _end(walk: Walk, tag: str, name: tuple[object, ...] | None, styles: list[frozenset[str]]) -> None:
    styles.pop()
    if name is not None:
        walk.close(name)
    elif tag in BLOCKS:
        walk.flush()


def styled(el: _Element, styles: frozenset[str]) -> frozenset[str]:
    """The styles inside of the inline element ``el``, where those around it are ``styles``."""
    tag = el.tag
    style = STYLES.get(tag)
    if style:
        return styles | {style}
    if tag == "a" and el.get("href") is not None:
        return frozenset(s for s in styles if s[:2] != "a ") | {f"a {url(el.get('href'))} {_title(el)}"}
    if tag == "abbr":
        return styles | {f"abbr {_title(el)}"}
    return styles


def _title(el: _Element) -> str:
    return _WHITE.sub(" ", el.get("title", "")).strip()


def _number(value: str | None, default: int) -> int:
    match = re.match(r"[ \t\n\r\f]*([-+]?[0-9]{1,9})", value or "")
    return int(match[1]) if match else default


_ALIGN = regex(r"(?:^|;)\s*text-align\s*:\s*(left|right|center)", re.I)


def block_name(el: _Element) -> tuple[object, ...]:
    """What ``el`` is, with the attributes that a reader sees."""
    tag = el.tag
    if tag == "ol":
        return tag, _number(el.get("start"), 1)
    if tag in ("td", "th"):
        match = _ALIGN.search(el.get("style", ""))
        align = (el.get("align") or (match[1] if match else "")).strip().lower()
        return tag, align, max(1, _number(el.get("colspan"), 1)), max(1, _number(el.get("rowspan"), 1))
    return ("ul" if tag in ("menu", "dir") else tag,)


def leaf(walk: Walk, el: _Element, styles: frozenset[str]) -> None:
    """Add an element whose content is not walked."""
    tag = el.tag
    if tag == "br":
        walk.atoms.append(("br", "\n", frozenset()))
    elif tag == "img":
        alt = _WHITE.sub(" ", el.get("alt", "")).strip()
        walk.atoms.append(("x", f"img {url(el.get('src', ''))} {alt} {_title(el)}", styles))
    elif tag == "hr":
        walk.flush()
        walk.add(("hr",))
    elif tag in ("pre", "listing", "xmp"):
        walk.flush()
        walk.add(("pre", pre_text(el)))
    elif tag in EMBEDS:
        walk.atoms.append(("x", f"{tag} {url(el.get('src') or el.get('data') or '')}", styles))
    elif tag == "input" and (el.get("type") or "").strip().lower() == "checkbox":
        walk.atoms.append(("x", f"box {el.get('checked') is not None}", frozenset()))


def _runs(atoms: list[tuple[str, str, frozenset[str]]]) -> tuple[Run, ...]:
    """Collapse white space as CSS does and join neighbours of one style; spaces have no style of their own."""
    words: list[Run] = []
    pending = False
    for kind, text, styles in atoms:
        if kind != "t":
            pending = pending and kind == "x"
            if kind == "x" or words:
                _push(words, pending, "\n" if kind == "br" else text, styles, kind)
            pending = False
            continue
        for word in _WORDS.findall(text):
            if word[0] in " \t\n\r\f":
                pending = bool(words) and words[-1][0] != "\n" and not words[-1][0].startswith("\0box")
            else:
                _push(words, pending, word, styles, kind)
                pending = False
    while words and words[-1][0] == "\n":
        words.pop()
    return tuple(words)


def _push(words: list[Run], space: bool, text: str, styles: frozenset[str], kind: str) -> None:
    if space:
        words.append((" ", frozenset(s for s in styles & words[-1][1] if s == "code")))
    if (
        kind == "t"
        and words
        and words[-1][1] == styles
        and words[-1][0] not in ("\n", " ")
        and words[-1][0][:1] != "\0"
    ):
        words[-1] = (words[-1][0] + text, styles)
    else:
        words.append(("\0" + text if kind == "x" else text, styles))
