"""Golden posts: a folder per case, every law asserted on every one of them.

A folder holds `input.md` and, unless the input must come back byte for byte, `output.md`: what a careful
person would have written. `output.DIALECT.md` is the same for another dialect, `report.json` the changes
and skips, `lost.txt` the visible text that may go, `rules.yaml` the rules to use. `--update-goldens` writes
what is produced now; read the diff before keeping it.
"""

from __future__ import annotations

import json
import pathlib
import re
from collections import Counter
from typing import Any

import pytest
from engines import library
from engines.page import folded, visible_text

import normalizer
from normalizer.policy import policies as policy
from normalizer.proof import safety

CASES = sorted(path.parent for path in pathlib.Path(__file__).parent.glob("cases/posts/*/input.md"))
assert len(CASES) >= 30, "the golden posts are gone"


def normalized(folder: pathlib.Path, dialect: str, text: str | None = None) -> Any:
    rules = folder / "rules.yaml"
    return normalizer.normalize(
        (folder / "input.md").read_bytes() if text is None else text,
        source="markdown",
        dialect=dialect,
        policy="author",
        rules=str(rules) if rules.exists() else None,
        path=str(folder / "input.md"),
    )


def golden(folder: pathlib.Path, dialect: str) -> pathlib.Path:
    return folder / ("output.md" if dialect == "portable" else f"output.{dialect}.md")


def dialects_of(folder: pathlib.Path) -> list[str]:
    others = [path.name.split(".")[1] for path in folder.glob("output.*.md")]
    return ["portable", *sorted(others)]


# What stands between these is code to the site's template engine, which runs before Markdown.
TEMPLATE_CODE = re.compile(
    r"\{\{< (\w+).*?>\}\}.*?\{\{< /\1 >\}\}|\{% (highlight|raw)\b.*?%\}.*?\{% end\2 %\}|^\[prism\b.*?\[/prism\]",
    re.DOTALL | re.MULTILINE,
)
RUNS = [(folder, dialect) for folder in CASES for dialect in dialects_of(folder)]
per_run = pytest.mark.parametrize(
    ("folder", "dialect"), RUNS, ids=[f"{folder.name}-{dialect}" for folder, dialect in RUNS]
)
per_case = pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)


@per_run
def test_output(folder: pathlib.Path, dialect: str, update_goldens: bool) -> None:
    before = (folder / "input.md").read_bytes()
    after = normalized(folder, dialect).text.encode()
    path = golden(folder, dialect)
    if update_goldens:
        path.unlink(missing_ok=True)
        if after != before:
            path.write_bytes(after)
    assert after.decode() == (path.read_bytes() if path.exists() else before).decode()


@per_case
def test_report(folder: pathlib.Path, update_goldens: bool) -> None:
    result = normalized(folder, "portable")
    report = {
        "changes": [[change.line, change.rule, change.level] for change in result.changes],
        "skips": [[skip.line, skip.reason] for skip in result.skips],
    }
    path = folder / "report.json"
    if update_goldens:
        lines = json.dumps(report, ensure_ascii=False, indent=1)
        path.write_text(lines + "\n", encoding="utf-8")
    if path.exists():
        assert report == json.loads(path.read_text(encoding="utf-8"))
    assert bool(report["changes"]) == result.changed


@per_run
def test_second_run_changes_nothing(folder: pathlib.Path, dialect: str) -> None:
    once = normalized(folder, dialect).text
    assert normalized(folder, dialect, once).text == once


@per_run
def test_visible_text_stays(folder: pathlib.Path, dialect: str) -> None:
    """Judged by cmark-gfm alone; `lost.txt` lists the pieces that a rule declares and drops, `shown.txt` what it reveals."""
    old, new = (folder / "input.md").read_text(encoding="utf-8"), normalized(folder, dialect).text
    pages = library.cmark_gfm([without_front_matter(old), without_front_matter(new)])
    before, after = (folded(visible_text(page)).replace("*", "") for page in pages)
    for piece in lines_of(folder / "lost.txt"):
        before = before.replace(folded(piece), "", 1)
    for piece in lines_of(folder / "shown.txt"):
        assert folded(piece) not in before
        after = after.replace(folded(piece), "", 1)
    assert after == before


def lines_of(path: pathlib.Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


@per_run
def test_nothing_is_alive(folder: pathlib.Path, dialect: str) -> None:
    text = TEMPLATE_CODE.sub("", without_front_matter(normalized(folder, dialect).text))
    for render in (library.cmark_gfm, library.python_markdown):
        found = safety.findings(render([text])[0], policy.get("author"))
        assert [finding for finding in found if finding.endswith("runs code")] == []


@pytest.mark.engine
def test_kramdown_shows_no_tags(engine: Any) -> None:
    """A tag that kramdown prints as text is the bug that readers see."""
    from engines.page import literal_tags

    def shown(texts: list[str]) -> list[Counter[str]]:
        pages = engine("kramdown")([without_front_matter(text).replace("\r\n", "\n") for text in texts])
        return [Counter(literal_tags(page)) for page in pages]

    results = [normalized(folder, "kramdown") for folder in CASES]
    # What is left alone, and said to be, may show what it showed before.
    before = shown([result.source_text if result.skips or not result.changed else "" for result in results])
    after = shown([result.text for result in results])
    more = {folder.name: new - old for folder, old, new in zip(CASES, before, after, strict=True)}
    assert {name: tags for name, tags in more.items() if tags} == {}


def without_front_matter(text: str) -> str:
    from normalizer.source.document import Document

    return Document(text).body
