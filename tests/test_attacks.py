"""The whole package against attacks made by rules: nothing alive in any renderer, nothing unstable, all reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attacks import generator, judges
from engines import ENGINES, missing

import normalizer
from normalizer.policy import neutralize, policies
from normalizer.proof import judge
from normalizer.source.document import nothing_to_do
from normalizer.source.settled import nothing_to_do_in_own

if TYPE_CHECKING:
    from collections.abc import Callable

LIBRARIES = ("cmark", "cmark-gfm", "markdown-it", "python-markdown", "mistune")
SOURCES: dict[str, Callable[[], list[str]]] = {"html": generator.html, "markdown": generator.markdown}


def _outputs(source: str, dialect: str) -> list[tuple[str, str]]:
    found = []
    for attack in SOURCES[source]():
        output = normalizer.normalize(attack, source=source, dialect=dialect, policy="strict").text
        if output.strip():
            found.append((attack, output))
    return found


@pytest.mark.parametrize("dialect", ["portable", "kramdown"])
@pytest.mark.parametrize("source", list(SOURCES))
def test_nothing_is_alive_or_unstable(source: str, dialect: str) -> None:
    failures = []
    outputs = _outputs(source, dialect)
    for name in LIBRARIES:
        pages = ENGINES[name]([output for _, output in outputs])
        failures += [
            f"{name}: {found} in {attack!r} -> {output!r}"
            for (attack, output), page in zip(outputs, pages, strict=True)
            if (found := judges.alive(page))
        ]
    for attack, output in outputs:
        again = normalizer.normalize(output, source="markdown", dialect=dialect, policy="strict").text
        if again != output:
            failures.append(f"unstable: {attack!r} -> {output!r} -> {again!r}")
    assert not failures, f"{len(failures)}\n" + "\n".join(failures[:20])


@pytest.mark.engine
@pytest.mark.parametrize("dialect", ["portable", "kramdown"])
@pytest.mark.parametrize("source", list(SOURCES))
@pytest.mark.parametrize("name", ["kramdown", "goldmark"])
def test_nothing_is_alive_in_real_engines(name: str, source: str, dialect: str) -> None:
    if reason := missing(name):
        pytest.skip(reason)
    outputs = _outputs(source, dialect)
    pages = ENGINES[name]([output for _, output in outputs])
    failures = [
        f"{found} in {attack!r} -> {output!r}"
        for (attack, output), page in zip(outputs, pages, strict=True)
        if (found := judges.alive(page))
    ]
    assert not failures, f"{len(failures)}\n" + "\n".join(failures[:20])


@pytest.mark.parametrize("policy", ["strict", "author"])
def test_clean_html_is_inert(policy: str) -> None:
    failures = []
    for attack in generator.html():
        output = normalizer.clean_html(attack, policy=policy)
        if found := judges.alive(output):
            failures.append(f"{found} in {attack!r} -> {output!r}")
    assert not failures, f"{len(failures)}\n" + "\n".join(failures[:20])


@pytest.mark.parametrize("attack", generator.html()[::5])
def test_what_was_taken_out_is_in_the_report(attack: str) -> None:
    result = normalizer.normalize(attack, source="html", policy="strict")
    if judges.alive(attack):
        assert result.changes


@pytest.mark.parametrize("source", list(SOURCES))
def test_every_unsafe_part_is_in_the_report(source: str) -> None:
    failures = []
    for attack in SOURCES[source]():
        result = normalizer.normalize(attack, source=source, policy="strict")
        page = attack if source == "html" else judge.render(attack)
        said = "\n".join(change.before for change in result.changes).lower()
        parts = judges.unsafe_parts(page)
        if source == "markdown":  # an address in Markdown has no attribute name to be called by
            parts = ["" if part in judges.ADDRESSES else part for part in parts]
        if missing_parts := [part for part in parts if part not in said or not said]:
            failures.append(f"{missing_parts} of {attack!r} not in {said!r}")
    assert not failures, f"{len(failures)}\n" + "\n".join(failures[:20])


def test_the_fast_exit_clears_nothing_that_another_step_would_change() -> None:
    strict = policies.get("strict")
    failures = [
        attack
        for attack in generator.markdown()
        if (nothing_to_do(attack.encode()) or nothing_to_do_in_own(attack))
        and (neutralize.edits(attack, strict) or judges.alive(judge.render(attack)))
    ]
    assert failures == []
