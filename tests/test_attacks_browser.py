"""Outputs of the worst attacks in a real browser: a marker that their scripts would set is never set."""

from __future__ import annotations

import pytest
from attacks import generator
from engines import ENGINES, chromium, missing

import normalizer

pytestmark = [pytest.mark.engine, pytest.mark.corpus]
CASES, BATCH = 500, 50


def _executed(documents: list[str]) -> list[str]:
    batches = [documents[start : start + BATCH] for start in range(0, len(documents), BATCH)]
    return [batch[number] for batch in batches for number in sorted(chromium.executed(batch))]


def _worst() -> list[tuple[str, str]]:
    """Attacks whose output is not empty, those with the most markup left first."""
    found = []
    for source, attacks in (("html", generator.html()), ("markdown", generator.markdown())):
        for attack in attacks:
            output = normalizer.normalize(attack, source=source, dialect="kramdown", policy="strict").text
            found.append((attack, output))
    return sorted(found, key=lambda pair: -sum(pair[1].count(mark) for mark in "<([{&"))[:CASES]


@pytest.mark.usefixtures("browser")
def test_the_browser_notices_a_script() -> None:
    assert chromium.executed(["<p>a</p>", "<img src=x onerror=alert(1)>"]) == {1}


@pytest.mark.usefixtures("browser")
@pytest.mark.parametrize("name", ["cmark", "kramdown", "python-markdown"])
def test_no_script_runs(name: str) -> None:
    if reason := missing(name):
        pytest.skip(reason)
    assert _executed(ENGINES[name]([output for _, output in _worst()])) == []
