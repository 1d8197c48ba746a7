"""A sample of real posts under the laws, judged as `tools/corpus.py` judges them."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT

if TYPE_CHECKING:
    import pathlib

# One group: the rows are made once, whatever the number of processes.
pytestmark = [pytest.mark.corpus, pytest.mark.xdist_group("corpus")]
EVERY = os.environ.get("CORPUS_EVERY", "12")


@pytest.fixture(scope="module")
def rows(shared: pathlib.Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    out = tmp_path_factory.mktemp("corpus") / "rows.jsonl"
    command = [sys.executable, str(ROOT / "tools/corpus.py"), str(shared / "posts"), "--every", EVERY]
    run = subprocess.run([*command, "--out", str(out)], capture_output=True, text=True, check=False)
    assert out.exists(), run.stderr[-2000:]
    print(run.stdout)
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def found(rows: list[dict[str, Any]], *kinds: str) -> dict[str, list[str]]:
    return {
        f"{row['file']}: {kind}": texts
        for row in rows
        for kind, texts in row.get("findings", {}).items()
        if kind.startswith(kinds)
    }


def test_nothing_crashes_or_hangs(rows: list[dict[str, Any]]) -> None:
    assert {row["file"]: row["detail"] for row in rows if row["state"] in ("crash", "hang")} == {}


def test_files_with_nothing_to_do_are_untouched(rows: list[dict[str, Any]]) -> None:
    assert [row["file"] for row in rows if row["mark"] == "strict" and row.get("changed")] == []


def test_deliberate_html_is_nearly_always_untouched(rows: list[dict[str, Any]]) -> None:
    deliberate = [row for row in rows if row["mark"] == "deliberate-html"]
    changed = [row for row in deliberate if row["changed"]]
    assert len(changed) <= math.ceil(0.03 * len(deliberate))
    # What changes there is unsafe: no rule has anything against HTML that was meant.
    assert [
        row["file"] for row in changed if not any(rule.startswith("unsafe-") for rule in row["rules"])
    ] == []


def test_a_second_run_changes_nothing(rows: list[dict[str, Any]]) -> None:
    assert found(rows, "unstable") == {}


def test_only_regions_with_html_change(rows: list[dict[str, Any]]) -> None:
    assert found(rows, "outside") == {}


def test_no_visible_text_is_lost(rows: list[dict[str, Any]]) -> None:
    assert found(rows, "text-lost", "text-added", "tags-shown") == {}


def test_templates_code_and_front_matter_stay(rows: list[dict[str, Any]]) -> None:
    assert found(rows, "template", "code", "front-matter") == {}
