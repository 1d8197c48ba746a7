"""Actions on inline style: repair it, drop what means nothing, say in style what ``<font>`` said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.rules.actions.registry import Work, action
from normalizer.rules.kinds import Choice, MapOf, Text
from normalizer.rules.match import NAMES, glob, listed
from normalizer.rules.style_match import STYLE_KIND, compile_value
from normalizer.style import declarations as style
from normalizer.style.guess import with_spelling, with_unit
from normalizer.style.repair import KINDS, mended
from normalizer.style.view import of

if TYPE_CHECKING:
    from lxml.etree import _Element

_SIZES = ("x-small", "x-small", "small", "medium", "large", "x-large", "xx-large", "xxx-large")
_FONT = {"color": "color", "face": "font-family", "size": "font-size"}


def _set_style(el: _Element, value: str) -> bool:
    before = el.get("style")
    if value.strip():
        el.set("style", value)
    else:
        el.attrib.pop("style", None)
    return bool(el.get("style") != before)


@action("repair-style", Choice(tuple(sorted(KINDS)), "kind of mistake"))
def repair_style(el: _Element, argument: Any, _work: Work) -> bool:
    """Repair the declarations with this kind of mistake; drop them where what was meant is not clear."""
    return _set_style(el, mended(el.get("style", ""), argument))


@action("respell-properties")
def respell_properties(el: _Element, _argument: Any, _work: Work) -> bool:
    """Spell a property right that is one letter away from exactly one that exists."""
    return _guess(el, with_spelling(el.get("style", "")))


@action("add-unit", Choice(("px", "pt", "em", "%"), "unit"))
def add_unit(el: _Element, argument: Any, _work: Work) -> bool:
    """Write this unit after the lengths that have none."""
    return _guess(el, with_unit(el.get("style", ""), argument))


def _guess(el: _Element, guessed: str) -> bool:
    same = guessed == style.serialize(style.parse(el.get("style", "")))
    return not same and _set_style(el, guessed)


@action("drop-declarations", NAMES)
def drop_declarations(el: _Element, argument: Any, _work: Work) -> bool:
    """Remove style declarations by property (globs allowed), and the attribute when none is left."""
    value = el.get("style", "")
    if of(value).template:
        return False
    doomed = glob(argument)
    items = style.parse(value)
    kept = [item for item in items if isinstance(item, style.BadDeclaration) or not doomed(item.name)]
    if len(kept) == len(items) and value.strip():
        return False
    return _set_style(el, style.serialize(kept))


@action("add-declarations", MapOf(Text(), r"[a-z-]+", "property"))
def add_declarations(el: _Element, argument: Any, _work: Work) -> bool:
    """Add style declarations of properties that the style does not have."""
    known = of(el.get("style", ""))
    new = [f"{name}: {value}" for name, value in argument.items() if not known.get(name)]
    old = el.get("style", "").strip().rstrip(";")
    return bool(new) and not known.template and _set_style(el, "; ".join([old, *new] if old else new))


@action("drop-values", STYLE_KIND)
def drop_values(el: _Element, argument: Any, _work: Work) -> bool:
    """Remove the style declarations whose value fulfils its condition."""
    value = el.get("style", "")
    doomed = {name for name, wanted in argument.items() if compile_value(name, tuple(listed(wanted)))(value)}
    items = style.parse(value)
    kept = [item for item in items if isinstance(item, style.BadDeclaration) or item.name not in doomed]
    return len(kept) != len(items) and _set_style(el, style.serialize(kept))


@action("font-to-style")
def font_to_style(el: _Element, _argument: Any, _work: Work) -> bool:
    """Turn ``<font color size face>`` into a span whose style says the same."""
    declarations = [el.get("style", "").rstrip("; ")] if el.get("style") else []
    for name, prop in _FONT.items():
        value = el.attrib.pop(name, "").strip()
        if value:
            declarations.append(f"{prop}: {_size(value) if name == 'size' else value}")
    el.tag = "span"
    _set_style(el, "; ".join(declarations))
    return True


def _size(value: str) -> str:
    """The CSS size of a ``<font size>``, 1 to 7, relative ones counted from 3."""
    if not value.lstrip("+-").isdecimal() or len(value) > 3:
        return "medium"
    number = int(value) + (3 if value[0] in "+-" else 0)
    return _SIZES[min(max(number, 1), 7)]
