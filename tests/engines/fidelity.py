"""Round-trip fidelity in batches: HTML to Markdown, rendered by a real engine, is the same document again.

The cases, and the judge that says what two documents have in common, lie beside the project. One process
per engine and dialect renders everything, which the scorer's worker protocol cannot do for Hugo.

    PYTHONPATH=tests python -m engines.fidelity DIALECT ENGINE [--level S] [--show 20] [--only REGEX] [--fuzz 500 SEED]
        [--schemes irc localhost]    those that the caller's policy names beside the default ones
"""

from __future__ import annotations

import argparse
import contextlib
import html as entities
import importlib
import io
import json
import os
import pathlib
import random
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import convert

from engines import ENGINES, kramdown
from engines.library import python_markdown_strikethrough
from normalizer import Policy

SCHEMES = ("irc", "made-up-scheme", "a+b+c", "localhost")
"""What the cases link to beside the web: the policy under which the writer is measured names them.

The writer is measured, not what the default policy takes out before it writes.
"""

LEVELS = "TVS"
"""Visible text, what a reader sees, the canonical tree: each holds only if the one before does."""

SHARED = pathlib.Path(
    os.environ.get("NORMALIZER_SHARED", pathlib.Path(__file__).resolve().parents[3] / "shared")
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case; ``lost`` names the levels that do not hold."""

    name: str
    html: str
    markdown: str
    page: str
    lost: str


def cases(pattern: str = "") -> Iterator[tuple[str, str]]:
    """Yield name and HTML of the shared cases whose name matches ``pattern``."""
    with open(SHARED / "fidelity" / "cases.jsonl", encoding="utf-8") as lines:
        for line in lines:
            case = json.loads(line)
            name = f"{case['suite']}/{case['id']}"
            if re.search(pattern, name):
                yield name, case["html"]


def fuzz(count: int, seed: int) -> Iterator[tuple[str, str]]:
    """Yield random documents with hostile text, made by the shared generator."""
    blocks = _generator()
    for number in range(count):
        yield f"fuzz-{seed}/{number}", blocks(random.Random(seed * 1_000_003 + number))


def render(engine: str, documents: list[str]) -> list[str]:
    """Render in one batch; quotes and dashes stay as they were typed."""
    if engine == "python-markdown-strikethrough":
        return python_markdown_strikethrough(documents)
    return kramdown.render_plain(documents) if engine == "kramdown" else ENGINES[engine](documents)


@cache
def policy_naming(schemes: tuple[str, ...]) -> Policy:
    """Return the default policy of the library with ``schemes`` added to those that links may have."""
    return Policy.from_data({"+schemes": list(schemes)})


def run(
    dialect: str, engine: str, chosen: Iterator[tuple[str, str]], schemes: tuple[str, ...] = SCHEMES
) -> list[Outcome]:
    """Convert, render and judge every case of ``chosen``."""
    judge, readings = _judge()
    write = convert.normalizer(dialect, policy_naming(schemes)).normalize
    known = list(chosen)
    written = [write(source).text.encode("utf-8", "replace").decode() for _, source in known]
    pages = render(engine, written)
    found = []
    for (name, source), markdown, page in zip(known, written, pages, strict=True):
        held, _ = judge(source, readings(source), page)
        found.append(Outcome(name, source, markdown, page, "".join(x for x in LEVELS if not held[x])))
    return found


def written(dialect: str, source: str) -> str:
    """Return what the exact conversion makes of ``source``."""
    return convert.normalizer(dialect, policy_naming(SCHEMES)).normalize(source).text


def holds(source: str, page: str) -> bool:
    """Whether ``page`` has the structure of ``source``."""
    judge, readings = _judge()
    return bool(judge(source, readings(source), page)[0]["S"])


def unsettled(dialect: str, outcomes: list[Outcome]) -> list[Outcome]:
    """Return the outcomes whose page, converted again, is not the same Markdown."""
    write = convert.normalizer(dialect, policy_naming(SCHEMES)).normalize
    return [o for o in outcomes if write(o.page).text.rstrip("\n") != o.markdown.rstrip("\n")]


def share(outcomes: list[Outcome], level: str) -> float:
    """Return the percentage of cases that hold at ``level``."""
    return 100 * sum(level not in outcome.lost for outcome in outcomes) / len(outcomes)


def _path() -> None:
    folder = str(SHARED / "fidelity")
    if folder not in sys.path:
        sys.path.append(folder)


def _judge() -> tuple[Any, Any]:
    _path()
    scorer = importlib.import_module("score")
    return scorer.judge, scorer.variants


def _generator() -> Callable[[random.Random], str]:
    """Take the generator out of the shared script, which runs when it is imported."""
    _path()
    arguments, sys.argv = sys.argv, ["fuzz.py", "builtins:str", "0", "0"]
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(ZeroDivisionError):
            space: dict[str, Any] = {"__file__": str(SHARED / "fidelity" / "fuzz.py"), "__name__": "fuzz"}
            exec((SHARED / "fidelity" / "fuzz.py").read_text(encoding="utf-8"), space)
    finally:
        sys.argv = arguments
    made: Callable[[random.Random], str] = space["blocks"]
    return made


def main() -> None:
    """Print the shares, and the shortest cases that fail."""
    parser = argparse.ArgumentParser()
    parser.add_argument("dialect")
    parser.add_argument("engine")
    parser.add_argument("--level", default="S", choices=LEVELS)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--only", default="")
    parser.add_argument("--schemes", nargs="*", default=SCHEMES)
    parser.add_argument("--fuzz", type=int, nargs=2, metavar=("COUNT", "SEED"))
    options = parser.parse_args()
    chosen = fuzz(*options.fuzz) if options.fuzz else cases(options.only)
    outcomes = run(options.dialect, options.engine, chosen, tuple(options.schemes))
    shares = "  ".join(f"{level} {share(outcomes, level):.2f}" for level in LEVELS)
    failed = [outcome for outcome in outcomes if options.level in outcome.lost]
    print(f"{options.dialect} in {options.engine}: {len(outcomes)} cases  {shares}  failed {len(failed)}")
    for outcome in sorted(failed, key=lambda outcome: len(outcome.html))[: options.show]:
        print(f"\n{outcome.name}  {outcome.lost}\n  H {outcome.html[:300]!r}")
        print(f"  M {outcome.markdown[:300]!r}\n  P {entities.unescape(outcome.page[:300])!r}")


if __name__ == "__main__":
    main()
