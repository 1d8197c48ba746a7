"""Actions that turn an editor's picture of code into ``<pre><code>``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import etree

from normalizer.html import flow
from normalizer.html.blank import is_blank
from normalizer.html.code_language import language_of
from normalizer.html.page import page_text
from normalizer.html.tree import MARKDOWN
from normalizer.lazy import regex
from normalizer.rules.actions.registry import Work, action
from normalizer.rules.kinds import Field, Fields, Text
from normalizer.rules.match import NAMES, listed

if TYPE_CHECKING:
    from lxml.etree import _Element

_LANGUAGE = Fields(
    {
        "language": Field(NAMES, "Attributes of the element that may name the language."),
        "pattern": Field(
            Text(parse=re.compile, what="a regular expression"),
            "Its first group is the language in that attribute.",
        ),
    },
    "key",
)
_NO_LANGUAGE = frozenset(("plaintext", "text", "plain", "none", "undefined", "auto"))
_SAFE_LANGUAGE = regex(r"[\w.+#-]{1,40}\Z")


@action("to-code", _LANGUAGE, optional=True)
def to_code(el: _Element, argument: Any, _work: Work) -> bool:
    """Turn the element into a code block: lines from breaks and blocks, no-break spaces as spaces."""
    code = _code(code_text(el))
    if language := _language(el, argument or {}):
        code.set("class", f"language-{language}")
    if _is_code(el, code):
        return False
    for child in list(el):
        el.remove(child)
    el.text = None
    el.tag = "pre"
    for name in _foreign(el):
        del el.attrib[name]
    el.append(code)
    return True


def _code(lines: str) -> _Element:
    """A ``code`` element that shows ``lines``, as ``code_text`` returned them."""
    code = etree.Element("code")
    code.text, *templates = _TEMPLATE.split(lines)
    for source, tail in zip(templates[::2], templates[1::2], strict=True):
        template = etree.SubElement(code, MARKDOWN, src=source)
        template.text, template.tail = "\ufffc", tail
    return code


_TEMPLATE = regex("\0([^\0]*+)\0")
"""Template code among the lines of code: it stays as it is, whatever the code shows."""


def _is_code(el: _Element, code: _Element) -> bool:
    """Whether ``el`` is such a code block already."""
    if el.tag != "pre" or len(el) != 1 or _foreign(el):
        return False
    same: bool = etree.tostring(el[0], with_tail=False) == etree.tostring(code)
    return same


def _foreign(el: _Element) -> list[str]:
    return [str(name) for name in el.attrib if str(name)[0] != "_" and name != "id"]


def _language(el: _Element, argument: dict[str, Any]) -> str:
    """The language that the element, or the ``code`` inside it, names."""
    pattern = argument.get("pattern", r"(.+)")
    values = [el.get(name, "").strip() for name in listed(argument.get("language", []))]
    found = [match[match.re.groups and 1] for value in values if (match := re.search(pattern, value))]
    inner = [re.search(r"\blanguage-([\w.+#-]+)", code.get("class", "")) for code in el.iter("code")]
    found += [match[1] for match in inner if match]
    names = [name.lower() for name in found if _SAFE_LANGUAGE.match(name)]
    return next((name for name in names if name not in _NO_LANGUAGE), "")


def code_text(el: _Element) -> str:
    """The lines that ``el`` shows when it is read as code; template code in them stands between NULs.

    >>> code_text(etree.fromstring("<pre><div>a</div><div>b<br/>c</div></pre>"))
    'a\\nb\\nc'
    >>> code_text(etree.fromstring("<pre><div>a</div><div><br/></div><div>b</div></pre>"))
    'a\\n\\nb'
    """
    pieces = [""]
    folds = _folds(el)
    broken = False  # nothing came after the last break, so that the end of a block is no other line end
    for event, node in etree.iterwalk(el, events=("start", "end", "comment")):
        block = event != "comment" and node is not el and flow.is_block(node)
        if event == "start":
            if block and pieces[-1] and pieces[-1][-1] != "\n":
                pieces.append("\n")
            if node.tag == "br":
                pieces.append("\n")
                broken = True
            elif node.tag == MARKDOWN:  # template code
                pieces.append(f"\0{node.get('src', '')}\0")
                broken = False
            elif node.text and not (block and flow.holds_blocks(node) and is_blank(node.text)):
                pieces.append(_piece(node.text, pieces, folds))
                broken = broken and not pieces[-1]
        elif node is not el:
            if block and (node.getnext() is not None or not is_blank(node.tail)):
                pieces.append("" if broken else "\n")
                broken = False
            if node.tail and not (block and is_blank(node.tail)):
                pieces.append(_piece(node.tail, pieces, folds))
                broken = broken and not pieces[-1]
    text = "".join(pieces)
    return (_LINE_END.sub("\n", text).rstrip(" \n") if folds else text).replace("\u00a0", " ")


_PREFORMATTED = frozenset(("pre", "listing", "textarea"))
_KEEPS_SPACE = regex(r"white-space\s*:\s*(?:pre|break)")
_SOURCE_BREAK = regex(r"(?<![ \t\r\f])[ \t\r\f]*+\n[ \t\n\r\f]*+")
_LINE_END = regex(r"(?<! ) ++\n")


def _folds(el: _Element) -> bool:
    """Whether line ends of the source are no lines of the code: elements say what a line is, and no style keeps them."""
    if any(up.tag in _PREFORMATTED for up in (el, *el.iterancestors())):
        return False
    inside = list(el.iterdescendants(etree.Element))
    if any(_KEEPS_SPACE.search(node.get("style", "")) for node in (el, *el.iterancestors(), *inside)):
        return False
    return any(node.tag == "br" or flow.is_block(node) for node in inside) and not any(
        node.tag in _PREFORMATTED for node in inside
    )


def _piece(text: str, before: list[str], folds: bool) -> str:
    """A piece of text; where source lines fold, they are a space, and a single space is nothing at the start of a line.

    More than one may be indentation, which a class keeps.
    """
    if not folds:
        return text
    folded = _SOURCE_BREAK.sub(" ", text)
    starts = not any(before) or before[-1].endswith("\n")
    return folded[1:] if starts and folded[:1] == " " and folded[1:2] != " " else folded


@action("formula-to-code", NAMES, may_lose="text", optional=True)
def formula_to_code(el: _Element, argument: Any, work: Work) -> bool:
    """Turn a formula into code that says it in TeX, as an attribute, an annotation or a script does."""
    notes = (note.text for note in el.iter("annotation") if note.get("encoding") == "application/x-tex")
    script = el.text if el.tag == "script" else None
    values = [*(el.get(name) for name in listed(argument or [])), *notes, script]
    tex = next((clean for value in values if value and (clean := value.strip())), "")
    drawn = page_text(el)
    if not tex or not work.may_lose(drawn):
        return False
    work.lose(drawn)
    work.say(tex)
    code = etree.Element("code")
    code.text, code.tail, el.tail = tex, el.tail, None
    el.getparent().replace(el, code)
    return True


@action("table-to-code", may_lose="marker")
def table_to_code(el: _Element, _argument: Any, work: Work) -> bool:
    """Turn a table that shows code beside its line numbers into a code block; the numbers go."""
    cells = [cell for cell in el.iter("td", "th") if next(cell.iterancestors("table")) is el]
    if not cells:
        return False
    texts = [_lines(cell) for cell in cells]
    lines, numbers = _code_and_numbers(texts)
    if not lines:
        return False
    for column in numbers:
        work.lose(column)
    pre = etree.Element("pre")
    code = _code("\n".join(lines) + "\n")
    if language := language_of(el):
        code.set("class", f"language-{language}")
    pre.append(code)
    place = _code_round(el)
    pre.tail, place.tail = place.tail, None
    place.getparent().replace(place, pre)
    return True


def _code_round(table: _Element) -> _Element:
    """The table, or the code block that holds nothing else: Rouge draws its numbers inside one."""
    up = table.getparent()
    while up is not None and up.tag in ("pre", "code") and len(up) == 1 and _is_all(table, up):
        table, up = up, up.getparent()
    return table


_BADGES = ("colored by color scripter", "cs")


def _code_and_numbers(cells: list[list[str]]) -> tuple[list[str], list[str]]:
    """The lines of code, and the text of each cell that holds line numbers or the tool's badge."""
    lines: list[str] = []
    numbers: list[str] = []
    for cell in cells:
        shown = [line.strip() for line in cell if line.strip()]
        is_number = bool(shown) and all(line.isdecimal() for line in shown)
        is_badge = len(shown) == 1 and shown[0].lower() in _BADGES
        if (is_number and not lines) or is_badge:
            numbers.append(" ".join(shown))
        elif shown:
            if shown[-1].lower() == _BADGES[0]:  # the badge stands in the cell of the code, below it
                numbers.append(shown[-1])
                del cell[max(n for n, line in enumerate(cell) if line.strip()) :]
            lines += cell
    return lines, numbers


def _is_all(only: _Element, outer: _Element) -> bool:
    """Whether nothing stands beside the only child of ``outer``."""
    return is_blank(outer.text) and is_blank(only.tail)


def _lines(cell: _Element) -> list[str]:
    """The lines of a table cell; an editor's blank line is a line with one no-break space."""
    inner = cell
    while len(inner) == 1 and inner[0].tag in ("div", "pre", "code", "span") and _is_all(inner[0], inner):
        inner = inner[0]
    rows = [child for child in inner if child.tag == "div"]
    if rows and len(rows) == len(inner):
        return [line.rstrip() for row in rows for line in code_text(row).strip("\n").split("\n")]
    return code_text(inner).strip("\n").split("\n")
