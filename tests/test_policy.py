"""Policies are data, and no data can lower the floor."""

from __future__ import annotations

import dataclasses

import pytest

import normalizer
from normalizer.errors import InputLimitError, RulesError
from normalizer.policy import css
from normalizer.policy import policies as policy
from normalizer.policy.limits import Limits, check_limits, check_output
from normalizer.policy.policies import Policy, get, is_forbidden_attribute
from normalizer.policy.tables import FORBIDDEN_ELEMENTS, FORBIDDEN_SCHEMES

AUTHOR, STRICT = get("author"), get("strict")


def test_a_policy_is_immutable() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        STRICT.elements = frozenset()  # type: ignore[misc]
    with pytest.raises(TypeError):
        STRICT.attributes["p"] = frozenset(("onclick",))  # type: ignore[index]


def test_deny_wins_over_a_policy_made_by_hand() -> None:
    made = dataclasses.replace(
        AUTHOR,
        elements=AUTHOR.elements | FORBIDDEN_ELEMENTS,
        schemes=AUTHOR.schemes | FORBIDDEN_SCHEMES,
        attributes={"*": frozenset(("onclick", "srcdoc", "title"))},
        styles=frozenset(("behavior", "color")),
    )
    assert not made.elements & FORBIDDEN_ELEMENTS
    assert not made.schemes & FORBIDDEN_SCHEMES
    assert made.attributes["*"] == {"title"}
    assert made.styles == {"color"}
    assert not made.allows_attribute("p", "onclick")


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"+elements": ["script"]}, "policy: elements: 'script' can never be allowed"),
        ({"+schemes": ["javascript"]}, "policy: schemes: 'javascript' can never be allowed"),
        ({"+attributes": {"p": ["onclick"]}}, "policy: attributes: p: 'onclick' can never be allowed"),
        ({"+styles": ["behavior"]}, "policy: styles: 'behavior' can never be allowed"),
        ({"+embed-hosts": ["*"]}, "policy: embed-hosts: '*' is not a host name"),
        ({"element": ["p"]}, "policy: unknown key 'element'; did you mean 'elements'?"),
        ({"elements": "p"}, "policy: elements: expected a list of names"),
        ({"classes": "yes"}, "policy: classes: expected true or false"),
        ({"extends": "stric"}, "policy: extends: unknown policy 'stric'; did you mean 'strict'?"),
        ({"limits": {"depth": 10_000}}, "policy: limits: depth: at most 512"),
    ],
)
def test_mistakes_are_named(settings: dict[str, object], problem: str) -> None:
    with pytest.raises(RulesError) as caught:
        Policy.from_data(settings)
    assert caught.value.problems == [problem]


def test_all_mistakes_at_once() -> None:
    with pytest.raises(RulesError) as caught:
        Policy.from_data({"+elements": ["script", "iframe"], "x": 1, "limits": {"depth": 0}})
    assert len(caught.value.problems) == 3


def test_narrowing_and_widening() -> None:
    mine = Policy.from_data(
        {"extends": "author", "embed-hosts": ["tube.example.org"], "-elements": ["iframe"]}
    )
    assert mine.embed_hosts == {"tube.example.org"}
    assert "iframe" not in mine.elements
    assert Policy.from_data({"+attributes": {"p": ["id"]}}).allows_attribute("p", "id")


@pytest.mark.parametrize("scheme", ["irc", "a+b+c", "localhost"])
def test_a_caller_names_schemes(scheme: str) -> None:
    html, markdown = f'<p><a href="{scheme}:x">y</a></p>', f"[y]({scheme}:x)\n"
    named = {"+schemes": [scheme]}
    assert normalizer.to_markdown(html) == "y\n"
    assert normalizer.to_markdown(html, policy=named) == markdown
    assert normalizer.to_markdown(html, policy=Policy.from_data(named)) == markdown
    assert normalizer.Normalizer(policy=named).normalize(html).text == markdown
    with pytest.raises(RulesError, match="'javascript' can never be allowed"):
        normalizer.to_markdown(html, policy={"+schemes": ["javascript"]})


def test_unknown_policy() -> None:
    with pytest.raises(RulesError, match="did you mean 'author'"):
        get("auther")


@pytest.mark.parametrize(
    "name", ["onclick", "onx", "srcdoc", "xlink:href", "v-on:click", "hx-get", "_n", "x_click"]
)
def test_forbidden_attributes(name: str) -> None:
    assert is_forbidden_attribute(name)


@pytest.mark.parametrize("name", ["title", "once", "data-on", "href", "align"])
def test_other_attributes(name: str) -> None:
    assert not is_forbidden_attribute(name)


SAFE_STYLES = [
    "color:red",
    "color: #ee2323; background-color: rgb(1, 2, 3) !important",
    "font-family: 'A;B', serif",
    "width: calc((100% - 2px) * 3)",
    "background: linear-gradient(45deg, #fff 0%, rgba(0,0,0,.5) 100%)",
    "--x: 1px; margin: var(--x)",
    "grid-template-columns: [a] 1fr [b] 2fr",
    "height: {{ page.height }}px",
]
UNSAFE_STYLES = [
    "background:url(x)",
    "background: url (x)",
    "background:UR\\4c(x)",
    "width:expression(alert(1))",
    "behavior:url(x)",
    "-moz-binding:url(x)",
    "background:image-set('x' 1x)",
    "background:image('x')",
    "color:red;@import 'x'",
    "-o-link:'javascript:x'",
    "content:attr(x)",
    "x:element(#y)",
    "color:{red}",
    "color:<red>",
    "filter:progid:DXImageTransform.Microsoft.Alpha(x)",
    "height: {{ x }}; background:url(x)",
]


@pytest.mark.parametrize("style", SAFE_STYLES)
def test_safe_styles_stay_as_they_were(style: str) -> None:
    assert css.judge(style, AUTHOR) == css.Verdict(style)


@pytest.mark.parametrize("style", UNSAFE_STYLES)
def test_unsafe_styles_go(style: str) -> None:
    verdict = css.judge(style, AUTHOR)
    assert verdict.removed
    assert verdict.kept in ("", "color: red", "height: {{ x }}")


def test_strict_keeps_alignment_only() -> None:
    verdict = css.judge("text-align:center;color:red;text-align:-webkit-x", STRICT)
    assert verdict.kept == "text-align: center"
    assert [reason for _, reason in verdict.removed] == ["disallowed", "disallowed"]


REFUSED = {
    "bytes": "가" * 6_000_000,
    "depth": "<div>" * 600,
    "formatting": "<b>" * 600,
    "mixed": "<b><p>" * 600,
    "unknown": "<x>" * 6_000,
    "comments hide no end tag": "<div><!--</div>-->" * 600,
    "attributes hide no end tag": '<div title="</div>">' * 600,
    "raw text hides no end tag": "<div><textarea></div></textarea>" * 600,
    "attributes": "<p " + " ".join(f"a{n}" for n in range(2_000)) + ">",
    "attributes behind brackets": "<p " + " ".join(f'a{n}=">"' for n in range(2_000)) + ">",
    "style": f'<p style="{"x:y;" * 20_000}">',
    "options": "<select>" + "<option>" * 5_000,
}
ADMITTED = {
    "paragraphs": "<p>a" * 10_000,
    "list items": "<ul>" + "<li>a" * 10_000,
    "cells": "<table>" + "<tr><td>a<td>b" * 5_000,
    "balanced": "<div><b>x</b></div>" * 10_000,
    "spans that a paragraph closes": "<p><span>a</p>" * 10_000,
    "generics": "List<int> and vector<string>\n" * 2_000,
    "prose after a bracket": "a <b " + "c d e " * 1_000,
    "deep enough": "<div>" * 500 + "</div>" * 500,
    "a picture": f'<img src="data:image/png;base64,{"A" * 1_000_000}">',
    "brackets": "<" * 100_000,
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_refused(text: str) -> None:
    with pytest.raises(InputLimitError):
        check_limits(text)


@pytest.mark.parametrize("text", ADMITTED.values(), ids=ADMITTED)
def test_admitted(text: str) -> None:
    check_limits(text)
    policy.get("strict").check_limits(text)


def test_output_out_of_proportion() -> None:
    check_output("a" * 1_000, "b" * 20_000)
    with pytest.raises(InputLimitError):
        check_output("a" * 1_000, "b" * 40_000)


def test_limits_can_be_lowered() -> None:
    with pytest.raises(InputLimitError):
        check_limits("abc", Limits(document_bytes=2))


@pytest.mark.parametrize("rules", [None, "faithful"])
@pytest.mark.parametrize("address", ["ms-msdt:/id", "intent://x", "made-up:x"])
def test_no_rules_widen_the_schemes_of_a_policy(address: str, rules: str | None) -> None:
    out = normalizer.to_markdown(f'<a href="{address}">x</a>', rules=rules)
    assert out == "x\n"


@pytest.mark.parametrize(
    ("text", "strict"),
    [
        ("a [x](made-up:y) b\n", "a x b\n"),
        ("a <made-up:y> b\n", "a made-up&#58;y b\n"),
        ("a ![x](made-up:y) b\n", "a x b\n"),
        ("a [x] b\n\n[x]: made-up:y\n", "a x b\n\n\n"),
        ("![](data:image/gif;base64,R0lGODlhEA)\n", "![](data:image/gif;base64,R0lGODlhEA)\n"),
        ("a [x](b/c:d) <https://a.example> [y](tel:1)\n", "a [x](b/c:d) <https://a.example> [y](tel:1)\n"),
    ],
)
def test_links_in_markdown_have_listed_schemes_too(text: str, strict: str) -> None:
    def out(policy: object) -> str:
        return normalizer.normalize(text, source="markdown", policy=policy).text  # type: ignore[arg-type]

    assert out("strict") == strict
    assert out("author") == out({"+schemes": ["made-up"], "+image-schemes": ["made-up"]}) == text


@pytest.mark.parametrize("policy", ["strict", "author"])
@pytest.mark.parametrize(
    "text", ["\ud800<b onclick=x>a</b>", "[x](\ud800a)", '<p title="\ud800">', "a\udfff`<b>`"]
)
def test_halves_of_characters_are_no_text(text: str, policy: str) -> None:
    for source, to in (("markdown", "markdown"), ("html", "markdown"), ("html", "html")):
        out = normalizer.normalize(text, source=source, to=to, policy=policy).text  # type: ignore[arg-type]
        assert out == text or out.encode("utf-8").decode() == out
