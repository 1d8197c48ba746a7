"""Every format against what reads it."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema
import pytest
from lxml import etree

import normalizer
from normalizer.model import Change, Skip
from normalizer.report import MODULES, renderer
from normalizer.report.findings import Fingerprints, Style, findings
from normalizer.report.full import cells, excerpt
from normalizer.report.outcome import Outcome, Tally

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMAS = Path(__file__).parent / "schemas"
SARIF = json.loads((SCHEMAS / "sarif-2.1.0-subset.json").read_text("utf-8"))

BEFORE = "---\ntitle: x\n---\n한 <b><span style='color:red'>말</span></b> 끝\n\n<p>&nbsp;</p>\n\n<x-y>z</x-y>"
AFTER = "---\ntitle: x\n---\n한 **말** 끝\n\n<x-y>z</x-y>"
DIRTY = Outcome(
    "글/a b.md",
    BEFORE.encode(),
    AFTER.encode(),
    "글/a b.md",
    True,
    (
        Change("emphasised-colour-span", 4, 6, "<span style='color:red'>말</span>", "말", "declared"),
        Change("spacer", 6, 1, "<p>&nbsp;</p>", "", "declared"),
    ),
    (Skip(8, "unknown, 100%::x,y\nnext line", "<x-y>"),),
    "kramdown",
    ("tistory",),
)
CLEAN = Outcome("clean.md", b"x\n")
BROKEN = Outcome("bad.md", b"", error="line 1: not UTF-8 text")
NASTY = Outcome(
    "a,b:c%\x1b[2J\n\x9b\u202e.md",
    b"\x00\x1b[2J]]><\xff\xc2\x9b\r\n",
    b"x",
    "a,b:c%\x1b[2J\n\x9b\u202e.md",
    True,
    (
        Change("rule", 1, 1, "\x1b[2J]]>\x00 <a>&'\"", "\ud800", "proved"),
        Change("rule", 99, 500, "", "x", "lossy"),
    ),
)
ALL = (CLEAN, DIRTY, BROKEN, NASTY)


def rendered(name: str, *outcomes: Outcome, colour: bool = False) -> str:
    return "".join(renderer(name)(outcomes, Style(colour)))


@pytest.mark.parametrize("name", MODULES)
def test_every_format_takes_anything(name: str) -> None:
    text = rendered(name, *ALL)
    assert text.encode("utf-8", "backslashreplace")
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", text)
    rendered(name)
    rendered(name, CLEAN)


def test_full() -> None:
    assert rendered("full", DIRTY) == (
        "글/a b.md:4:6: emphasised-colour-span [declared]\n"
        "  |\n"
        "4 | 한 <b><span style='color:red'>말</span></b> 끝\n"
        "  |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "  = <span style='color:red'>말</span> → 말\n\n"
        "글/a b.md:6:1: spacer [declared]\n"
        "  |\n6 | <p>&nbsp;</p>\n  | ^^^^^^^^^^^^^\n  = remove <p>&nbsp;</p>\n\n"
        "글/a b.md:8:1: left-as-it-was\n"
        "  |\n8 | <x-y>z</x-y>\n  | ^^^^^\n  = left as it was: unknown, 100%::x,y next line\n\n"
    )


def test_full_in_colour_says_the_same() -> None:
    assert re.sub(r"\x1b\[[0-9]+m", "", rendered("full", DIRTY, colour=True)) == rendered("full", DIRTY)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("a\x1b[2J <b>x</b>", "a\\x1b[2J <b>x</b>"),
        ("\u3000가\t\x9b<b>x</b>", "\u3000가 \\x9b<b>x</b>"),
        ("\u202e\u200b<b>x</b>", "\\u202e\\u200b<b>x</b>"),
    ],
)
def test_what_a_terminal_would_obey_is_spelt_out(line: str, shown: str) -> None:
    text, padding, length = excerpt(line, line.index("<") + 1, "<b>x</b>")
    assert (text, padding, length) == (shown, cells(shown[: shown.index("<")]), 8)


def test_a_long_line_is_cut_around_the_place() -> None:
    line = "가" * 3000 + "<b>x</b>" + "나" * 3000
    shown, padding, length = excerpt(line, 3001, "<b>x</b>")
    assert len(shown) < 110
    assert length == 8
    assert shown[0] == shown[-1] == "…"
    assert 2 * shown.index("<b>") - 1 == padding


def test_concise() -> None:
    first, *_, last = rendered("concise", *ALL).splitlines()
    assert first == "글/a b.md:4:6: emphasised-colour-span [declared] <span style='color:red'>말</span> → 말"
    assert last.startswith("a,b:c%\\x1b[2J\\n\\x9b\\u202e.md:99:500: rule [lossy] ")


def test_json_and_json_lines_say_the_same() -> None:
    document = json.loads(rendered("json", *ALL))
    assert document["summary"] == {
        "files": 4,
        "changed": 2,
        "written": 0,
        "changes": 4,
        "skips": 1,
        "errors": 1,
    }
    assert [file["path"] for file in document["files"]] == ["글/a b.md", "bad.md", NASTY.path]
    dirty = document["files"][0]
    assert (dirty["dialect"], dirty["editors"], dirty["changed"]) == ("kramdown", ["tistory"], True)
    lines = [json.loads(line) for line in rendered("json-lines", *ALL).splitlines()]
    assert [line for line in lines if line["kind"] == "change"] == [
        item for file in document["files"] for item in file["changes"]
    ]
    assert {line["kind"] for line in lines} == {"change", "skip", "error"}


def test_github_escapes_what_ends_a_command() -> None:
    lines = rendered("github", *ALL).splitlines()
    assert len(lines) == sum(len(findings(outcome)) for outcome in ALL)
    assert all(
        re.fullmatch(r"::(warning|notice|error) file=[^,:]+,line=\d+,col=\d+,title=[^,:]+::.+", line)
        for line in lines
    )
    assert any("file=a%2Cb%3Ac%25\\x1b[2J%0A\\x9b" in line for line in lines)


def test_gitlab() -> None:
    issues = json.loads(rendered("gitlab", *ALL))
    jsonschema.validate(issues, json.loads((SCHEMAS / "gitlab-code-quality.json").read_text("utf-8")))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    assert {issue["severity"] for issue in issues} == {"info", "minor", "major"}
    assert issues[0]["location"] == {"path": "글/a b.md", "lines": {"begin": 4}}
    assert json.loads(rendered("gitlab", CLEAN)) == []


def test_junit() -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "junit.xsd"))
    schema.assertValid(etree.fromstring(rendered("junit").encode()))
    schema.assertValid(etree.fromstring(rendered("junit", *ALL).encode()))
    suites = ElementTree.fromstring(rendered("junit", *ALL))
    assert suites.attrib == {"name": "normalizer", "tests": "4", "failures": "2", "errors": "1"}
    cases = list(suites.iter("testcase"))
    assert [case.get("name") for case in cases] == [
        "clean.md",
        "글/a b.md",
        "bad.md",
        "a,b:c%\ufffd[2J\n\x9b\u202e.md",
    ]
    assert [[child.tag for child in case] for case in cases] == [
        [],
        ["failure", "system-out"],
        ["error"],
        ["failure"],
    ]


def test_statistics() -> None:
    other = Outcome("z.md", changed=True, changes=(Change("spacer", 1, 1, "<p>", "", "declared"),))
    assert rendered("statistics", DIRTY, other, CLEAN).splitlines() == [
        "places  files  level     rule",
        "     2      2  declared  spacer",
        "     1      1  declared  emphasised-colour-span",
        "",
        "places  left as it was because",
        "     1  unknown, 100%::x,y next line",
    ]


class TestSarif:
    def document(self, *outcomes: Outcome) -> Any:
        document = json.loads(rendered("sarif", *outcomes))
        jsonschema.validate(document, SARIF, cls=jsonschema.Draft7Validator)
        return document["runs"][0]

    def test_it_is_sarif(self) -> None:
        run = self.document(*ALL)
        assert self.document()["results"] == []
        rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        assert len(set(rules)) == len(rules)
        assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
        uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert unquote(uri) == "글/a b.md"
        assert uri.isascii()

    def test_every_name_is_explained(self) -> None:
        changes = tuple(
            Change(name, 1, 1, "<b>", "", "declared") for name in ("paragraph-spacer", "unsafe-url")
        )
        run = self.document(Outcome("a.md", b"<b>", b"", "a.md", True, changes))
        said = {rule["id"]: rule["shortDescription"]["text"] for rule in run["tool"]["driver"]["rules"]}
        assert [name for name, text in said.items() if text == name] == []
        assert set(said) == {"paragraph-spacer", "unsafe-url"}

    def test_applying_all_fixes_gives_the_new_file(self) -> None:
        for old, new in (
            (BEFORE, AFTER),
            ("a\r\n<b>x</b>", "a\r\n**x**"),
            ("<p>x</p>\n", "x\n"),
            ("a\n<i>b</i>\nc", "a\nc"),
            ("<p></p>", ""),
        ):
            lines = range(1, old.count("\n") + 2)
            changes = tuple(Change("rule", line, 1, "<b>", "**", "proved") for line in lines)
            outcome = Outcome("a.md", old.encode(), new.encode(), "a.md", True, changes)
            assert self.applied(old, self.document(outcome)["results"]) == new

    def applied(self, text: str, results: list[Any]) -> str:
        """Apply fixes as a viewer would: by line and column, each stretch once."""
        edits = {json.dumps(edit): edit for edit in self.replacements(results)}
        starts = [0, *(match.end() for match in re.finditer("\n", text)), len(text) + 1]
        for edit in sorted(edits.values(), key=lambda edit: -int(edit["deletedRegion"]["startLine"])):
            region = edit["deletedRegion"]
            start = starts[region["startLine"] - 1] + region["startColumn"] - 1
            end = min(starts[region["endLine"] - 1] + region["endColumn"] - 1, len(text))
            text = text[:start] + edit["insertedContent"]["text"] + text[end:]
        return text

    def replacements(self, results: list[Any]) -> Iterator[Any]:
        for result in results:
            for fix in result.get("fixes", ()):
                for change in fix["artifactChanges"]:
                    yield from change["replacements"]

    def test_fingerprints_survive_edits_elsewhere(self) -> None:
        moved = Outcome(
            DIRTY.path,
            b"new line\n" + DIRTY.before,
            None,
            DIRTY.path,
            True,
            tuple(Change(c.rule, c.line + 1, c.column, c.before, c.after, c.level) for c in DIRTY.changes),
        )
        assert self.prints(moved) == self.prints(DIRTY)[:2]

    def prints(self, outcome: Outcome) -> list[str]:
        return [
            result["partialFingerprints"]["primaryLocationLineHash"]
            for result in self.document(outcome)["results"]
        ]


def test_equal_findings_have_different_fingerprints() -> None:
    prints = Fingerprints()
    found = findings(DIRTY)[0]
    assert prints.of(found, ["x"]) != prints.of(found, ["x"])


def test_paths_are_told_from_the_current_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = Outcome(os.path.join(tmp_path, "posts", "a.md"), error="x")
    assert json.loads(rendered("json-lines", outcome))["path"] == "posts/a.md"


@pytest.mark.parametrize(
    ("html", "rule", "before", "after"),
    [
        ("<p><span>a <b>b</b></span> c</p>", "bare-span", "<span>a b", "a b"),
        ("<p>x <span>a <b>b</b></span> c</p>", "bare-span", "<span>a b", "a b"),
        ("<p><span><b>b</b> a</span> c</p>", "bare-span", "<span>b a", "<b>b"),
        ("<p><span> <b>b</b> a</span> c</p>", "bare-span", "<span> b a", "<b>b"),
        ("<p class=MsoNormal>x<o:p></o:p></p>", "word-element", "<o:p>", ""),
        ("<p class=MsoNormal>x<o:p>y</o:p></p>", "word-element", "<o:p>y", "y"),
    ],
)
def test_before_and_after_of_an_element_that_went(html: str, rule: str, before: str, after: str) -> None:
    result = normalizer.normalize(html, source="html")
    assert [(c.before, c.after) for c in result.changes if c.rule == rule] == [(before, after)]


def test_a_file_that_could_not_be_written_is_counted_once() -> None:
    tally = Tally()
    tally.add(Outcome("a.md", changed=True, error="not written: Permission denied"))
    assert (tally.files, tally.changed, tally.errors) == (1, 0, 1)
