#!/usr/bin/env python3
"""What escaping costs a reader of the source: backslashes and references added, and whether the page is the same.

    python benchmarks/escapes.py [--count 1475] [--seed 1] [--dialect gfm] [--cases FILE --suites escape] [--show 10]

Random paragraphs of text full of what Markdown could read, or the cases of a file whose suite matches. Every
text is converted, rendered by cmark-gfm and compared. turbohtml takes part where it is installed.
"""

from __future__ import annotations

import argparse
import html
import importlib
import json
import random
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import cmarkgfm

import normalizer
from normalizer.html import parsing, tree
from normalizer.proof.canon import canon

PIECES = (
    "a foo_bar snake_case_name _x_ __init__ *y* ** * 2*3*4 [note] [x](y) [ ] (z) ![i] ! # ## #tag - -- --- + 1. 2) 10."
    " 1.5 > >= < <b> </b> <!-- &amp; &lt; & R&D AT&T; \\ C:\\dir \\* ` `` `c` ~ ~~ 10~20 | || a|b --|-- = === : :-) {x}"
    " $5 $$ ^ @me http://a.b/c_d e@f.gh 50% “혁신” 전략(AI) 日本語。 … €"
).split(" ")
CONVERT = Callable[[str], str]


def texts(count: int, seed: int) -> Iterator[str]:
    """Yield paragraphs of one to six pieces, some with a line break between them."""
    draw = random.Random(seed)
    for _ in range(count):
        pieces = [html.escape(draw.choice(PIECES), quote=False) for _ in range(draw.randint(1, 6))]
        glue = [draw.choice((" ", " ", " ", " ", "", "<br>")) for _ in pieces[1:]] + [""]
        yield f"<p>{''.join(piece + end for piece, end in zip(pieces, glue, strict=True))}</p>"


def cases(file: Path, suites: str) -> Iterator[str]:
    """Yield the HTML of the cases in ``file`` whose suite matches."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            case = json.loads(line)
            if re.search(suites, case["suite"]):
                yield case["html"]


def added(source: str, markdown: str) -> tuple[int, int]:
    """How many backslashes and references ``markdown`` has that the text of ``source`` does not.

    A backslash at the end of a line is a break, and no escape.
    """
    text = tree.visible_text(parsing.parse(source))
    reference = re.compile(r"&#?\w+;")
    written = re.sub(r"\\$", "", markdown, flags=re.MULTILINE)
    backslashes = written.count("\\") - text.count("\\")
    return max(0, backslashes), max(0, len(reference.findall(written)) - len(reference.findall(text)))


def is_exact(source: str, markdown: str, extensions: list[str]) -> bool:
    """Whether the page of ``markdown`` says what ``source`` says."""
    page = cmarkgfm.markdown_to_html_with_extensions(
        markdown, options=cmarkgfm.Options.CMARK_OPT_UNSAFE, extensions=extensions
    )
    return canon(parsing.parse(page))[0] == canon(parsing.parse(source))[0]


def own(dialect: str) -> CONVERT:
    """Return the exact conversion to ``dialect``."""
    rules = normalizer.Normalizer(source="html", to="markdown", dialect=dialect, rules="faithful")
    return lambda source: rules.normalize(source).text


def peer() -> CONVERT | None:
    """Return turbohtml's conversion, or None where it is not installed."""
    try:
        turbohtml = importlib.import_module("turbohtml")
    except ImportError:
        print("left out: turbohtml is not installed", file=sys.stderr)
        return None
    return lambda source: str(turbohtml.parse(source).to_markdown())


def main() -> None:
    """Print a row per converter, and the outputs with the most escapes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=1475)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dialect", default="gfm")
    parser.add_argument("--cases", type=Path)
    parser.add_argument("--suites", default="escape")
    parser.add_argument("--show", type=int, default=0)
    args = parser.parse_args()
    sources = list(cases(args.cases, args.suites) if args.cases else texts(args.count, args.seed))
    extensions = [] if args.dialect == "commonmark" else ["table", "strikethrough", "tasklist"]
    for name, convert in ((f"normalizer, {args.dialect}", own(args.dialect)), ("turbohtml", peer())):
        if convert is None:
            continue
        written = [convert(source) for source in sources]
        counts = [added(source, markdown) for source, markdown in zip(sources, written, strict=True)]
        exact = sum(is_exact(*pair, extensions) for pair in zip(sources, written, strict=True))
        print(
            f"{name:22} {len(sources):5} texts  exact {100 * exact / len(sources):6.2f} %  "
            f"backslashes {sum(one for one, _ in counts):5}  references {sum(two for _, two in counts):5}"
        )
        ranked = sorted(zip(counts, written, strict=True), key=lambda row: -sum(row[0]))
        for count, markdown in ranked[: args.show]:
            print(f"    {count}  {markdown.strip()!r}")


if __name__ == "__main__":
    main()
