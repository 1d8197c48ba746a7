"""Inline style: what is a declaration, what is malformed, and what was meant by it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizer.rules.style_match import StyleContext, compile_style
from normalizer.style import declarations as style
from normalizer.style import repair as style_repair
from normalizer.style import values as style_values
from normalizer.style import view as style_view
from normalizer.style.declarations import BadDeclaration, Declaration
from normalizer.style.guess import respelt, with_spelling, with_unit

VERDICTS = Path(__file__).parent / "cases" / "rules" / "style_verdicts.tsv"
FOUND = Path(__file__).resolve().parents[2] / "shared" / "posts" / "malformed_styles.tsv"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def mended(value: str) -> str:
    """All repairs, kind by kind, as the shipped rules apply them."""
    for _ in range(5):
        before = value
        for repair in style_repair.REPAIRS:
            value = (
                style_repair.mended(value, repair.kind) if repair.kind in style_repair.kinds(value) else value
            )
        if value == before:
            break
    return value


@pytest.mark.parametrize("row", rows(VERDICTS), ids=lambda row: row["value"][:40])
def test_every_malformed_value_has_its_verdict(row: dict[str, str]) -> None:
    value = row["value"].replace("\\n", "\n")
    found = {item.reason for item in style.parse(value) if isinstance(item, BadDeclaration)}
    assert found == set(row["kinds"].split()), found
    assert mended(value) == row["mended"].replace("\\n", "\n")


CLASSES = {
    "A": {"missing-semicolon-in-style"},
    "B": {"equals-in-style"},
    "C": {"no-colon-in-style"},
    "D": {"empty-value-in-style"},
    "E": {"no-colon-in-style"},
    "F": {"bad-hex-colour-in-style"},
    "G": {"unitless-length-in-style"},
    "H": {"doubled-unit-in-style", "bad-unit-in-style"},
    "I": {"unknown-property-in-style", "backslash-quote-in-style"},
    "J": {"bad-value-in-style", "unknown-property-in-style"},
    "L": {"backslash-quote-in-style", "entity-in-style", "empty-value-in-style"},
    "N": {"template-in-style", "backslash-quote-in-style", "no-colon-in-style", "bad-value-in-style"},
    "O": {"unitless-length-in-style", "unknown-property-in-style"},
    "R": {"template-in-style", "no-colon-in-style", "bad-unit-in-style"},
    "Z": {"template-in-style", "no-colon-in-style"},
    "v": set(),
}
"""Class of the measuring data: the kinds of mistakes that may be found in its values."""


@pytest.mark.corpus
@pytest.mark.skipif(not FOUND.exists(), reason="the measuring data is not beside the project")
def test_every_value_found_in_real_posts_has_a_verdict() -> None:
    silent = []
    for row in rows(FOUND):
        value = unquoted(row["value"])
        found = style_repair.kinds(value) | {
            i.reason for i in style.parse(value) if isinstance(i, BadDeclaration)
        }
        assert found <= CLASSES[row["class"][0]], (row["class"], value, found)
        if not found and row["class"][0] in "ABCDEFGH":
            silent.append(value)
        assert style_repair.kinds(mended(value)) == frozenset(), value
    assert not silent


def unquoted(value: str) -> str:
    """The column is quoted like CSV where it holds quotes, and escapes white space."""
    if value[:1] == '"' and value[-1:] == '"' and len(value) > 1:
        value = value[1:-1].replace('""', '"')
    return value.replace("\\n", "\n").replace("\\t", "\t")


def test_the_valid_ones_stay_beside_a_broken_one() -> None:
    assert (
        style_repair.mended("color: red; ee2323; width: 1px", "bare-colour-in-style")
        == "color: red; color: #ee2323; width: 1px"
    )
    assert style_repair.mended("boder: 1px; width: 1px", "unknown-property-in-style") == "width: 1px"


@pytest.mark.parametrize(
    "value",
    [
        "font-family: '맑은 고딕', \"Malgun Gothic\"", "background: url(data:image/png;base64,AA==)", "--theme: a;b: c"[:10],
        "color: var(--x)", "width: calc(100% - 2px)", "background-color: #21538527", "mso-fareast-font-family: Calibri",
        "COLOR: RED", "margin: 0 auto", "border: 1px solid black", "transition: all .2s", "font: 12px/1.5 Arial, sans-serif",
        "filter: progid:DXImageTransform.Microsoft.gradient(startColorstr='#1', endColorstr='#2')", "margin: -1px",
    ],
)  # fmt: skip
def test_valid_values_are_left_alone(value: str) -> None:
    assert not style_repair.kinds(value)


@pytest.mark.parametrize(
    "value", ["{{ page.style }}", "color: {{ c }}", "width: ${w}px", "{% if x %}color: red{% endif %}"]
)
def test_templates_are_left_alone(value: str) -> None:
    assert not style_repair.kinds(value)
    assert style_view.of(value).template


def test_shorthands_are_spelt_out() -> None:
    view = style_view.of(
        "font: italic bold 12px/1.5 Consolas, monospace; background: #ff0 none; margin: 1px 2px 3px 4px"
    )
    assert view.get("font-weight") == "bold"
    assert view.get("font-style") == "italic"
    assert style_values.is_monospace(view.get("font-family"))
    assert view.get("background-color") == "#ff0"
    assert view.get("margin-left") == "4px"


def test_the_last_declaration_counts_unless_one_is_important() -> None:
    assert style_view.of("color: red; color: blue").get("color") == "blue"
    assert style_view.of("color: red !important; color: blue").get("color") == "red"


@pytest.mark.parametrize(
    ("conditions", "value", "wanted"),
    [
        ({"font-weight": ">= 600"}, "font-weight: bold", True),
        ({"font-weight": ">= 600"}, "font-weight: 500", False),
        ({"font-weight": "<= 500"}, "font-weight: normal", True),
        ({"font-weight": "<= 500"}, "color: red", False),
        ({"color": "chromatic"}, "color: #ee2323", True),
        ({"color": "chromatic"}, "color: rgb(51, 51, 51)", False),
        ({"color": "neutral"}, "color: windowtext", True),
        ({"margin-left": "> 0px"}, "margin: 0 0 0 36pt", True),
        ({"margin-left": "> 40px"}, "margin-left: 2em", False),
        ({"font-size": ">= 18px and < 30px"}, "font-size: 15pt", True),
        ({"font-size": ">= 18px and < 30px"}, "font-size: 24pt", False),
        ({"font-size": ">= 18px and < 30px"}, "color: red", False),
        ({"display": "present and not none"}, "color: red", False),
        ({"display": "present and not none"}, "display: block", True),
        ({"text-decoration": "line-through"}, "text-decoration: line-through solid red", True),
        ({"display": "not none"}, "display: block", True),
        ({"display": "absent"}, "color: red", True),
        ({"text-align": ["center", "right"]}, "text-align: right", True),
        ({"font-family": "monospace"}, "font-family: 'D2Coding'", True),
        ({"color": "chromatic"}, "color: {{ c }}", False),
    ],
)
def test_conditions_on_typed_values(conditions: dict[str, str], value: str, wanted: bool) -> None:
    assert compile_style(conditions, StyleContext())(value) is wanted


def test_the_base_colour_of_a_document_is_no_colour() -> None:
    assert not compile_style({"color": "chromatic"}, StyleContext(frozenset({"#333399"})))("color: #339")


def test_very_long_styles_are_left_alone() -> None:
    (item,) = style.parse("color: red; " * 1000)
    assert item == BadDeclaration("color: red; " * 1000, "style-too-long")
    assert not style_repair.kinds("color: red; " * 1000)


@given(st.text(alphabet="ab:;=#\"'(){}! \u00a0\\&-0159%px\uff1a/*", max_size=60))
def test_parsing_and_repair_never_fail_and_come_to_rest(value: str) -> None:
    once = mended(value)
    assert mended(once) == once
    for item in style.parse(value):
        assert isinstance(item, Declaration | BadDeclaration)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("boder", "border"), ("font-weigth", "font-weight"), ("lin-height", None),
        ("margin-botton", "margin-bottom"), ("backgroud", "background"), ("colr", None), ("class", None),
        ("font-color", None), ("valign", None), ("margin-to", "margin-top"), ("border", None),
    ],
)  # fmt: skip
def test_a_property_is_respelt_only_where_one_is_near(name: str, wanted: str | None) -> None:
    assert respelt(name) == wanted


def test_guesses_leave_the_rest_alone() -> None:
    assert with_spelling("boder: none; colr: red; width: 5") == "border: none; colr: red; width: 5"
    assert with_spelling("boder: {{ x }}") == "boder: {{ x }}"
    assert with_unit("width: 5; margin: 0 5; line-height: 2; top: 0", "px") == (
        "width: 5px; margin: 0 5px; line-height: 2; top: 0"
    )


@pytest.mark.parametrize(
    "value", ["#fff", "#0F08", "#a1b2c3", "#21538527", "rgb(0,128, 255)", "rgb( 1 , 2 ,3 )"]
)
def test_a_plain_colour_is_what_the_css_library_reads(value: str) -> None:
    from normalizer.style import values as style_values

    assert style_values._plain_colour(value.lower()) == style_values._any_colour(value)


@pytest.mark.parametrize(
    "value", ["#12345", "rgb(256,0,0)", "rgb(10%,0,0)", "red", "rgb(1 2 3)", "#ggg", "#fff "]
)
def test_other_colours_are_left_to_the_css_library(value: str) -> None:
    from normalizer.style import values as style_values

    assert style_values._plain_colour(value) is None
