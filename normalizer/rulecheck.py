"""Mistakes that a table of kinds cannot see: names that mean nothing, rules that match or lose too much."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import etree

from normalizer.actions import ACTIONS
from normalizer.actions.registry import LOSSES
from normalizer.match import compile_match
from normalizer.rulekeys import rule_fields
from normalizer.rulenodes import Node, Problems, filled, located, near
from normalizer.ruleselect import is_chosen, listed, substitute
from normalizer.style_match import StyleContext
from normalizer.tree import VOID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.match import Matcher
    from normalizer.rules import RuleSet
    from normalizer.ruleselect import Data

PLAIN_PAGE = (
    '<body><h1>a</h1><h2>b</h2><p>c <b>d</b> <i>e</i> <em>f</em> <strong>g</strong> <code>h</code> <a href="/">i</a>'
    '<img src="j.png" alt="k"/> <sup>l</sup></p><ul><li>m</li></ul><ol><li>n</li></ol><blockquote><p>o</p></blockquote>'
    "<pre><code>p</code></pre><table><tr><th>q</th><td>r</td></tr></table><hr/><div>s</div></body>"
)
"""A page that nobody needs to clean up."""
TOO_MANY = 10


def check_rules(node: Node, problems: Problems) -> None:
    """Report duplicate ids, rules that match everything, and actions that may lose what is not declared."""
    items = node.value.get("rules") if isinstance(node.value, dict) else None
    seen: dict[str, Node] = {}
    for item in items.value if items and isinstance(items.value, list) else []:
        rule: Any = item.plain()
        place = item.value["id"] if isinstance(item.value, dict) else item
        if rule["id"] in seen:
            problems.add(place, f"duplicate rule id {rule['id']!r}, first at line {seen[rule['id']].line}")
        seen[rule["id"]] = place
        _check_losses(rule, item, problems)
        _check_reach(rule, item, problems)


def with_options(node: Node) -> Node:
    """The file with the options of each rule filled in, so that their values are checked where they are used."""
    if not isinstance(node.value, dict) or not isinstance(
        items := getattr(node.value.get("rules"), "value", None), list
    ):
        return node
    rules = Node(
        [_with_own_options(item) for item in items], node.value["rules"].line, node.value["rules"].column
    )
    return Node({**node.value, "rules": rules}, node.line, node.column)


def _with_own_options(item: Node) -> Node:
    if not isinstance(item.value, dict) or not isinstance(
        options := getattr(item.value.get("options"), "value", None), dict
    ):
        return item
    parts = {
        key: filled(part, options) if key in ("match", "do") else part for key, part in item.value.items()
    }
    return Node(parts, item.line, item.column)


def _child(item: Node, key: str) -> Node:
    return item.value[key] if isinstance(item.value, dict) else item


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
                _child(item, "do"),
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
        problems.add(_child(item, "match"), f"rule {rule['id']!r} matches everything: it has no condition")
        return
    found = {el.tag for el in _matched(compile_match(match, StyleContext()))}
    if len(found) >= TOO_MANY:
        problems.add(
            _child(item, "match"),
            f"rule {rule['id']!r} matches everything: on a plain page it finds {', '.join(sorted(map(str, found)))}",
        )


def _matched(matcher: Matcher) -> Iterator[etree._Element]:
    root = etree.fromstring(PLAIN_PAGE)
    if matcher.comment is not None:
        return
    for el in matcher.find(root) if matcher.find else root.iterdescendants(etree.Element):
        if matcher.matches(el):
            yield el


def check_names(ruleset: RuleSet, data: Data) -> list[str]:
    """Return what is wrong with the names that the file ``data`` uses for rules and editors."""
    editors = {editor.id for editor in ruleset.editors} | {"any", "html"}
    problems = [
        f"rule {rule['id']!r}: unknown editor {name!r}{near(name, editors)}"
        for rule in data.get("rules", [])
        for name in listed(rule.get("editors", []))
        if name not in editors
    ]
    for layer in (data, *data.get("overrides", []), *data.get("presets", {}).values()):
        problems += _check_layer(ruleset, layer, editors)
    return problems


def _check_layer(ruleset: RuleSet, layer: Data, editors: set[str]) -> Iterator[str]:
    ids = [rule.id for rule in ruleset.rules]
    for key in ("select", "ignore", "extend-select"):
        for word in listed(layer.get(key, [])):
            if word not in ("none", "all", "default") and not any(
                is_chosen(rule, word) for rule in ruleset.rules
            ):
                yield f"{key}: no rule is called {word!r}{near(word, ids)}"
    yield from (
        f"settings: unknown rule {n!r}{near(n, ids)}" for n in layer.get("settings", {}) if n not in ids
    )
    yield from _check_options(ruleset, layer.get("settings", {}))
    assumed = listed(layer.get("assume", []))
    yield from (f"assume: unknown editor {n!r}{near(n, editors)}" for n in assumed if n not in editors)


def _check_options(ruleset: RuleSet, settings: Data) -> Iterator[str]:
    """Check the option values that a file sets for rules: their names, and the rule with them filled in."""
    for rule in ruleset.rules:
        options = settings.get(rule.id, {}).get("options", {})
        known = rule.data.get("options", {})
        yield from (
            f"settings: rule {rule.id!r} has no option {n!r}{near(n, known)}"
            for n in options
            if n not in known
        )
        if options:
            problems = Problems(rule.id)
            kinds = rule_fields(tuple(ruleset.actions)).fields
            for key in ("match", "do"):
                plain: Any = substitute(rule.data[key], {**known, **options})
                do_items = (
                    [next(iter(one)) if next(iter(one.values())) is None else one for one in plain]
                    if key == "do"
                    else plain
                )
                kinds[key].kind.check(located(do_items, 1), problems)
            yield from (f"settings: rule {rule.id!r}: {message}" for _, _, message in problems.found)


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
