"""An action on a ``<style>`` element: what it says of classes, said in the elements that have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.html.tree import is_pristine
from normalizer.lazy import regex
from normalizer.rules.actions.registry import Work, action
from normalizer.rules.match import listed
from normalizer.rules.style_match import STYLE_KIND, Test, compile_value
from normalizer.style import declarations as style

if TYPE_CHECKING:
    from lxml.etree import _Element

# A rule for one class and nothing else: no element, no state, no place.
_CLASS_RULE = regex(r"(?<![^\s};])\.([\w-]++)\s*+\{([^{}]*+)\}")
_LONGEST = 80
"""A declaration is said again for each element of its class: what is longer than any that means something is not."""

_Sheet = dict[str, tuple[int, dict[str, str]]]
"""By class, where in the sheet its rule stands, and its declarations by property."""


@action("inline-style-sheet", STYLE_KIND)
def inline_style_sheet(el: _Element, argument: Any, _work: Work) -> bool:
    """Say in the style of each element what the sheets say of its classes: these properties, where the value fulfils its condition."""
    root = el.getroottree().getroot()
    if next(root.iter("style")) is not el:
        return False  # all sheets had their say with the first
    sheet = _sheet(
        "\n".join(one.text or "" for one in root.iter("style")),
        {name: compile_value(name, tuple(listed(wanted))) for name, wanted in argument.items()},
    )
    if not sheet:
        return False
    changed = False
    for target in root.iter("*"):
        classes = target.get("class", "").split()
        if any(name in sheet for name in classes) and not is_pristine(target):
            _say(target, classes, sheet)
            changed = True
    return changed


def _sheet(text: str, wanted: dict[str, Test]) -> _Sheet:
    sheet: _Sheet = {}
    for place, rule in enumerate(_CLASS_RULE.finditer(text)):
        known = sheet.pop(rule[1], (place, {}))[1]
        declared = [item for item in style.parse(rule[2]) if isinstance(item, style.Declaration)]
        said = {
            item.name: text
            for item in declared
            if item.name in wanted and len(text := str(item)) <= _LONGEST and wanted[item.name](text)
        }
        sheet[rule[1]] = place, {**known, **said}
    return sheet


def _say(el: _Element, classes: list[str], sheet: _Sheet) -> None:
    """Of two classes the one that stands later in the sheet has its way; the element's own style before both."""
    said: dict[str, str] = {}
    for _, declarations in sorted(sheet[name] for name in set(classes) if name in sheet):
        said.update(declarations)
    own = el.get("style", "").strip()
    for item in style.parse(own):
        if isinstance(item, style.Declaration):
            said.pop(item.name, None)
    if said:
        el.set("style", "; ".join([*said.values(), own] if own else said.values()))
    if kept := [name for name in classes if name not in sheet]:
        el.set("class", " ".join(kept))
    else:
        del el.attrib["class"]
