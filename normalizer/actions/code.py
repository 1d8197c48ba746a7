"""Actions that turn an editor's picture of code into ``<pre><code>``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import etree

from normalizer import flow
from normalizer.actions.registry import Work, action
from normalizer.rulekinds import Field, Fields, Text

if TYPE_CHECKING:
    from lxml.etree import _Element

_LANGUAGE = Fields(
    {
        "language": Field(
            Text(r"[a-z][\w.-]*", what="an attribute name"),
            "Attribute of the element that names the language.",
        ),
        "pattern": Field(
            Text(parse=re.compile, what="a regular expression"),
            "First group: the language in that attribute.",
        ),
    },
    "key",
)
_SAFE_LANGUAGE = re.compile(r"[\w.+#-]{1,40}\Z")


@action("to-code", _LANGUAGE, optional=True)
def to_code(el: _Element, argument: Any, _work: Work) -> bool:
    """Turn the element into a code block: lines from breaks and blocks, no-break spaces as spaces."""
    language = _language(el, argument or {})
    text = code_text(el)
    if el.tag == "pre" and len(el) == 1 and el[0].tag == "code" and not len(el[0]) and el[0].text == text:
        if el[0].get("class") == (f"language-{language}" if language else None) and not _foreign(el):
            return False
    for child in list(el):
        el.remove(child)
    el.text = None
    el.tag = "pre"
    for name in _foreign(el):
        del el.attrib[name]
    code = etree.SubElement(el, "code")
    code.text = text
    if language:
        code.set("class", f"language-{language}")
    return True


def _foreign(el: _Element) -> list[str]:
    return [str(name) for name in el.attrib if str(name)[0] != "_" and name != "id"]


def _language(el: _Element, argument: dict[str, str]) -> str:
    value = el.get(argument.get("language", ""), "") if argument.get("language") else ""
    if value and "pattern" in argument:
        found = re.search(argument["pattern"], value)
        value = found[1] if found and found.re.groups else found[0] if found else ""
    value = value.strip().lower()
    if not value:
        inner = next(el.iter("code"), None)
        found = re.search(r"\blanguage-([\w.+#-]+)", inner.get("class", "")) if inner is not None else None
        value = found[1] if found else ""
    return value if _SAFE_LANGUAGE.match(value) and value not in ("plaintext", "text", "plain") else ""


def code_text(el: _Element) -> str:
    """The lines that ``el`` shows when it is read as code."""
    pieces: list[str] = []
    for event, node in etree.iterwalk(el, events=("start", "end", "comment")):
        if event == "comment":
            pieces.append(node.tail or "")
            continue
        block = node is not el and flow.is_block(node)
        if event == "start":
            if block and pieces and not "".join(pieces[-1:]).endswith("\n"):
                pieces.append("\n")
            pieces.append("\n" if node.tag == "br" else node.text or "")
        else:
            if block and (node.getnext() is not None or node.tail):
                pieces.append("\n" if not pieces[-1].endswith("\n") or not len(node) else "")
            if node is not el:
                pieces.append(node.tail or "")
    return "".join(pieces).replace("\u00a0", " ")


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
    work.lose("\n".join(numbers))
    pre = etree.Element("pre")
    pre.tail, el.tail = el.tail, None
    code = etree.SubElement(pre, "code")
    code.text = "\n".join(lines) + "\n"
    el.getparent().replace(el, pre)
    return True


def _code_and_numbers(cells: list[list[str]]) -> tuple[list[str], list[str]]:
    """Tell the column with the code from the one with the line numbers."""
    lines: list[str] = []
    numbers: list[str] = []
    for cell in cells:
        shown = [line.strip() for line in cell if line.strip()]
        if shown and all(line.isdecimal() for line in shown) and not lines:
            numbers += shown
        elif any(line.strip() for line in cell):
            if len(shown) == 1 and shown[0].lower() in ("cs", "colored by color scripter"):
                numbers += shown
            else:
                lines += cell
    return lines, numbers


def _lines(cell: _Element) -> list[str]:
    """The lines of a table cell; an editor's blank line is a line with one no-break space."""
    inner = cell
    while (
        len(inner) == 1 and inner[0].tag in ("div", "pre", "code", "span") and not (inner.text or "").strip()
    ):
        inner = inner[0]
    rows = [child for child in inner if child.tag == "div"]
    if rows and len(rows) == len(inner):
        return ["".join(row.itertext()).replace("\u00a0", " ").rstrip().strip("\n") for row in rows]
    return code_text(inner).strip("\n").split("\n")
