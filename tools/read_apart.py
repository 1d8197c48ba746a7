"""Random Markdown that renderers read apart: ``python tools/read_apart.py [--seed 1] [--count 2000]``.

A few pieces of Markdown and HTML stand around an attack that is code, or not, for one renderer or another. Each text
goes through the library as that of a stranger; no page of any renderer may then be alive, and a second run may change
nothing. Printed is what fails, without the pieces that it does not take; then the exit status is 1. What is found
belongs into ``tests/cases/attacks``.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from attacks import judges
from engines import ENGINES, kramdown, missing
from engines.library import Render
from engines.worker import WorkerError

import normalizer

ATTACKS = (
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "<b onclick=alert(1)>",
    "<svg onload=alert(1)>",
    "[x](javascript:alert(1))",
    '{: onclick="alert(1)"}',
    '<a href="javascript:alert(1)">x</a>',
)
HOLDERS = (
    "{}",
    "`{}`",
    "``{}``",
    "\n\n```\n{}\n```\n",
    "\n~~~ html\n{}\n~~~\n\n",
    "\n\n    {}\n",
    "\n> ```\n> {}\n> ```\n",
    "\n\n1. ```\n   {}\n   ```\n",
    "\n\n- a\n\n      {}\n",
    "\n\n> a\n>\n>     {}\n",
    "\n\n| a |\n|---|\n| `{}` |\n",
    "\n# `{}`\n",
    "\n[a]: x '`{}`'\n",
    "\n\n:   `{}`\n",
    "\n\n[^a]: `{}`\n",
    "**`{}`**",
    "[`{}`](x)",
    "![`{}`](x)",
    "<b>`{}`</b>",
    "\n<div>\n\n```\n{}\n```\n\n</div>\n",
)
_PIECES = (
    "` `` ``` ```` ~~~ - + * 1. 12345678901. > >> # | --- === $ $$ [^a] [^a]: [^]: [a]: [a] [ ] ]( ![ ( ) \" ' < > / <b </b>"
    " <b> <div> </div> <div <p> </p> <pre> <code> <!-- --> <? <![CDATA[ <x> <x-y> <_> <kbd> <option> <table> <details> <br>"
    ' <hr> <span> <p\xa0title="`"> title=" = {: {:.a} {::comment} {:/comment} {::nomarkdown} {{ }} {% %} \\ \\` ~~ ** _ == ^ ^['
    " : :: ::: !!! http://a.b/ www.a.b/ <http://a.b/> &lt; &#96; &amp;lt; \x02 \x0b \x1c \x85 \u2028 \u3000 \ufeff 가 a"
)
PIECES = (
    *(piece.replace("\xa0", " ") for piece in _PIECES.split(" ")),
    " ",
    "\xa0",
    "    ",
    "\t",
    "  \n",
    '=== "a"',
    "!!! a",
    "*[a]:",
    "{: .a}\n",
    "{%x ",
    "\\]:",
    "\u0661. ",
    "</div x>",
    "</div/>",
    "<section>",
    "</section>",
    "~~`",
    "```x y\n",
    "\n  ~~~\n",
    "\n\t```\n",
    "[x](a`b)",
    '[x](a "`")',
    "\n[r]: /u\n",
    "\n*[b]: c\n",
    "-|\n",
    "\n",
    "\n",
    "\n\n",
    "\n\n",
    "\r",
)
FRONT = (
    "---\ntitle: a\n---\n",
    "---\n- a\n...\n",
    "---\na: `\n---\n",
    "---\n```\n---\n",
    "+++\na = 1\n+++\n",
    '{\n"a": 1\n}\n',
)
DIALECTS = ("portable", "kramdown", "goldmark", "python-markdown", "gfm", "commonmark")


def document(pick: random.Random) -> list[str]:
    """Return the pieces of one text."""
    held = pick.choice(HOLDERS).format(pick.choice(ATTACKS))
    front = pick.choice(FRONT) if pick.random() < 0.1 else ""
    return [
        front,
        *pick.choices(PIECES, k=pick.randint(1, 8)),
        held,
        *pick.choices(PIECES, k=pick.randint(0, 6)),
    ]


def written(pieces: list[str], dialect: str) -> str:
    """What the library makes of a stranger's text; empty where it is refused."""
    try:
        text = "".join(pieces)
        return normalizer.normalize(text, source="markdown", dialect=dialect, policy="strict").text
    except normalizer.InputLimitError:
        return ""


def faults(outputs: list[str], dialects: list[str]) -> dict[int, str]:
    """The numbers of the outputs that are alive or change again, with who says so."""
    found: dict[int, str] = {}
    for number, (output, dialect) in enumerate(zip(outputs, dialects, strict=True)):
        if written([output], dialect) not in (output, ""):
            found[number] = "changes again"
    for name, render in ENGINES.items():
        if not missing(name):
            for start in range(0, len(outputs), _AT_ONCE):
                for number, page in enumerate(pages(render, outputs[start : start + _AT_ONCE]), start):
                    if alive := judges.alive(page):
                        found.setdefault(number, f"{name}: {', '.join(alive[:3])}")
    return found


def pages(render: Render, outputs: list[str]) -> list[str]:
    """The pages of a renderer; none where it does not come to an end, as kramdown with some text in its regular expressions."""
    watch = threading.Timer(_PATIENCE, _stop_kramdown)
    watch.start()
    try:
        return render(outputs)
    except WorkerError:
        if len(outputs) == 1:
            return [""]
        half = len(outputs) // 2
        return pages(render, outputs[:half]) + pages(render, outputs[half:])
    finally:
        watch.cancel()


_AT_ONCE = 30
_PATIENCE = 5
"""Seconds."""


def _stop_kramdown() -> None:
    process = kramdown._worker._process
    if process is not None:
        subprocess.Popen.kill(process)


def shortest(pieces: list[str], dialect: str) -> list[str]:
    """Leave out every piece without which it still fails."""
    for number in range(len(pieces) - 1, -1, -1):
        fewer = pieces[:number] + pieces[number + 1 :]
        if faults([written(fewer, dialect)], [dialect]):
            pieces = fewer
    return pieces


def main() -> int:
    """Try ``--count`` texts, some hundred at a time."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=2000)
    arguments = parser.parse_args()
    pick = random.Random(arguments.seed)
    failed = 0
    for _ in range(0, arguments.count, 500):
        texts = [document(pick) for _ in range(500)]
        dialects = [pick.choice(DIALECTS) for _ in texts]
        found = faults([written(*pair) for pair in zip(texts, dialects, strict=True)], dialects)
        failed += len(found)
        for number, why in found.items():
            least = "".join(shortest(texts[number], dialects[number]))
            print(f"{dialects[number]}  {why}  {least!r}", flush=True)
    print(f"{failed} of {arguments.count} texts")
    return int(failed > 0)


if __name__ == "__main__":
    raise SystemExit(main())
