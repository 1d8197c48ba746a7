"""Rules files: every mistake is reported at once, with its place; what is right loads, extends and overrides."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from rulecases import on_tree

import normalizer
from normalizer.commands import ruletest
from normalizer.errors import RulesError
from normalizer.html import parsing
from normalizer.record import Record
from normalizer.rules import check as rulecheck
from normalizer.rules import engine
from normalizer.rules import ruleset as rules
from normalizer.rules.keys import json_schema
from normalizer.rules.nodes import Problems
from normalizer.rules.ruleset import RuleSet
from normalizer.rules.yamlfile import read

GOOD = """\
rules:
  - id: red-box
    why: Our old template marked warnings with a red box.
    level: declared
    match: {tag: div, class: red-box}
    do: [{remove-class: red-box}, {rename: blockquote}]
    examples: [{in: '<div class="red-box">a</div>', out: '> a'}]
    unchanged: ['<div>a</div>']
"""


def rule(**changes: Any) -> str:
    """A rules file with one rule, some of its keys replaced (None: left out)."""
    base: dict[str, Any] = {
        "id": "x", "why": "y", "level": "declared", "match": {"tag": "div", "class": "q"}, "do": ["unwrap"],
        "examples": [{"in": "a", "out": "a"}], "unchanged": ["b"],
    }  # fmt: skip
    base |= changes
    return json.dumps({"rules": [{key: value for key, value in base.items() if value is not None}]})


def problems(text: str, tmp_path: Path) -> list[str]:
    path = tmp_path / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RulesError) as caught:
        RuleSet.load(path)
    return [line.removeprefix(str(path)) for line in caught.value.problems]


def load(text: str, tmp_path: Path, name: str = "rules.yaml") -> RuleSet:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return RuleSet.load(path)


def test_ten_mistakes_give_ten_errors_with_places(tmp_path: Path) -> None:
    text = """\
selct: [all]
ignore: 3
rules:
  - id: Bad Name
    why: a
    level: certain
    match: {tag: div, classs: x}
    do: [unwarp, {rename: 7}]
    examples: []
    unchanged: ['x']
    colour: red
  - id: second
    why: b
    level: proved
    level: lossy
    match: {css: 'div >', style: {font-weight: '>= heavy'}}
    do: [unwrap]
    examples: [{in: a}]
"""
    found = problems(text, tmp_path)
    assert len(found) >= 10
    assert ":1:1: unknown key 'selct'; did you mean 'select'?" in found
    assert any(line.startswith(":6:12: unknown level 'certain'") for line in found)
    assert any("unknown condition 'classs'; did you mean 'class'?" in line for line in found)
    assert any("unknown action 'unwarp'; did you mean 'unwrap'?" in line for line in found)
    assert any(line.startswith(":15:5: duplicate key 'level'") for line in found)
    assert any("missing unchanged" in line for line in found)
    assert all(
        line[0] == ":" and line.split(":")[1].isdigit() and line.split(":")[2].isdigit() for line in found
    )


def test_every_kind_of_mistake_is_reported_in_one_run(tmp_path: Path) -> None:
    (tmp_path / "team.yaml").write_text("ignroe: []\n", encoding="utf-8")
    text = """\
extends: [preset:tistori, ./team.yaml, ./none.yaml]
ignore: [double-brake]
assume: naverr
dialect: kramdwon
policy: {+elements: [script]}
settings:
  highligth: {level: lossy}
  highlight: {options: {colour: em}}
rules:
  - id: all-of-it
    why: a
    level: declared
    editors: tistry
    match: {css: '*'}
    do: [unwrap]
    examples: [{in: a, out: a}]
    unchanged: [b]
  - id: all-of-it
    why: a
    level: declared
    match: {tag: p}
    do: [drop]
    macth: {tag: p}
    examples: [{in: a, out: a}]
    unchanged: [b]
  - id: losing
    why: a
    level: declared
    match: {tag: p}
    do: [drop]
    examples: [{in: a, out: a}]
    unchanged: [b]
"""
    found = problems(text, tmp_path)
    assert [line.split(": ")[0] for line in found[:-1]] == [
        ":1:11", ":1:40", ":2:10", ":3:9", ":4:10", ":5:10", ":7:3", ":8:25", ":13:14", ":14:5", ":18:9",
        ":23:5", ":30:5",
    ]  # fmt: skip
    assert found[0].endswith("unknown preset 'tistori'; did you mean 'tistory'?")
    assert "did you mean 'double-break'?" in found[2]
    assert "did you mean 'kramdown'?" in found[4]
    assert "'script' can never be allowed" in found[5]
    assert "did you mean 'tistory'?" in found[8]
    assert found[11] == ":23:5: unknown key 'macth'; did you mean 'match'?"
    assert "'drop' may lose text that the rule does not declare" in found[12]
    assert "team.yaml:1:1: not a rules file" in found[-1] or "unknown key 'ignroe'" in found[-1]


def test_mistakes_in_toml_are_shown_where_they_stand(tmp_path: Path) -> None:
    text = """\
[project]
name = "x"  # [tool.normalizer]
readme = \'\'\'
[tool.normalizer]
\'\'\'

[tool.normalizer]
ignore = [
  "double-break",
  "double-brake",
]
settings.highlight = {level = "maybe", options = {as = "em"}}

[[tool.normalizer.rules]]
id = "red-box"
why = "w"
level = "declared"
do = ["unwrap", {renam = "p"}]
examples = [{in = "a", out = "a"}]
unchanged = ["b"]

[tool.normalizer.rules.match]
tagg = "div"
"""
    path = tmp_path / "pyproject.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RulesError) as caught:
        RuleSet.load(path)
    assert [line.removeprefix(f"{path}:").split(": ")[0] for line in caught.value.problems] == [
        "10:3", "12:23", "18:18", "23:1",
    ]  # fmt: skip
    path.write_text("[tool.normalizer]\nignore = [\n", encoding="utf-8")
    with pytest.raises(RulesError, match=r"pyproject.toml:\d+:\d+: not TOML|pyproject.toml:1:1: not TOML"):
        RuleSet.load(path)


BAD = {
    "not a mapping": "- a",
    "nothing of ours": "rules:\n  no-console: error\n",
    "no known key": "plugins: [a]\n",
    "not YAML": "rules: [",
    "tab": "rules:\n\t- id: x",
    "an alias": "ignore: &a [x]\nselect: *a\n",
    "two documents": "ignore: []\n---\nignore: []\n",
    "deep nesting": "ignore: " + "[" * 60 + "]" * 60,
    "bad selector": rule(match={"css": "div["}),
    "pseudo-element": rule(match={"css": "p::before"}),
    "bad xpath": rule(match={"xpath": "//p[["}),
    "xpath value": rule(match={"xpath": "count(//p)"}),
    "bad regex": rule(match={"tag": "p", "own-text": "("}),
    "matches everything": rule(match={"css": "*"}),
    "matches everything by text": rule(match={"text": "visible"}),
    "no condition": rule(match={}),
    "undeclared loss": rule(do=["drop"]),
    "undeclared marker": rule(do=["breaks-to-list"]),
    "unknown mistake": rule(match={"malformed": "bare-color-in-style"}),
    "two actions in one": rule(do=[{"rename": "p", "wrap": "p"}]),
    "no action": rule(do=[]),
    "argument missing": rule(do=["rename"]),
    "no example": rule(examples=[]),
    "no unchanged": rule(unchanged=None),
    "bad level": rule(level="maybe"),
    "bad option": rule(match={"tag": "p", "text": {"shorter-than": "$n"}}, options={"n": "many"}),
    "unknown editor": rule(editors=["tistori"]),
    "unknown rule ignored": "ignore: [double-brake]\n",
    "unknown rule in settings": "settings: {double-brake: {level: lossy}}\n",
    "unknown option in settings": "settings: {highlight: {options: {colour: em}}}\n",
    "bad option in settings": "settings: {highlight: {options: {as: 'no tag!'}}}\n",
    "unknown preset": "extends: preset:tistori\n",
    "missing file": "extends: ./none.yaml\n",
    "itself": "extends: ./rules.yaml\n",
    "version": "required-version: '>=99'\n",
    "bad version": "required-version: latest\n",
    "python actions": "actions: {mine: 'os:system'}\n",
    "unknown assumed editor": "assume: [frontpage]\n",
    "unknown dialect": "dialect: commonmrak\n",
    "unknown dialect of a rule": rule(dialects=["commonmrak"]),
    "unknown policy": "overrides: [{files: a, policy: authr}]\n",
    "forbidden element": "policy: {+elements: [script]}\n",
    "bad dialect": "dialects: {mine: {extends: gfm, strikethru: false}}\n",
    "a dialect with a bad pattern": "dialects: {mine: {heading_end: '[x'}}\n",
    "editor includes": "editors: {x: {name: X, evidence: [y-editor], includes: [frontpage]}}\n",
    "duplicate id": GOOD + GOOD.split("\n", 1)[1],
}  # fmt: skip


@pytest.mark.parametrize("text", BAD.values(), ids=BAD.keys())
def test_bad_files_are_refused_with_a_place(text: str, tmp_path: Path) -> None:
    assert problems(text, tmp_path)


SAID = {
    "a selection": ("select: ['editr:naver']\n", ":1:10: no rule is called 'editr:naver'; did you mean 'editor:naver'?"),
    "argument where none belongs": (rule(do=[{"unwrap": "p"}]), "action 'unwrap' takes no argument; write its name alone"),
    "no argument": (rule(do=["rename"]), "action 'rename' needs an argument"),
    "misspelt action that needs one": (rule(do=["renam"]), "unknown action 'renam'; did you mean 'rename'?"),
    "a heading of level 9": (rule(do=[{"to-heading": 9}]), "9 is more than 6"),
    "an attribute's expression": (rule(match={"attributes": {"href": "["}}), "a regular expression: unterminated character set"),
    "an option that is not there": (rule(match={"tag": "p", "class": "$clas"}, options={"class": "a"}), "the rule has no option 'clas'; did you mean 'class'?"),
    "a dialect's field": ("dialects: {a: {extends: gfm, tabels: true}}\n", ":1:30: dialect 'a': unknown field 'tabels'; did you mean 'tables'?"),
    "a dialect's base": ("dialects: {a: {extends: gmf}}\n", ":1:25: dialect 'a': unknown dialect 'gmf'; did you mean 'gfm'?"),
    "a footnote without a label": (rule(match={"tag": "a"}, do=[{"footnote-mark": "#x"}], loses="marker"), "one group must find the label"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), SAID.values(), ids=SAID.keys())
def test_mistakes_are_said_in_words_that_help(text: str, said: str, tmp_path: Path) -> None:
    found = problems(text, tmp_path)
    assert any(said in line for line in found)


SCHEMA_BAD = {
    "argument where none belongs": rule(do=[{"unwrap": "p"}]),
    "a heading of level 9": rule(do=[{"to-heading": 9}]),
    "unknown key": '{"selct": []}',
    "wrong type": '{"ignore": 3}',
    "level": rule(level="maybe"),
    "action": rule(do=["unwarp"]),
    "argument": rule(do=[{"rename": 7}]),
    "no argument": rule(do=["rename"]),
    "two actions in one": rule(do=[{"rename": "p", "wrap": "p"}]),
    "no action": rule(do=[]),
    "condition": rule(match={"classs": "x"}),
    "nested condition": rule(match={"tag": "p", "parent": {"classs": "x"}}),
    "no example": rule(examples=[]),
    "no unchanged": rule(unchanged=None),
    "id": rule(id="Not An Id"),
    "editors": '{"editors": {"x": {"name": "X"}}}',
    "mistake": rule(match={"malformed": "nothing"}),
    "policy": '{"policy": [1]}',
    "added class": rule(do=[{"add-class": "two words"}]),
}
SCHEMA_GOOD = {
    "empty lists": '{"ignore": []}',
    "rule": rule(),
    "action with argument": rule(do=[{"rename": "p"}]),
    "one action": rule(do="unwrap"),
    "nested": rule(match={"tag": "p", "inside": {"tag": "div", "class": "q"}, "any-of": [{"tag": "p"}]}),
    "attributes": rule(match={"tag": "p", "attributes": {"id": False, "lang": "en.*"}}),
    "style": rule(match={"tag": "p", "style": {"font-weight": ">= 600", "color": ["chromatic", "red"]}}),
    "overrides": '{"overrides": [{"files": "a/*", "ignore": ["double-break"], "dialect": "kramdown"}]}',
    "editors": '{"editors": {"x": {"name": "X", "evidence": ["x-editor", {"has": "y", "pattern": "y+", "at-least": 2}]}}}',
    "policy and dialect": '{"policy": {"extends": "author", "-elements": ["video"]}, "dialects": {"ours": {"extends": "gfm"}}, "dialect": "ours"}',
    "added class": rule(do=[{"add-class": ["a", "b"]}]),
    "range": rule(match={"tag": "p", "style": {"font-size": ">= 18px and < 30px"}}),
    "settings": '{"settings": {"highlight": {"options": {"as": "em"}}}}',
}


@pytest.mark.parametrize("text", SCHEMA_BAD.values(), ids=SCHEMA_BAD.keys())
def test_schema_and_loader_refuse_the_same(text: str, tmp_path: Path) -> None:
    assert not jsonschema.Draft202012Validator(json_schema()).is_valid(json.loads(text))
    assert problems(text, tmp_path)


@pytest.mark.parametrize("text", SCHEMA_GOOD.values(), ids=SCHEMA_GOOD.keys())
def test_schema_and_loader_accept_the_same(text: str, tmp_path: Path) -> None:
    jsonschema.Draft202012Validator(json_schema()).validate(json.loads(text))
    load(text, tmp_path)


def test_the_shipped_rules_fulfil_the_schema() -> None:
    node = read(
        (Path(__file__).parents[1] / "rules.yaml").read_text(encoding="utf-8"), Problems("rules.yaml")
    )
    assert node is not None
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    data: Any = node.plain()
    for item in data["rules"]:  # options are filled in before values are checked
        item["match"], item["do"] = (
            rules.substitute(item[key], item.get("options", {})) for key in ("match", "do")
        )
    jsonschema.Draft202012Validator(schema).validate(data)


def test_generated_files_are_up_to_date() -> None:
    script = Path(__file__).parents[1] / "tools" / "generate.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_deeply_nested_file_is_refused_before_yaml_composes_it(tmp_path: Path) -> None:
    (found,) = problems("ignore: " + "[" * 50_000, tmp_path)
    assert re.fullmatch(r":1:\d+: nested deeper than 40", found)


def test_a_file_adds_to_the_shipped_rules(tmp_path: Path) -> None:
    ruleset = load(GOOD, tmp_path)
    assert "red-box" in [rule.id for rule in ruleset.rules]
    assert len(ruleset.rules) == len(rules.shipped().rules) + 1
    assert on_tree('<div class="red-box">a</div>', ruleset)[0] == "<blockquote>a</blockquote>"


def test_own_rules_see_repaired_styles_and_what_the_shipped_rules_clear_away(tmp_path: Path) -> None:
    own = GOOD.replace("{tag: div, class: red-box}", "{tag: span, style: {color: red}}").replace(
        "{remove-class: red-box}, {rename: blockquote}", "{drop-declarations: color}, {wrap-content: mark}"
    )
    ruleset = load(own, tmp_path).assuming("tistory")
    ids = [rule.id for rule in ruleset.rules]
    assert ids.index("unknown-property-in-style") < ids.index("red-box") < ids.index("conditional-comment")
    result = normalizer.normalize(
        '<p>a <span style="color= red">b</span> <span style="color: blue">c</span></p>',
        source="html", rules=ruleset, to="html",
    )  # fmt: skip
    assert result.text == "<p>a <mark>b</mark> <strong>c</strong></p>"


def test_what_is_code_is_settled_before_rules_of_a_file(tmp_path: Path) -> None:
    own = GOOD.replace("{tag: div, class: red-box}", "{tag: span, style: {color: chromatic}}").replace(
        "{remove-class: red-box}, {rename: blockquote}", "{wrap-content: mark}, {drop-declarations: color}"
    )
    result = normalizer.normalize(
        '<pre><span style="color: red">int</span> a;</pre><p>not the base colour <span style="color: red">b</span></p>',
        source="html", rules=load(own, tmp_path).assuming("tistory"),
    )  # fmt: skip
    assert result.text == "```\nint a;\n```\n\nnot the base colour <mark>b</mark>\n"


VIDEO = """\
rules:
  - id: video
    why: Our theme shows videos with an include.
    level: declared
    match: {tag: iframe, attributes: {src: '.*youtube\\.com/embed/.*'}}
    do: [{to-text: {template: '%s', attribute: src, pattern: 'embed/([\\w-]+)'}}]
    examples: [{in: '<iframe src="https://www.youtube.com/embed/a_b_c"></iframe>', out: '%s'}]
    unchanged: ['<iframe src="https://example.org/"></iframe>']
"""


@pytest.mark.parametrize(
    "template", ['{%% include video.html id="%s" %%}', "{{< video %s >}}", "@[video](%s)"]
)
@pytest.mark.parametrize("dialect", ["portable", "kramdown", "goldmark"])
def test_template_text_takes_the_place_of_an_element(tmp_path: Path, template: str, dialect: str) -> None:
    ruleset = load(VIDEO % (template % "{1}", template % "a_b_c"), tmp_path)
    frame = '<iframe src="https://www.youtube.com/embed/a_b_c"></iframe>'
    options: dict[str, Any] = {"rules": ruleset, "dialect": dialect, "policy": "author"}
    text = f"one\n\n{frame}\n\n- two\n\n<p>three {frame} four</p>\n"
    result = normalizer.normalize(text, source="markdown", **options)
    shown = template % "a_b_c"
    assert result.text == f"one\n\n{shown}\n\n- two\n\nthree\n\n{shown}\n\nfour\n"
    assert normalizer.normalize(result.text, source="markdown", **options).text == result.text
    assert {change.after for change in result.changes if change.rule == "video"} == {shown}
    html = normalizer.normalize(f"<p>one</p>{frame}<p><b>two</b></p>", source="html", **options)
    assert html.text == f"one\n\n{shown}\n\n**two**\n"


def test_the_report_says_what_became_of_an_element(tmp_path: Path) -> None:
    text = GOOD.replace("{remove-class: red-box}, {rename: blockquote}", "drop").replace(
        "level: declared", "level: declared\n    loses: text"
    )

    def changes(do: str) -> list[str]:
        ruleset = load(text.replace("drop", do), tmp_path)
        found = normalizer.normalize('<div class="red-box">a<b>c</b></div>', source="html", rules=ruleset)
        return [change.after for change in found.changes if change.rule == "red-box"]

    assert changes("drop") == [""]
    assert changes("{rename: p}, {remove: class}") == ["<p>ac"]
    assert changes("unwrap") == ["ac"] or changes("unwrap")[0].endswith("ac")


def test_what_a_rule_leaves_alone_is_in_the_report(tmp_path: Path) -> None:
    own = GOOD.replace("{tag: div, class: red-box}", "{tag: em, class: red-box}").replace(
        "{remove-class: red-box}, {rename: blockquote}", "{report: look at this}"
    )
    ruleset = load(own, tmp_path).assuming("tistory")
    html = '<p>a</p>\n<p data-ke-size="size16"><em class="red-box">b</em></p>\n'
    for text in (html, "text\n\n" + html):
        for source, to in (("markdown", "markdown"), ("html", "markdown"), ("html", "html")):
            result = normalizer.normalize(text, source=source, to=to, rules=ruleset, policy="author")
            assert [(skip.rule, skip.reason) for skip in result.skips] == [("red-box", "look at this")]
            assert result.skips[0].line == text.count("\n")
    hidden = '<p>a <span style="display: none">b</span></p>'
    result = normalizer.normalize(hidden, source="html", policy="author")
    assert [skip.rule for skip in result.skips] == ["hidden-text"]
    assert not normalizer.normalize(hidden, source="html", to="html", policy="author").skips


def test_rules_of_several_files_keep_the_order_of_the_files(tmp_path: Path) -> None:
    (tmp_path / "team.yaml").write_text(GOOD, encoding="utf-8")
    own = "extends: ./team.yaml\n" + GOOD.replace("red-box\n", "blue-box\n", 1)
    own += GOOD.split("\n", 1)[1].replace("red-box\n", "double-break\n", 1)
    ids = [rule.id for rule in load(own, tmp_path).rules]
    at = ids.index("red-box")
    assert ids[at : at + 3] == ["red-box", "blue-box", "conditional-comment"]
    assert ids.count("double-break") == 1
    assert ids.index("double-break") > at + 2


def test_a_file_describes_a_policy_and_a_dialect_of_its_own(tmp_path: Path) -> None:
    text = """\
dialects: {ours: {extends: gfm, strikethrough: false}}
dialect: ours
policy: {extends: author, -elements: [details]}
overrides: [{files: 'a.md', policy: strict}]
"""
    path = tmp_path / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    (tmp_path / "b.md").write_text(
        "<p class=MsoNormal><del>a</del></p><details>b</details>\n", encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-m", "normalizer", "fix", "--no-cache", str(tmp_path / "b.md")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    assert "~~" not in (tmp_path / "b.md").read_text(encoding="utf-8")
    assert "details" not in (tmp_path / "b.md").read_text(encoding="utf-8")


def test_a_file_without_the_shipped_rules(tmp_path: Path) -> None:
    assert [rule.id for rule in load("defaults: false\n" + GOOD, tmp_path).rules] == ["red-box"]


def test_a_rule_of_the_same_name_replaces_in_place(tmp_path: Path) -> None:
    ruleset = load(GOOD.replace("red-box\n", "double-break\n", 1), tmp_path)
    ids = [rule.id for rule in ruleset.rules]
    assert ids == [rule.id for rule in rules.shipped().rules]


def test_select_ignore_and_extend_select(tmp_path: Path) -> None:
    assert not load("select: none\n", tmp_path).selected()
    assert [r.id for r in load("select: [double-break]\n", tmp_path).selected()] == ["double-break"]
    assert "tracking-parameters" not in {r.id for r in load("ignore: []\n", tmp_path).selected()}
    assert "tracking-parameters" in {
        r.id for r in load("extend-select: tracking-parameters\n", tmp_path).selected()
    }
    assert not any("in-style" in r.id for r in load("ignore: '*-in-style'\n", tmp_path).selected())
    assert {r.level for r in load("select: 'level:proved'\n", tmp_path).selected()} == {"proved"}
    assert all("tistory" in r.editors for r in load("select: 'editor:tistory'\n", tmp_path).selected())


def test_settings_change_level_and_options(tmp_path: Path) -> None:
    ruleset = load("settings: {highlight: {level: lossy, options: {as: em}}}\n", tmp_path).assuming("msword")
    html, record = on_tree('<p>a <span style="background-color: yellow">b</span></p>', ruleset)
    assert html == "<p>a <em>b</em></p>"
    assert {note.level for note in record.notes if note.rule == "highlight"} == {"lossy"}


def test_overrides_apply_to_matching_paths(tmp_path: Path) -> None:
    ruleset = load(
        "overrides: [{files: ['_drafts/**', '*.txt.md'], select: none, dialect: kramdown}]\n", tmp_path
    )
    assert ruleset.for_path("site/_drafts/a/b.md").settings["dialect"] == "kramdown"
    assert not ruleset.compile(path="_drafts/a.md").rules
    assert not ruleset.compile(path="x/a.txt.md").rules
    assert ruleset.compile(path="posts/a.md").rules


def test_extends_files_and_presets_in_order(tmp_path: Path) -> None:
    (tmp_path / "team.yaml").write_text(GOOD + "ignore: [double-break]\nassume: [naver]\n", encoding="utf-8")
    ruleset = load("extends: ['preset:tistory', ./team.yaml]\nignore: [edge-break]\n", tmp_path)
    chosen = {rule.id for rule in ruleset.selected()}
    assert "red-box" in chosen
    assert not chosen & {"double-break", "edge-break"}
    assert ruleset.detect("") == ("tistory", "naver")


def test_when_looks_at_front_matter_path_source_and_target(tmp_path: Path) -> None:
    when = "    when: {front-matter: {layout: 'post|page', draft: false}, path: '_posts/*', source: markdown, to: markdown}\n"
    ruleset = load("defaults: false\n" + GOOD.replace("    match:", when + "    match:"), tmp_path)
    assert ruleset.compile(path="_posts/a.md", metadata={"layout": "post"}).rules
    assert not ruleset.compile(path="_posts/a.md", metadata={"layout": "home"}).rules
    assert not ruleset.compile(path="_posts/a.md", metadata={"layout": "post", "draft": True}).rules
    assert not ruleset.compile(path="about.md", metadata={"layout": "post"}).rules
    assert not ruleset.compile(path="_posts/a.md", metadata={"layout": "post"}, source="html").rules
    assert not ruleset.compile(path="_posts/a.md", metadata={"layout": "post"}, to="html").rules


def test_pyproject_holds_rules_too(tmp_path: Path) -> None:
    ruleset = load(
        "[project]\nname = 'x'\n\n[tool.normalizer]\nignore = ['double-break']\n", tmp_path, "pyproject.toml"
    )
    assert "double-break" not in {rule.id for rule in ruleset.selected()}
    path = tmp_path / "pyproject.toml"
    path.write_text("[tool.normalizer]\nignor = []\n", encoding="utf-8")
    with pytest.raises(RulesError, match=r"pyproject\.toml:1:1: unknown key 'ignor'|not a rules file"):
        RuleSet.load(path)


def test_the_nearest_file_of_ours_governs(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "pyproject.toml").write_text("[tool.normalizer]\nignore = []\n", encoding="utf-8")
    deep = tmp_path / "site" / "posts"
    deep.mkdir(parents=True)
    (deep / "rules.yaml").write_text("rules:\n  no-console: error\n", encoding="utf-8")  # somebody else's
    assert rules.find(deep / "a.md") == tmp_path / "pyproject.toml"
    (tmp_path / "site" / ".normalizer.yaml").write_text("", encoding="utf-8")
    assert rules.find(deep / "a.md") == tmp_path / "site" / ".normalizer.yaml"
    (deep / "rules.yaml").write_text(GOOD, encoding="utf-8")
    assert rules.find(deep / "a.md") == deep / "rules.yaml"


def test_discovery_stops_at_the_repository(tmp_path: Path) -> None:
    (tmp_path / ".normalizer.yaml").write_text("", encoding="utf-8")
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    assert rules.find(tmp_path / "repository" / "a.md") is None


def test_resolve_takes_names_paths_and_rule_sets(tmp_path: Path) -> None:
    assert rules.resolve(None) is rules.shipped()
    assert rules.resolve("faithful").selected() == ()
    assert rules.resolve("preset:tistory").detect("") == ("tistory",)
    assert rules.resolve(rules.shipped()) is rules.shipped()
    (tmp_path / "r.yaml").write_text(GOOD, encoding="utf-8")
    assert "red-box" in {rule.id for rule in rules.resolve(str(tmp_path / "r.yaml")).rules}
    with pytest.raises(RulesError, match="did you mean 'faithful'"):
        rules.resolve("faithfull")


def test_the_starting_file_loads(tmp_path: Path) -> None:
    text = rules.starting_file(("tistory", "spacers"))
    assert text.startswith("# yaml-language-server: $schema=")
    assert load(text, tmp_path).detect("") == ("tistory",)
    uncommented = "\n".join(
        line.removeprefix("# ") if ":" in line or "- " in line else line for line in text.split("\n")[6:]
    )
    assert "red-box" in uncommented
    load("# nothing said\nignore: []\n", tmp_path)


def test_several_editors_get_no_preset_unasked(tmp_path: Path) -> None:
    text = rules.starting_file(("tistory", "blogger"))
    assert "# extends: [preset:tistory, preset:blogger]" in text
    assert load(text + "\nignore: []\n", tmp_path).detect("") == ()


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "normalizer", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )  # fmt: skip


def test_the_examples_of_a_file_are_its_tests(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    path = tmp_path / ".normalizer.yaml"
    path.write_text(GOOD.replace("'> a'", "'> a'}, {in: '<p>b</p>', out: '> b'"), encoding="utf-8")
    done = run(tmp_path, "rules", "--test")
    assert done.returncode == 1
    assert "red-box: example 2: it becomes\n    b\n  and not\n    > b\n" in done.stdout
    path.write_text(GOOD.replace("<div>a</div>", '<div class="red-box">a</div>'), encoding="utf-8")
    assert "red-box: unchanged case 1: the rule fires on" in run(tmp_path, "rules", "--test").stdout
    path.write_text(GOOD.replace('<div class="red-box">a</div>', "a").replace("> a", "a"), encoding="utf-8")
    assert "red-box: no example needs it" in run(tmp_path, "rules", "--test").stdout
    path.write_text(GOOD, encoding="utf-8")
    done = run(tmp_path, "rules", "--test")
    assert (done.returncode, done.stdout) == (0, "red-box: ok\n")
    assert "warnings with a red box" in run(tmp_path, "explain", "red-box").stdout
    assert "\nred-box " in run(tmp_path, "rules").stdout


def test_python_actions_are_loaded_on_request_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine.py").write_text(
        "def shout(el, argument, work):\n"
        "    if el.text == el.text.upper():\n        return False\n"
        "    el.text = el.text.upper()\n    return True\n"
        "def swallow(el, argument, work):\n    el.text = ''\n    return True\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)
    text = "actions: {shout: 'mine:shout', swallow: 'mine:swallow'}\n" + GOOD.replace(
        "{rename: blockquote}", "%s"
    )
    path = tmp_path / "r.yaml"
    path.write_text(text % "shout", encoding="utf-8")
    with pytest.raises(RulesError, match="--python-actions"):
        RuleSet.load(path)
    ruleset = RuleSet.load(path, python_actions=True)
    assert on_tree('<div class="red-box">a</div>', ruleset)[0] == "<div>A</div>"
    path.write_text(text % "swallow", encoding="utf-8")
    with pytest.raises(RulesError, match="rule red-box: action 'swallow' lost text"):
        on_tree('<div class="red-box">a</div>', RuleSet.load(path, python_actions=True))
    path.write_text("actions: {x: 'mine:none'}\n", encoding="utf-8")
    with pytest.raises(RulesError, match="action 'x'"):
        RuleSet.load(path, python_actions=True)


def test_rules_that_undo_each_other_are_named(tmp_path: Path) -> None:
    other = GOOD.split("\n", 1)[1].replace("red-box\n", "blue-box\n", 1)
    text = "defaults: false\n" + GOOD.replace(
        "{remove-class: red-box}, {rename: blockquote}", "{rename: section}"
    )
    text += other.replace("{tag: div, class: red-box}", "{tag: section, class: red-box}").replace(
        "{remove-class: red-box}, {rename: blockquote}", "{rename: div}"
    )
    compiled = load(text, tmp_path).compile()
    with pytest.raises(RulesError, match=r"undo each other.*blue-box, red-box"):
        engine.apply(parsing.parse('<div class="red-box">a</div>'), compiled, Record())


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_rules_that_undo_each_other_on_the_last_file_leave_all_as_they_were(
    tmp_path: Path, jobs: str
) -> None:
    other = GOOD.split("\n", 1)[1].replace("red-box\n", "blue-box\n", 1)
    text = GOOD.replace("{remove-class: red-box}, {rename: blockquote}", "{rename: section}")
    text += other.replace("{tag: div, class: red-box}", "{tag: section, class: red-box}").replace(
        "{remove-class: red-box}, {rename: blockquote}", "{rename: div}"
    )
    (tmp_path / ".git").mkdir()
    (tmp_path / ".normalizer.yaml").write_text(text, encoding="utf-8")
    before = '<p data-ke-size="size16">a <b>b</b></p>\n'
    for number in range(8):
        (tmp_path / f"{number}.md").write_text(before, encoding="utf-8")
    (tmp_path / "9.md").write_text('<div class="red-box">a</div>\n', encoding="utf-8")
    done = run(tmp_path, "fix", "-j", jobs, ".")
    assert done.returncode == 2
    assert "9.md: rules that undo each other" in done.stderr
    assert "blue-box, red-box" in done.stderr
    assert all((tmp_path / f"{n}.md").read_text(encoding="utf-8") == before for n in range(8))


def test_selectors_may_name_the_body(tmp_path: Path) -> None:
    own = GOOD.replace("{tag: div, class: red-box}", "{css: 'body > div.red-box'}")
    assert on_tree('<div class="red-box">a</div>', load(own, tmp_path))[0] == "<blockquote>a</blockquote>"
    assert "matches everything" in problems(rule(match={"css": "body *"}), tmp_path)[0]


def test_version_ranges() -> None:
    assert rulecheck.version_fits("0.1.0", ">=0.1,<2")
    assert rulecheck.version_fits("1.4.2", "~=1.4")
    assert not rulecheck.version_fits("2.0", "~=1.4")
    assert not rulecheck.version_fits("0.1.0", "!=0.1")


def test_the_rules_of_the_guide_load_and_do_what_they_say(tmp_path: Path) -> None:
    guide = (Path(__file__).parents[1] / "docs" / "writing-rules.md").read_text(encoding="utf-8")
    blocks = [block.split("\n```")[0] for block in guide.split("```yaml\n")[1:]]
    ours = [block for block in blocks if block.startswith(("rules:", "editors:"))]
    assert len(ours) == 3
    for text in ours:
        ruleset = load(text, tmp_path)
        for rule in ruletest.own_rules(ruleset):
            assert not list(ruletest.failures(ruleset, rule))
            assert not ruletest.never_fires(ruleset, rule)


def test_the_rules_of_the_contributors_page_load_and_do_what_they_say(tmp_path: Path) -> None:
    page = (Path(__file__).parents[1] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rule_, editor = (block.split("\n```")[0] for block in page.split("```yaml\n")[1:])
    head, _, class_rule = editor.partition("rules:\n")
    ruleset = load(f"{head}{rule_}\n{class_rule}", tmp_path)
    assert ruleset.detect('<p class="framer-text">a</p>') == ("framer",)
    for one in ruletest.own_rules(ruleset):
        assert not list(ruletest.failures(ruleset, one))
        assert not ruletest.never_fires(ruleset, one)
