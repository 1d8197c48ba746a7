"""Hostile text at random: ``python tools/hostile.py [--seed 1] [--count 300] [--size 100000] [--seconds 1.5]``.

A few pieces of markup, repeated to that size: what is quadratic anywhere in the package shows here, whoever has thought
of it or not. Each text is normalized in a process of its own, with a limit on its CPU time. Printed are those that took
longer than ``--seconds``, and those that ended with anything but a result or a refusal; then the exit status is 1.
What is found is mended, and held by a limit or by a pattern in the tests: seconds are never asserted there.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import time

import normalizer

_PIECES = (
    "<p>|</p>|<b>|</b>|<a href=x>|</a>|<ul>|<li>|</ul>|<table>|<tr>|<td>|</td>|</table>|<pre>|</pre>|<code>|<br>|<hr>|&nbsp;|&|&lt;|<|>|*|_|`"
    "|```\n|[|]|](|![|~~|\n|\n\n| |    |\t|> |- |1. |# |---\n|{{|{%|%}|}}|{:|<!--|-->|<?|<![CDATA[|$$|\\|\\(|x|가|\"|'|="
    '|<div style="color:red">|</div>|<span style="ee2323;">|</span>|<font color=red>|<h2>|<details>|<summary>|<blockquote>'
    '|<img src=x alt="|<script>|</script>|<style>|<svg>|<math>|<template>|<select>|<option>|<iframe src=x>|http://a.b |[^1]|[^1]: '
    '|[a]: b\n|<dl>|<dt>|<dd>|<o:p>|style="|\u200b|\r\n|:|<p data-ke-size="size16">|<sup>|<p>&nbsp;</p>|<td><p>|<em>|</em>|<s>|<u>'
    "|<mark>|<del>|<rt>|<caption>|<nobr>|<button>|<form>|<center>|<ol start=3>|<th>|<x-y>|<t a=b>|${|[[|]]|:::|<%|<title>"
)
ATOMS = (*_PIECES.split("|"), "|")
DIALECTS = ("portable", "kramdown", "goldmark", "python-markdown", "gfm")
LIMIT = 60
"""Seconds of CPU time after which a text is given up."""


def text(pick: random.Random, size: int) -> tuple[str, str]:
    """Return a hostile text and how it is made."""
    unit = "".join(pick.choices(ATOMS, k=pick.choice((1, 2, 2, 3, 4))))
    count = size // len(unit)
    kind = pick.choice(("repeated", "repeated", "opened", "counted"))
    if kind == "opened":
        other = pick.choice(ATOMS)
        return (
            unit * (count // 2) + other * (size // 2 // len(other)),
            f"{unit!r} * {count // 2} + {other!r} * {size // 2 // len(other)}",
        )
    if kind == "counted":  # no two pieces are alike
        return (
            "".join(f"{unit}{n}" for n in range(count)),
            f"''.join(f'{{u}}{{n}}' for n in range({count})), u = {unit!r}",
        )
    return unit * count, f"{unit!r} * {count}"


def run(source: str, options: dict[str, str], seconds: float, name: str) -> None:
    """Normalize in this process, which is a child, and print what is worth it."""
    resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, LIMIT + 1))
    before = time.process_time()
    try:
        normalizer.normalize(source, **options)
        outcome = "result"
    except normalizer.InputLimitError:
        outcome = "refused"
    except BaseException as error:
        outcome = f"{type(error).__name__}: {error}"[:200]
    spent = time.process_time() - before
    if spent > seconds or outcome not in ("result", "refused"):
        print(f"{spent:6.2f} s  {outcome}  {' '.join(options.values())}  {name}", flush=True)
        os._exit(1)
    os._exit(0)


def main() -> int:
    """Try ``--count`` texts."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=1.5)
    arguments = parser.parse_args()
    pick = random.Random(arguments.seed)
    normalizer.normalize("<b>a</b> b", source="html")
    found = 0
    for _ in range(arguments.count):
        source, name = text(pick, arguments.size)
        options = {
            "source": pick.choice(("html", "markdown")),
            "dialect": pick.choice(DIALECTS),
            "policy": pick.choice(("strict", "author")),
        }
        child = os.fork()
        if child == 0:
            run(source, options, arguments.seconds, name)
        status = os.waitpid(child, 0)[1]
        if os.WIFSIGNALED(status):
            print(f"killed after {LIMIT} s  {' '.join(options.values())}  {name}", flush=True)
        found += status != 0
    print(
        f"{found} of {arguments.count} texts of {arguments.size} characters took longer than {arguments.seconds} s"
    )
    return int(found > 0)


if __name__ == "__main__":
    raise SystemExit(main())
