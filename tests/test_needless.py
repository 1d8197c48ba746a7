"""No output holds raw HTML that its dialect could have said in Markdown."""

from __future__ import annotations

import pathlib
from functools import partial

import pytest
import yaml
from engines import fidelity, missing
from needless import needless

from normalizer.html import parsing
from normalizer.proof.canon import canon

READERS = {
    "gfm": ["cmark-gfm", "markdown-it"],
    "commonmark": ["markdown-it-commonmark", "cmark"],
    "kramdown": ["kramdown"],
    "goldmark": ["goldmark", "markdown-it"],  # Hugo 0.111 takes symbols for letters, later versions do not
    "portable": ["cmark-gfm", "markdown-it", "kramdown", "goldmark"],
}
CASES = pathlib.Path(__file__).parent / "cases" / "writer"


def readers(dialect: str) -> list[partial[list[str]]]:
    for name in READERS[dialect]:
        if reason := missing(name):
            pytest.skip(f"{name} cannot run: {reason}")
    return [partial(fidelity.render, name) for name in READERS[dialect]]


@pytest.mark.parametrize("dialect", READERS)
def test_own_cases(dialect: str) -> None:
    sources = [
        case["html"]
        for file in ("inlines", "escapes", "blocks")
        for case in yaml.safe_load((CASES / f"{file}.yaml").read_text("utf-8"))
    ]
    outputs = [(source, fidelity.written(dialect, source)) for source in sources]
    assert needless(outputs, dialect, readers(dialect), _looks_alike) == []


def _looks_alike(source: str, page: str) -> bool:
    """The same to a reader, and the same items with paragraphs: what is half tight stays HTML."""
    wanted, got = parsing.parse(source), parsing.parse(page)
    loose = [[item.find("p") is not None for item in root.iter("li")] for root in (wanted, got)]
    return loose[0] == loose[1] and canon(wanted)[0] == canon(got)[0]


@pytest.mark.corpus
@pytest.mark.parametrize("dialect", READERS)
def test_shared_cases(dialect: str, shared: pathlib.Path) -> None:
    found = fidelity.run(dialect, READERS[dialect][0], fidelity.cases())
    held = [(outcome.html, outcome.markdown) for outcome in found if "S" not in outcome.lost]
    assert needless(held, dialect, readers(dialect), fidelity.holds) == []
