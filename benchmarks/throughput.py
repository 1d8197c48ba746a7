#!/usr/bin/env python3
"""Throughput by category: MB of input per CPU second, all four laws on, in one process.

    python benchmarks/throughput.py FOLDER [FOLDER ...] [--peers] [--rounds 3]

FOLDER is a category (its documents count as one input). Peers that are installed take turns with
`normalizer` in the same rounds; Markdown is rendered for them first, since none of them reads it.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import cmarkgfm

import normalizer

Kind = Literal["html", "markdown"]
Document = tuple[str, Kind]
Convert = Callable[[str, Kind], object]

_PEERS = {"markdownify": "markdownify", "bleach": "clean", "html_to_markdown": "convert", "nh3": "clean"}


def documents(folder: Path) -> list[Document]:
    """Read the Markdown and HTML files below ``folder`` as (text, kind)."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix in (".md", ".markdown", ".html"))
    return [
        (path.read_text("utf-8", "replace"), "html" if path.suffix == ".html" else "markdown")
        for path in paths
    ]


def peers() -> Iterator[tuple[str, Convert]]:
    """Yield the peers that are installed; the others are named on standard error."""
    for module, function in _PEERS.items():
        try:
            call = getattr(importlib.import_module(module), function)
        except ImportError:
            print(f"left out: {module} is not installed", file=sys.stderr)
            continue
        yield module, _text_only(call)


def _text_only(call: Callable[[str], object]) -> Convert:
    return lambda text, _: call(text)


def own(text: str, kind: Kind) -> object:
    """Normalize one document the way the command line does."""
    return normalizer.normalize(text, source=kind, policy="author").text


def as_html(document: Document) -> Document:
    """Render Markdown, as a peer's user would have to."""
    text, kind = document
    if kind == "html":
        return document
    return cmarkgfm.markdown_to_html(text, options=cmarkgfm.Options.CMARK_OPT_UNSAFE), "html"


def seconds(convert: Convert, texts: list[Document]) -> float:
    """CPU seconds for one round; what a peer refuses costs it the time until then."""
    start = time.process_time()
    for text, kind in texts:
        try:
            convert(text, kind)
        except Exception:
            continue
    return time.process_time() - start


def main() -> None:
    """Measure and print one row per folder."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    converters: dict[str, Convert] = {"normalizer": own, **(dict(peers()) if args.peers else {})}
    print("category".ljust(20), "files", "    MB", *(f"{name:>17}" for name in converters))
    for folder in args.folders:
        texts = documents(folder)
        rendered = [as_html(document) for document in texts] if args.peers else []
        size = sum(len(text.encode("utf-8", "replace")) for text, _ in texts) / 1e6
        best = dict.fromkeys(converters, float("inf"))
        for _ in range(args.rounds):
            for name, convert in converters.items():
                best[name] = min(best[name], seconds(convert, texts if name == "normalizer" else rendered))
        cells = [
            f"{size / max(value, 1e-9):7.2f} ({best[name] / best['normalizer']:5.1f}x)"
            for name, value in best.items()
        ]
        print(folder.name.ljust(20), f"{len(texts):5}", f"{size:6.2f}", *(f"{cell:>17}" for cell in cells))


if __name__ == "__main__":
    main()
