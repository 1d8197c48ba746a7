"""Which addresses may stay: an own scheme grammar, read after every decoding that some renderer would do.

``urlparse`` is no judge (it takes ``javascript:123`` for a host and a port). A browser removes tabs and
newlines, CommonMark decodes entities and backslashes, kramdown copies entities into the page, which decodes
them again. So an address is decoded until nothing changes, and every form on the way must be harmless.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from normalizer.html.references import unescape
from normalizer.lazy import regex
from normalizer.policy.policies import Policy
from normalizer.policy.tables import FORBIDDEN_SCHEMES, RUNNING_SCHEMES

Kind = Literal["link", "image", "embed"]

_ROUNDS = 6  # "&amp;amp;amp;…": deeper nesting is no address
_SCHEME = regex(r"(?<![a-z0-9+.-])([a-z][a-z0-9+.-]*+):")
_BACKSLASH = regex(r"\\([!-/:-@\[-`{-~])")
_BACKSLASH_HOST = regex(r"/*+\\")
_OUTER = regex(r"\A[\x00-\x20\x7f-\xa0\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]++")
_REMOVED = regex(r"[\t\n\r]+")
_CONTROL = regex(r"[\x00-\x1f\x7f-\x9f]")
# Nothing that any reader calls a scheme ends in these: every colon is one of a path (URL standard 4.4, "no scheme state").
_PATH = regex(r"(?:[^:]*+(?<=[!$&'()*,;=@~]):)++[^:]*+\Z")
# White space, controls and everything that no one sees; the full-width colon is for readers of Hanja.
_INVISIBLE = regex(
    r"[\x00-\x20\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f"
    r"\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff]+"
)
_SPELLED_ODDLY = regex(
    r"[\x00-\x20\x7f-\xa0\u200b\ufeff]|\A[\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]"
)
"""What ``_cleaned`` could take away or write in another way."""
_COLONS = str.maketrans({"\uff1a": ":", "\ufe55": ":", "\ua789": ":", "\u2236": ":", "\ufe13": ":"})
_DATA_IMAGE = regex(
    r"data:image/(?:png|jpe?g|gif|webp|avif|bmp|x-icon|vnd\.microsoft\.icon)(?:;charset=[a-z0-9-]++)?;base64,"
    r"[A-Za-z0-9+/=%_-]*+\Z"
)
_TEMPLATE = regex(r"\{\{(?:[^{}]|[{}](?![{}])){0,1000}+\}\}|\{%(?:[^%{]|%(?!\})){0,1000}+%\}")
_HOST = regex(r"(?:https?:)?//([a-z0-9.-]++)(?::(?:80|443))?(?=[/?#]|\Z)", re.IGNORECASE)
_CANDIDATE = regex(r"([^ \t\n\r\f,][^ \t\n\r\f]*+)([^,]*+)")


def safe_url(url: str, policy: Policy, kind: Kind = "link") -> str | None:
    """Return ``url`` as it may stay in a page, or ``None``. A harmless address comes back as it was.

    >>> from normalizer.policy.policies import get
    >>> safe_url(" https://example.org/한글?a=1&copy=2", get("strict"))
    'https://example.org/한글?a=1&copy=2'
    >>> safe_url("java\\tscript:alert(1)", get("strict")) is safe_url("&amp;#106;avascript:1", get("strict")) is None
    True
    """
    return judged(url, policy, kind)[1]


def judged(
    url: str, policy: Policy, kind: Kind = "link"
) -> tuple[Literal["", "unsafe", "disallowed"], str | None]:
    """Return why ``url`` may not stay, as ``refusal`` does, and how it may stay, as ``safe_url`` does."""
    reason = refusal(url, policy, kind)
    return reason, None if reason else _cleaned(url, kind)


def refusal(url: str, policy: Policy, kind: Kind = "link") -> Literal["", "unsafe", "disallowed"]:
    """Say why ``url`` may not stay: ``unsafe`` may run code or hides where it leads, ``disallowed`` is off the list."""
    return _refusal(url, policy, kind) if len(url) > _LONG else _known_refusal(url, policy, kind)


def _refusal(url: str, policy: Policy, kind: Kind) -> Literal["", "unsafe", "disallowed"]:
    if "{" in url:
        # A template engine runs before any renderer; only what it is told to print can be judged.
        if any(_is_dangerous(form) for found in _TEMPLATE.findall(url) for form in _forms(found)):
            return "unsafe"
        url = _TEMPLATE.sub("template", url)
    if kind == "image" and _DATA_IMAGE.match(_REMOVED.sub("", url.strip())):
        return ""
    verdicts = [_verdict(form, policy, kind) for form in _forms(url)]
    if "unsafe" in verdicts:
        return "unsafe"
    if "disallowed" in verdicts or (kind == "embed" and not _may_embed(_cleaned(url, kind), policy)):
        return "disallowed"
    return ""


_LONG = 500
_known_refusal = lru_cache(maxsize=2048)(_refusal)
"""An address is judged in the tree, in the text and in what was written."""


def runs_code(url: str) -> bool:
    """Whether some reading of ``url`` has a scheme that runs code or hides one that does.

    >>> runs_code("java&Tab;script&colon;x"), runs_code("a/javascript:x")
    (True, False)
    """
    return _has_scheme_of(RUNNING_SCHEMES, url)


def is_forbidden(url: str) -> bool:
    """Whether some reading of ``url`` has a scheme that no policy can let in.

    >>> is_forbidden("file:a b"), is_forbidden("a: file")
    (True, False)
    """
    return _has_scheme_of(FORBIDDEN_SCHEMES, url)


def _has_scheme_of(schemes: frozenset[str], url: str) -> bool:
    firsts = (_visible(unquoted(re.split(r"[/?#]", form, maxsplit=1)[0])) for form in _forms(url))
    return any((match := _SCHEME.match(first)) and match[1] in schemes for first in firsts)


def safe_srcset(value: str, policy: Policy) -> str | None:
    """Return the candidates of ``value`` that may stay, or ``None`` if none may.

    >>> from normalizer.policy.policies import get
    >>> safe_srcset("a.png 1x, javascript:b 2x", get("strict"))
    'a.png 1x'
    """
    kept: list[str] = []
    whole = True
    for match in _CANDIDATE.finditer(value):
        address = match[1].rstrip(",")
        if refusal(address, policy, "image"):
            whole = False
        elif address:
            # A comma right after the address ends the candidate (HTML standard 4.8.4.2.1).
            kept.append(address + (match[2].rstrip() if match[1] == address else ""))
    return value if whole and kept else ", ".join(kept) or None


def _forms(url: str) -> list[str]:
    """Every reading of ``url``, as lists of characters that matter: lower case, nothing invisible."""
    forms: list[str] = []
    current = url
    for _ in range(_ROUNDS):
        forms.append(_visible(current))
        decoded = _BACKSLASH.sub(r"\1", unescape(current))
        if decoded == current:
            return forms
        current = decoded
    return [*forms, "javascript:"]  # still changing: refuse


def unquoted(url: str) -> str:
    """``url`` without percent signs that stand for a character; few have any, and `urllib` is slow to import.

    >>> unquoted("a%20b"), unquoted("a")
    ('a b', 'a')
    """
    if "%" not in url:
        return url
    from urllib.parse import unquote

    return unquote(url)


def _visible(url: str) -> str:
    return _INVISIBLE.sub("", url).translate(_COLONS).lower()


def _verdict(form: str, policy: Policy, kind: Kind) -> Literal["", "unsafe", "disallowed"]:
    if _BACKSLASH_HOST.match(form):
        return "unsafe"  # browsers read a backslash as a slash: this is another host
    first = re.split(r"[/?#]", form, maxsplit=1)[0]
    if "%" in first and _is_dangerous(_visible(unquoted(unquoted(first)))):
        return "unsafe"
    if ":" not in first:
        return ""
    if _is_dangerous(first):
        return "unsafe"
    if kind != "embed" and _PATH.match(first):
        return ""
    match = _SCHEME.match(first)
    allowed = policy.schemes if kind == "link" else policy.image_schemes
    if kind == "embed" and (match is None or match[1] not in ("http", "https")):
        return "unsafe"
    # Without a scheme that the URL standard (4.4) knows as one, it is a path: ``"https://a.example"`` in quotes.
    return "" if match is not None and match[1] in allowed else "disallowed"


def _is_dangerous(first: str) -> bool:
    """Whether a forbidden scheme stands anywhere before a colon: ``x:javascript:`` may be unwrapped by something."""
    return any(scheme in FORBIDDEN_SCHEMES for scheme in _SCHEME.findall(first))


def _cleaned(url: str, kind: Kind) -> str:
    """Take away what a browser takes away; a control in the middle is written so that all can see it."""
    if kind != "embed" and not _SPELLED_ODDLY.search(url):
        return url
    cleaned = _REMOVED.sub("", _OUTER.sub("", url).rstrip(" \t\n\r\f\x00\xa0\u200b\ufeff"))
    if kind == "embed" and cleaned[:2] == "//":
        cleaned = "https:" + cleaned
    if kind == "embed" and cleaned[:7].lower() == "http://":
        cleaned = "https://" + cleaned[7:]
    return _CONTROL.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), cleaned)


def _may_embed(url: str, policy: Policy) -> bool:
    match = _HOST.match(url)
    if match is None:
        return False
    host = match[1].lower()
    return any(host == known or host.endswith("." + known) for known in policy.embed_hosts)
