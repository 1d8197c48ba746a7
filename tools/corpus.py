#!/usr/bin/env python3
"""Run `normalizer` over a folder of real documents and say, by category, what came of them.

    python tools/corpus.py FOLDER [FOLDER|FILE ...]    a table by category; findings with --show
    python tools/corpus.py FOLDER --rules              which rule fired in how many files and places
    python tools/corpus.py FOLDER --skips              what was left alone, by reason
    python tools/corpus.py FOLDER --diffs 40 --seed 1  random diffs to read by eye

A category is the first folder below FOLDER. A MANIFEST.tsv there may mark files as ``strict`` (nothing
to do) or ``deliberate-html``. Rows are kept in --out, one JSON line per file; an interrupted run goes
on where it stopped, and rows of unchanged files, options and code are not made again.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import random
import re
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from corpus_judge import Row, judge
from corpus_run import Options, run, warm_up
from corpus_tables import categories, findings, residues, residues_by_editor, rules, skips

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
_SUFFIXES = frozenset({".md", ".markdown", ".mdx", ".qmd", ".rmd", ".html", ".htm"})


@dataclass(frozen=True, slots=True)
class Item:
    """One file of the corpus and what the manifest says of it."""

    path: Path
    name: str
    category: str
    mark: str


def items_of(folder: Path) -> Iterator[Item]:
    """Yield the documents below ``folder`` in order; a single file is its own corpus."""
    if folder.is_file():
        yield Item(folder, folder.name, folder.parent.name, "")
        return
    marks = _marks(folder / "MANIFEST.tsv") or _marks(folder.parent / "MANIFEST.tsv")
    listed = (folder / "MANIFEST.tsv").is_file()
    for path in sorted(path for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES):
        name = str(path.relative_to(folder))
        if listed and name not in marks:
            continue
        category = name.split("/", 1)[0] if "/" in name else folder.name
        mark = marks.get(name) or marks.get(f"{folder.name}/{name}") or ""
        yield Item(path, f"{category}/{path.name}", category, mark)


def _marks(manifest: Path) -> dict[str, str]:
    if not manifest.is_file():
        return {}
    with manifest.open(encoding="utf-8", newline="") as stream:
        return {row["file"]: row["unchanged"] for row in csv.DictReader(stream, delimiter="\t")}


def key_of(item: Item, options: Options, code: str) -> str:
    """Return a name for the result of ``item``: content, options and code."""
    digest = hashlib.blake2b(item.path.read_bytes(), digest_size=12)
    digest.update(f"{item.name}{options}{code}".encode())
    return digest.hexdigest()


def code_version() -> str:
    """Hash the product and this tool, so that rows made by other code are not taken for current."""
    digest = hashlib.blake2b(digest_size=8)
    sources = [*ROOT.glob("normalizer/**/*.py"), *ROOT.glob("tools/corpus*.py"), ROOT / "rules.yaml"]
    for path in sorted(sources):
        digest.update(path.read_bytes())
    return digest.hexdigest()


_LAYOUT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?:(?!---)[^\n]*\n)*?layout[ \t]*:")
"""Front matter that names a layout is Jekyll's, whatever the folder; a collection has any name."""


def options_of(item: Item, options: Options) -> Options:
    """Resolve the dialect ``detected`` as the site's own files would: by path, then by front matter."""
    if options.dialect != "detected":
        return options
    return replace(options, dialect=dialect_of(item.path))


def dialect_of(path: Path) -> str:
    """Jekyll's posts are read by kramdown, Hugo's content by goldmark, Hexo's posts and READMEs as GFM."""
    name = path.name
    if "source-_posts-" in name or "-README-" in name or "__README-" in name:
        return "gfm"
    if "__content-" in name:
        return "goldmark"
    if "_posts-" in name or "_drafts-" in name:
        return "kramdown"
    head = path.read_bytes()[:4096].decode("utf-8", "replace")
    return "kramdown" if _LAYOUT.match(head) else "portable"


def work(item: Item, options: Options, key: str) -> Row:
    """Run and judge one file; this is what the processes of the pool do."""
    options = options_of(item, options)
    row = judge(item.name, item.category, item.mark, item.path, run(item.path, options), options)
    return {"key": key, **row}


def collect(items: list[Item], options: Options, out: Path, jobs: int) -> list[Row]:
    """Return a row per item, making those that ``out`` does not hold yet and adding them to it."""
    code = code_version()
    keys = {key_of(item, options, code): item for item in items}
    done = {row["key"]: row for row in _rows(out) if row["key"] in keys}
    todo = [(key, item) for key, item in keys.items() if key not in done]
    with (
        out.open("a", encoding="utf-8") as stream,
        ProcessPoolExecutor(jobs, initializer=warm_up, initargs=(options,)) as pool,
    ):
        futures = [pool.submit(work, item, options, key) for key, item in todo]
        for number, future in enumerate(as_completed(futures), start=1):
            row = future.result()
            done[row["key"]] = row
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
            stream.flush()
            if sys.stderr.isatty():
                print(f"\r{number} of {len(todo)}", end="", file=sys.stderr)
    return [done[key] for key in keys]


def _rows(out: Path) -> Iterator[Row]:
    if out.exists():
        with out.open(encoding="utf-8") as stream:
            for line in stream:
                if line.endswith("\n"):
                    yield json.loads(line)


def print_diffs(items: list[Item], rows: list[Row], options: Options, count: int, seed: int) -> None:
    """Print the diffs of ``count`` random changed files, spread over the categories."""
    import difflib

    changed = {row["file"] for row in rows if row.get("changed")}
    pool = [item for item in items if item.name in changed]
    random.Random(seed).shuffle(pool)
    seen: Counter[str] = Counter()
    turns: dict[Item, int] = {}  # which one of its category it is
    for item in pool:
        turns[item] = seen[item.category]
        seen[item.category] += 1
    for item in sorted(pool, key=turns.__getitem__)[:count]:
        before = item.path.read_bytes().decode("utf-8", "replace")
        after = run(item.path, options_of(item, options)).text
        lines = difflib.unified_diff(
            before.splitlines(), after.splitlines(), item.name, item.name, lineterm="", n=1
        )
        print("\n".join(lines), end="\n\n")


def main() -> int:
    """Parse the command line, run, print the tables; exit 1 where a law is broken."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=Path("corpus.jsonl"), help="rows, one JSON line per file")
    parser.add_argument("-j", "--jobs", type=int, default=2)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="take every Nth file only")
    parser.add_argument("--only", action="append", default=[], metavar="CATEGORY")
    parser.add_argument(
        "--dialect", default="portable", help="a dialect, or `detected` from path and front matter"
    )
    parser.add_argument("--policy", default="author", choices=["author", "strict"])
    parser.add_argument("--preset", dest="rules_from", help="rules: a preset, a path, or `faithful`")
    parser.add_argument("--to", default="", choices=["", "markdown", "html"])
    parser.add_argument(
        "--rules", action="store_true", help="show rules by files and places, and those that never fired"
    )
    parser.add_argument("--skips", action="store_true", help="show what was left alone, by reason")
    parser.add_argument(
        "--residue", action="store_true", help="show editors' residue by category and by editor"
    )
    parser.add_argument(
        "--show", action="append", default=[], metavar="KIND", help="list findings; `all` for all"
    )
    parser.add_argument("--diffs", type=int, default=0, metavar="N")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    options = Options(dialect=args.dialect, policy=args.policy, rules=args.rules_from, to=args.to)
    items = [item for folder in args.folders for item in items_of(folder)]
    items = [item for item in items if not args.only or item.category in args.only][:: args.every]
    if not items:
        parser.error("no documents there")
    rows = collect(items, options, args.out, args.jobs)
    print(categories(rows))
    for wanted, table in (
        (args.rules, rules),
        (args.skips, skips),
        (args.residue, residues),
        (args.residue, residues_by_editor),
    ):
        if wanted:
            print("\n" + table(rows))
    if args.show:
        print("\n" + findings(rows, args.show))
    if args.diffs:
        print_diffs(items, rows, options, args.diffs, args.seed)
    return int(
        any(row["state"] in ("crash", "hang") or "unstable" in row.get("findings", {}) for row in rows)
    )


if __name__ == "__main__":
    sys.exit(main())
