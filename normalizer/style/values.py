"""Typed values of inline style: colours, lengths, font weights, and the property names browsers know."""

from __future__ import annotations

import re
from functools import lru_cache

from normalizer.lazy import regex
from normalizer.values import frozen

CHROMATIC = 0.2
"""Least distance between the largest and smallest channel of a colour that people call a colour."""

words = str.split
_NUMBER = regex(r"([-+]?(?:\d++(?:\.\d*+)?+|\.\d++)(?:e[-+]?\d++)?)(%|[a-z]++)?+\Z", re.IGNORECASE)
_PIXELS = {
    "px": 1.0, "pt": 4 / 3, "pc": 16.0, "em": 16.0, "rem": 16.0, "ex": 8.0, "ch": 8.0,
    "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4, "q": 96 / 101.6, "": 1.0,
}  # fmt: skip
UNITS = frozenset(_PIXELS) | frozenset(
    words(
        "% vw vh vmin vmax svw svh lvw lvh dvw dvh deg rad grad turn s ms fr dpi dppx cap ic lh rlh cqw cqh"
    )
)
_SYSTEM = frozenset(
    words(
        "windowtext window buttontext buttonface buttonhighlight buttonshadow canvas canvastext field fieldtext "
        "graytext highlight highlighttext linktext visitedtext activetext menutext infotext infobackground"
    )
)
_WEIGHTS = {"normal": 400, "bold": 700, "bolder": 700, "lighter": 300}
_HEX = regex(r"#((?:[0-9a-f]{3,4}){1,2})\Z")
_RGB = regex(r"rgb\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*\)\Z")
MONOSPACE = regex(
    r"\b(?:monospace|consol\w*+|courier|menlo|monaco|d2coding|fira ?code|fira mono|inconsolata|lucida console"
    r"|source ?code ?pro|liberation mono|dejavu sans mono|jetbrains mono|ubuntu mono|roboto mono|andale mono"
    r"|sfmono[\w-]*+|sf mono|nanum ?gothic ?coding)\b",
    re.IGNORECASE,
)


@frozen
class Colour:
    """A colour in sRGB, channels and alpha from 0 to 1."""

    red: float
    green: float
    blue: float
    alpha: float

    @property
    def chromatic(self) -> bool:
        """Whether people would call it a colour, and not black, grey, white or nothing."""
        channels = (self.red, self.green, self.blue)
        return self.alpha > 0.05 and max(channels) - min(channels) >= CHROMATIC

    @property
    def hex(self) -> str:
        """The opaque part as ``#rrggbb``, for comparing."""
        return "#" + "".join(f"{round(c * 255):02x}" for c in (self.red, self.green, self.blue))


@frozen
class Length:
    """A number with its unit (``""`` for none, ``%`` for a percentage)."""

    number: float
    unit: str

    @property
    def pixels(self) -> float | None:
        """The size in CSS pixels where the root font is 16px, or None for a relative unit."""
        factor = _PIXELS.get(self.unit)
        return None if factor is None else self.number * factor


@lru_cache(maxsize=4096)
def colour(value: str) -> Colour | None:
    """Return the colour that ``value`` names, or None.

    >>> colour("#ee2323").chromatic, colour("#333").chromatic, colour("inherit")
    (True, False, None)
    """
    if value.lower() in _SYSTEM:
        return Colour(0, 0, 0, 1)
    if not value or value.lower() == "currentcolor":
        return None
    return _plain_colour(value.lower()) or _any_colour(value)


def _plain_colour(value: str) -> Colour | None:
    """Read the two ways in which editors write nearly all colours."""
    if match := _HEX.match(value):
        digits = match[1] if len(match[1]) > 4 else "".join(2 * digit for digit in match[1])
        return Colour(*(byte / 255 for byte in bytes.fromhex(digits if len(digits) == 8 else digits + "ff")))
    if match := _RGB.match(value):
        red, green, blue = (int(channel) / 255 for channel in match.groups())
        return Colour(red, green, blue, 1) if max(red, green, blue) <= 1 else None
    return None


def _any_colour(value: str) -> Colour | None:
    from tinycss2 import color4  # slow to import

    parsed = color4.parse_color(value)
    if parsed is None or isinstance(parsed, str):
        return None
    try:
        red, green, blue, alpha = parsed.to("srgb")
    except (ValueError, TypeError, NotImplementedError):
        return None
    return Colour(float(red or 0), float(green or 0), float(blue or 0), float(1 if alpha is None else alpha))


def length(value: str) -> Length | None:
    """Return the number and unit of ``value``, or None.

    >>> length("12.5pt"), length("auto")
    (Length(number=12.5, unit='pt'), None)
    """
    match = _NUMBER.match(value.strip())
    return Length(float(match[1]), (match[2] or "").lower()) if match else None


def weight(value: str) -> int | None:
    """Return the numeric font weight that ``value`` means, or None (``inherit``, nonsense).

    >>> weight("bold"), weight("600"), weight("inherit")
    (700, 600, None)
    """
    number = _WEIGHTS.get(value.lower())
    if number is not None:
        return number
    return int(float(value)) if re.fullmatch(r"\d{1,4}(?:\.\d{1,3})?", value) else None


def is_monospace(value: str) -> bool:
    """Whether a ``font-family`` list asks for a fixed-width font first or last.

    >>> is_monospace("Consolas, serif"), is_monospace("Arial, sans-serif")
    (True, False)
    """
    return bool(MONOSPACE.search(value))


COLOUR_PROPERTIES = frozenset(
    words(
        "color background-color border-color border-top-color border-right-color border-bottom-color "
        "border-left-color outline-color text-decoration-color caret-color"
    )
)
"""Properties whose whole value is a colour (or several, for ``border-color``)."""

LENGTH_PROPERTIES = frozenset(
    words(
        "width height min-width min-height max-width max-height top left right bottom margin margin-top margin-right "
        "margin-bottom margin-left padding padding-top padding-right padding-bottom padding-left text-indent "
        "letter-spacing word-spacing border-radius font-size border-width gap"
    )
)
"""Properties whose numbers need a unit (but 0)."""

_SIDES = ("top", "right", "bottom", "left")
_FAMILIES = {
    "background": "attachment clip color image origin position position-x position-y repeat size blend-mode",
    "border": "collapse color image image-outset image-repeat image-slice image-source image-width radius spacing "
    "style width block inline block-start block-end inline-start inline-end top-left-radius top-right-radius "
    "bottom-left-radius bottom-right-radius start-start-radius end-end-radius",
    "font": "family feature-settings kerning language-override optical-sizing palette size size-adjust smooth "
    "stretch style synthesis variant variant-alternates variant-caps variant-east-asian variant-ligatures "
    "variant-numeric variant-position variant-emoji variation-settings weight",
    "text": "align align-last autospace combine-upright decoration decoration-color decoration-line "
    "decoration-skip decoration-skip-ink decoration-style decoration-thickness emphasis emphasis-color "
    "emphasis-position emphasis-style fill-color indent justify orientation overflow rendering shadow "
    "size-adjust spacing transform underline-offset underline-position wrap wrap-mode spacing-trim kashida "
    "kashida-space",
    "list-style": "image position type",
    "margin": "block block-start block-end inline inline-start inline-end",
    "padding": "block block-start block-end inline inline-start inline-end",
    "outline": "color offset style width",
    "overflow": "anchor wrap x y clip-margin",
    "flex": "basis direction flow grow shrink wrap",
    "grid": "area auto-columns auto-flow auto-rows column column-end column-gap column-start gap row row-end "
    "row-gap row-start template template-areas template-columns template-rows",
    "align": "content items self", "justify": "content items self", "place": "content items self",
    "animation": "delay direction duration fill-mode iteration-count name play-state timing-function",
    "transition": "delay duration property timing-function behavior",
    "transform": "box origin style", "perspective": "origin",
    "column": "count fill gap rule rule-color rule-style rule-width span width",
    "word": "break spacing wrap", "line": "break height height-step clamp",
    "page-break": "after before inside", "break": "after before inside",
    "mask": "image size repeat position mode clip", "scroll": "behavior margin padding snap-type snap-align",
    "object": "fit position", "mix": "blend-mode", "image": "rendering orientation", "clip": "path rule",
    "inset": "block inline block-start block-end inline-start inline-end",
    "user": "select", "pointer": "events", "tab": "size", "touch": "action", "will": "change", "box":
    "shadow sizing decoration-break", "caret": "color shape", "accent": "color", "backdrop": "filter",
    "shape": "outside margin", "math": "style depth", "ruby": "align position", "aspect": "ratio",
    "counter": "increment reset set", "caption": "side", "empty": "cells", "table": "layout", "writing": "mode",
    "unicode": "bidi", "vertical": "align", "white": "space space-collapse", "z": "index",
    "backface": "visibility", "initial": "letter", "hanging": "punctuation",
    "max": "width height inline-size block-size", "min": "width height inline-size block-size",
    "color": "scheme adjust rendering", "forced": "color-adjust", "print": "color-adjust",
    "stroke": "width dasharray dashoffset linecap linejoin miterlimit opacity", "fill": "opacity rule",
    "stop": "color opacity", "flood": "color opacity", "dominant": "baseline", "alignment": "baseline",
    "baseline": "shift source", "content": "visibility", "container": "name type",
}  # fmt: skip
_SINGLE = (
    "all animation appearance azimuth background border bottom box-shadow clear clip color columns contain content "
    "cursor direction display elevation fill filter flex float font gap grid height hyphens inset isolation left "
    "letter-spacing list-style margin mask offset opacity order orphans outline overflow padding pause perspective "
    "position quotes resize right rotate scale size speak stroke text-decoration top transform transition translate "
    "visibility widows width zoom inline-size block-size page behavior word-wrap src marks"
)
KNOWN = frozenset(
    _SINGLE.split()
    + [f"{family}-{name}" for family, names in _FAMILIES.items() for name in names.split()]
    + [f"{family}-{side}" for family in ("margin", "padding", "border", "scroll-margin") for side in _SIDES]
    + [f"border-{side}-{part}" for side in _SIDES for part in ("color", "style", "width")]
)
"""Property names that browsers know."""

_LEGACY = regex(
    r"-[a-z]|mso-|panose-|tab-(?:interval|stops)|layout-grid|punctuation-|text-(?:underline|effect|line-through)|"
    r"v-text|rotation|enable-background|page-break|font-variant|scrollbar-|zoom|border-\w++-alt|shading|"
    r"horiz-align|vert-align|line-break|ruby-|margin-(?:block|inline)|en-|word-spacing|flip\b|visual|sep",
)


def is_legacy(name: str) -> bool:
    """Whether ``name`` is a vendor's own property (Word, SVG, Evernote, Mozilla): not an error."""
    return bool(_LEGACY.match(name))
