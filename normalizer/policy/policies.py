"""What may stay in a document: two policies, and a floor below them that no rules file can lower.

A policy is data, compiled once and immutable. Whatever a policy names, the floor is subtracted from it
(*deny wins*), and ``from_data`` refuses, by name, an attempt to allow it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from normalizer.errors import RulesError
from normalizer.lazy import regex
from normalizer.policy import tables as data
from normalizer.policy.limits import Limits, check_limits
from normalizer.values import field, frozen, replace

__all__ = ["Limits", "Policy", "check_limits", "get"]

_NAME = regex(r"[a-z][a-z0-9_.-]*+\Z")
_HOST = regex(r"(?:[a-z0-9-]++\.)++[a-z]{2,}+\Z")
_EVENT = regex(r"on[a-z]")
_LIST_KEYS = ("elements", "schemes", "image-schemes", "embed-hosts", "styles", "class-prefixes")
_FLAG_KEYS = ("data-attributes", "classes", "tool-comments")


@frozen
class Policy:
    """An allow-list. ``"*"`` in ``attributes`` and ``styles`` holds what every element may have."""

    name: str
    elements: frozenset[str]
    attributes: Mapping[str, frozenset[str]] = field(hash=False)
    schemes: frozenset[str]
    image_schemes: frozenset[str]
    embed_hosts: frozenset[str]
    styles: frozenset[str]
    class_prefixes: frozenset[str] = frozenset()
    classes: bool = False
    data_attributes: bool = False
    tool_comments: bool = False
    own: bool = False
    """Whether the text is the author's own; that of strangers is made inert in renderers nobody asked for, too."""
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        """Subtract the floor: a policy built by hand cannot allow more than one that was loaded."""
        compiled = {
            name: frozenset(attribute for attribute in names if not is_forbidden_attribute(attribute))
            for name, names in self.attributes.items()
        }
        object.__setattr__(self, "elements", self.elements - data.FORBIDDEN_ELEMENTS)
        object.__setattr__(self, "attributes", MappingProxyType(compiled))
        object.__setattr__(self, "schemes", self.schemes - data.FORBIDDEN_SCHEMES)
        object.__setattr__(self, "image_schemes", self.image_schemes - data.FORBIDDEN_SCHEMES)
        object.__setattr__(self, "styles", self.styles - data.FORBIDDEN_STYLES)

    @classmethod
    def from_data(cls, settings: Mapping[str, Any], name: str = "custom") -> Policy:
        """Return the policy that ``settings`` describes, on top of ``extends`` (default ``strict``).

        A list replaces that of the base; with ``+`` before its key it is added to it, with ``-`` it is
        taken away. Raises ``RulesError`` for an unknown key, a wrong type, or anything on the floor.

        >>> Policy.from_data({"+elements": ["my-box"], "-schemes": ["tel"]}).schemes == get("strict").schemes - {"tel"}
        True
        """
        problems: list[str] = []
        base = _base(settings.get("extends", "strict"), problems)
        changes: dict[str, Any] = {"name": name}
        for key, value in settings.items():
            if key != "extends":
                _read(base, key, value, changes, problems)
        if problems:
            raise RulesError(problems)
        return replace(base, **changes)

    def __hash__(self) -> int:
        """Sets remember their hash; a policy is looked up for every address that is judged."""
        return hash((self.name, self.elements, self.schemes))

    def allows_attribute(self, tag: str, name: str) -> bool:
        """Whether the list lets ``tag`` have the attribute ``name``, whatever its value."""
        if name in self.attributes.get(tag, ()) or name in self.attributes["*"]:
            return True
        if is_forbidden_attribute(name):
            return False
        if name.startswith("aria-"):
            return True
        return self.data_attributes and name.startswith("data-")

    def minds(self, rule: str) -> bool:
        """Whether what ``rule`` found is reason enough to rewrite: in one's own text, what is merely off a list is not."""
        return not self.own or not rule.startswith(("disallowed-", "unknown-element", "url-"))

    def check_limits(self, text: str) -> None:
        """Raise ``InputLimitError`` if ``text`` is larger, deeper or wider than this policy allows."""
        check_limits(text, self.limits)


def is_forbidden_attribute(name: str) -> bool:
    """Whether the floor forbids the attribute on every element.

    >>> is_forbidden_attribute("onclick"), is_forbidden_attribute("once")
    (True, False)
    """
    if name in data.FORBIDDEN_ATTRIBUTES or name.startswith(data.FORBIDDEN_ATTRIBUTE_PREFIXES):
        return True
    return bool(_EVENT.match(name)) and name not in data.NOT_EVENTS


@cache
def get(name: str) -> Policy:
    """Return the policy called ``strict`` (text of strangers) or ``author`` (one's own posts).

    Raises ``RulesError`` for another name.
    """
    if name == "strict":
        return _compile(name, data.STRICT)
    if name == "author":
        return _compile(name, data.AUTHOR)
    raise RulesError([f"unknown policy {name!r}{_near(name, ('strict', 'author'))}"])


def of(wanted: str | Policy | Mapping[str, Any]) -> Policy:
    """Return the policy that a caller or a rules file means: by name, as an object, or as changes to one.

    It keeps the name of the one that it changes, which says whose text this is.

    >>> of({"extends": "author", "-elements": ["video"]}).name
    'author'
    """
    if isinstance(wanted, Policy):
        return wanted
    return (
        get(wanted) if isinstance(wanted, str) else Policy.from_data(wanted, wanted.get("extends", "strict"))
    )


def _compile(name: str, table: Mapping[str, Any]) -> Policy:
    fields: dict[str, Any] = {key.replace("-", "_"): frozenset(table[key]) for key in _LIST_KEYS}
    fields |= {key.replace("-", "_"): table[key] for key in _FLAG_KEYS}
    fields["attributes"] = {tag: frozenset(names) for tag, names in table["attributes"].items()}
    return Policy(name, own=table["own"], **fields)


def _base(name: object, problems: list[str]) -> Policy:
    if name not in ("strict", "author"):
        problems.append(f"policy: extends: unknown policy {name!r}{_near(str(name), ('strict', 'author'))}")
        return get("strict")
    return get(str(name))


def _read(base: Policy, key: str, value: object, changes: dict[str, Any], problems: list[str]) -> None:
    sign, plain = (key[0], key[1:]) if key[:1] in ("+", "-") else ("", key)
    attribute = plain.replace("-", "_")
    if plain in _LIST_KEYS:
        if isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
            names = [item.lower() for item in value]
            problems.extend(_refusals(plain, names) if sign != "-" else ())
            changes[attribute] = _combine(getattr(base, attribute), sign, names)
        else:
            problems.append(f"policy: {key}: expected a list of names")
    elif plain == "attributes":
        changes["attributes"] = _attributes(base, sign, value, problems)
    elif not sign and plain in _FLAG_KEYS:
        if isinstance(value, bool):
            changes[attribute] = value
        else:
            problems.append(f"policy: {key}: expected true or false")
    elif not sign and plain == "limits":
        changes["limits"] = Limits.from_data(value, problems)
    else:
        known = (*_LIST_KEYS, *_FLAG_KEYS, "attributes", "limits", "extends")
        problems.append(f"policy: unknown key {key!r}{_near(plain, known)}")


def _combine(old: frozenset[str], sign: str, names: list[str]) -> frozenset[str]:
    if sign == "+":
        return old.union(names)
    return old.difference(names) if sign == "-" else frozenset(names)


def _refusals(key: str, names: list[str]) -> Iterable[str]:
    floor = {
        "elements": data.FORBIDDEN_ELEMENTS,
        "schemes": data.FORBIDDEN_SCHEMES,
        "image-schemes": data.FORBIDDEN_SCHEMES,
        "styles": data.FORBIDDEN_STYLES,
    }.get(key, frozenset())
    for name in names:
        if name in floor:
            yield f"policy: {key}: {name!r} can never be allowed"
        elif key == "embed-hosts" and not _HOST.match(name):
            yield f"policy: {key}: {name!r} is not a host name"
        elif key in ("elements", "schemes") and not _NAME.match(name.replace("+", "")):
            yield f"policy: {key}: {name!r} is not a name"


def _attributes(base: Policy, sign: str, value: object, problems: list[str]) -> Mapping[str, frozenset[str]]:
    merged = dict(base.attributes) if sign else {"*": frozenset[str]()}
    if not isinstance(value, Mapping):
        problems.append("policy: attributes: expected element: [attribute, ...]")
        return merged
    for tag, names in value.items():
        if not isinstance(names, (list, tuple)) or not all(isinstance(item, str) for item in names):
            problems.append(f"policy: attributes: {tag}: expected a list of names")
            continue
        lower = [item.lower() for item in names]
        if sign != "-":
            refused = [item for item in lower if is_forbidden_attribute(item)]
            problems.extend(f"policy: attributes: {tag}: {item!r} can never be allowed" for item in refused)
        merged[str(tag).lower()] = _combine(merged.get(str(tag).lower(), frozenset()), sign, lower)
    return merged


def _near(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    found = get_close_matches(name, list(known), 1)
    return f"; did you mean {found[0]!r}?" if found else ""
