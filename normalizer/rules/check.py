"""Mistakes that a table of kinds cannot see: rules that match or lose too much; versions that do not fit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import etree

from normalizer.html.tree import VOID
from normalizer.lazy import regex
from normalizer.rules.actions import ACTIONS
from normalizer.rules.actions.registry import LOSSES
from normalizer.rules.keys import rule_fields
from normalizer.rules.match import compile_match
from normalizer.rules.nodes import Node, Problems, filled, near
from normalizer.rules.selection import listed, substitute
from normalizer.rules.style_match import StyleContext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.rules.match import Matcher
    from normalizer.rules.selection import Data

PLAIN_PAGE = (
    '<body><h1>a</h1><h2>b</h2><p>c <b>d</b> <i>e</i> <em>f</em> <strong>g</strong> <code>h</code> <a href="/">i</a>'
    '<img src="j.png" alt="k"/> <sup>l</sup></p><ul><li>m</li></ul><ol><li>n</li></ol><blockquote><p>o</p></blockquote>'
    "<pre><code>p</code></pre><table><tr><th>q</th><td>r</td></tr></table><hr/><div>s</div></body>"
)
"""A page that nobody needs to clean up."""
TOO_MANY = 10


def check_rules(node: Node, external: tuple[str, ...], problems: Problems) -> None:
    """Report duplicate ids, rules that match everything, and actions that may lose what is not declared.

    What a rule means is looked at only where it is well formed.
    """
    seen: dict[str, Node] = {}
    for item in rule_items(node):
        identity = item.child("id")
        if identity is not None and isinstance(identity.value, str):
            if identity.value in seen:
                line = seen[identity.value].line
                problems.add(identity, f"duplicate rule id {identity.value!r}, first at line {line}")
            seen[identity.value] = identity
        _check_own_options(item, problems)
        mistakes = Problems("")
        rule_fields(external).check(with_own_options(item), mistakes)
        if not mistakes.found:
            rule: Any = item.plain()
            _check_losses(rule, item, problems)
            _check_reach(rule, item, problems)


def rule_items(node: Node) -> list[Node]:
    """The rules of a file, as far as it has any."""
    rules = node.child("rules")
    return rules.value if rules is not None and isinstance(rules.value, list) else []


def with_options(node: Node) -> Node:
    """The file with the options of each rule filled in, so that their values are checked where they are used."""
    rules = node.child("rules")
    if rules is None or not isinstance(rules.value, list) or not isinstance(node.value, dict):
        return node
    filled_in = Node([with_own_options(item) for item in rules.value], rules.line, rules.column)
    return Node({**node.value, "rules": filled_in}, node.line, node.column, node.keys)


def with_own_options(item: Node) -> Node:
    """One rule with its options filled in."""
    options = item.child("options")
    if options is None or not isinstance(options.value, dict):
        return item
    known = options.value
    parts = {key: filled(part, known) if key in ("match", "do") else part for key, part in item.entries()}
    return Node(parts, item.line, item.column, item.keys)


def _check_own_options(item: Node, problems: Problems) -> None:
    """Report a ``$name`` that the rule has no option for."""
    options = item.child("options")
    names = [name for name, _ in options.entries()] if options is not None else []
    stack = [part for key, part in item.entries() if key in ("match", "do")]
    while stack:
        node = stack.pop()
        stack += [part for _, part in node.entries()]
        stack += node.value if isinstance(node.value, list) else []
        if isinstance(node.value, str) and _OPTION.fullmatch(node.value) and node.value[1:] not in names:
            problems.add(node, f"the rule has no option {node.value[1:]!r}{near(node.value[1:], names)}")


_OPTION = regex(r"\$[a-z][a-z-]*")


def _check_losses(rule: Data, item: Node, problems: Problems) -> None:
    declared = LOSSES.index(rule.get("loses", "blank"))
    match = rule["match"]
    tags = frozenset(listed(match.get("tag", []))) or {"any"}
    if match.get("text") == "blank" or "comment" in match or tags <= VOID:
        return
    for name in action_names(rule):
        action = ACTIONS.get(name)
        if action is not None and LOSSES.index(action.may_lose) > declared:
            problems.add(
                item.key("do"),
                f"rule {rule['id']!r}: action {name!r} may lose {action.may_lose} that the rule does not declare: "
                f"say 'loses: {action.may_lose}', or match only 'text: blank'",
            )


def action_names(rule: Data) -> list[str]:
    """The names of the actions of a rule's ``do:``."""
    do = rule["do"] if isinstance(rule["do"], list) else [rule["do"]]
    return [next(iter(one)) if isinstance(one, dict) else one for one in do]


def _check_reach(rule: Data, item: Node, problems: Problems) -> None:
    match = substitute(rule["match"], rule.get("options", {}))
    if not match:
        problems.add(item.key("match"), f"rule {rule['id']!r} matches everything: it has no condition")
        return
    found = {el.tag for el in _matched(compile_match(match, StyleContext()))}
    if len(found) >= TOO_MANY:
        problems.add(
            item.key("match"),
            f"rule {rule['id']!r} matches everything: on a plain page it finds {', '.join(sorted(map(str, found)))}",
        )


def _matched(matcher: Matcher) -> Iterator[etree._Element]:
    root = etree.fromstring(PLAIN_PAGE)
    if matcher.comment is not None:
        return
    for el in matcher.find(root) if matcher.find else root.iterdescendants(etree.Element):
        if matcher.matches(el):
            yield el


def version_fits(version: str, wanted: str) -> bool:
    """Whether ``version`` lies in a range such as ``>=0.1,<2``.

    >>> version_fits("0.10.1", ">=0.9, <1"), version_fits("0.1", ">0.1")
    (True, False)
    """
    here = _numbers(version)
    for part in wanted.split(","):
        found = re.match(r"\s*(<=|>=|<|>|==|!=|~=)\s*([\d.]+)", part)
        if found and not _fits(here, found[1], _numbers(found[2])):
            return False
    return True


def _fits(here: tuple[int, ...], operator: str, there: tuple[int, ...]) -> bool:
    if operator == "~=":
        return here >= there and here[: max(len(there) - 1, 1)] == there[: max(len(there) - 1, 1)]
    size = max(len(here), len(there))
    one, other = here + (0,) * (size - len(here)), there + (0,) * (size - len(there))
    return {
        "<": one < other,
        "<=": one <= other,
        ">": one > other,
        ">=": one >= other,
        "==": one == other,
        "!=": one != other,
    }[operator]


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:4])
