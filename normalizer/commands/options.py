"""The options that check, fix and diff share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

DIALECTS = (
    "portable",
    "commonmark",
    "gfm",
    "kramdown",
    "goldmark",
    "goldmark-typographer",
    "python-markdown",
)
FORMATS = ("full", "concise", "json", "json-lines", "github", "gitlab", "junit", "sarif")

EPILOG = """\
suppressing:
  <!-- normalizer-disable-next-line RULE -->    before a line; also -disable ... -enable, -disable-file

environment:
  NORMALIZER_CACHE_DIR   where findings are remembered (default: .normalizer_cache at the repository's root)
  PRE_COMMIT             set by pre-commit: concise output, no progress bar
  NO_COLOR, FORCE_COLOR  as everywhere

exit codes:
"""


def add_paths(parser: argparse.ArgumentParser) -> None:
    """PATH..., and what to leave out of it."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help="file, directory, or - for standard input")
    group = parser.add_argument_group("files")
    group.add_argument(
        "--exclude",
        action="append",
        default=[],
        metavar="PATTERN",
        help="leave these files out of directories; patterns as in .gitignore; may be repeated",
    )
    group.add_argument(
        "--force-exclude",
        action="store_true",
        help="leave excluded files out even when they are named (pre-commit names every file)",
    )
    group.add_argument(
        "--stdin-filename",
        default="",
        metavar="NAME",
        help="the name that standard input goes by: for messages, rules and dialect",
    )
    group.add_argument(
        "--encoding",
        default="",
        metavar="NAME",
        help="encoding of the files, read and written (default: UTF-8, or as the byte-order mark says)",
    )
    group.add_argument(
        "--show-files",
        action="store_true",
        help="print the files that would be looked at, names quoted as git quotes them, and stop",
    )
    group.add_argument(
        "--show-settings",
        action="store_true",
        help="print the settings for each file, and where they come from, and stop",
    )


def add_conversion(parser: argparse.ArgumentParser) -> None:
    """How a file is rewritten."""
    group = parser.add_argument_group("rewriting")
    group.add_argument(
        "--rules",
        default="",
        metavar="FILE",
        help="rules file, preset name, or `faithful` (default: the nearest rules file, else the shipped rules)",
    )
    group.add_argument(
        "--select", action="append", default=[], metavar="RULES", help="only these rules, separated by commas"
    )
    group.add_argument("--ignore", action="append", default=[], metavar="RULES", help="all rules but these")
    group.add_argument(
        "--dialect",
        default="",
        choices=DIALECTS,
        help="the Markdown that the site reads (default: detected, else portable)",
    )
    group.add_argument(
        "--policy",
        default="",
        choices=("author", "strict"),
        help="author: own posts, known embeds stay (the default); strict: untrusted input",
    )
    group.add_argument(
        "--verify-with",
        default="",
        metavar="ENGINE",
        help="prove each rewrite with the site's own engine too: kramdown, hugo, or a command from Markdown to HTML",
    )
    group.add_argument(
        "--python-actions",
        action="store_true",
        help="let the rules file import the Python code that it names; only for files that you trust",
    )
    group.add_argument(
        "--to",
        default="",
        choices=("html", "markdown"),
        help="what becomes of .html files: clean HTML in place (the default), or NAME.md beside the file",
    )
    group.add_argument(
        "--force", action="store_true", help="with --to markdown: write over an existing NAME.md"
    )


def add_running(parser: argparse.ArgumentParser) -> None:
    """How the work is done."""
    group = parser.add_argument_group("running")
    group.add_argument(
        "-j",
        "--jobs",
        type=_count,
        default=0,
        metavar="N",
        help="processes (default: as many as the work is worth)",
    )
    group.add_argument(
        "--no-cache",
        action="store_true",
        help="neither read nor write what is remembered about unchanged files",
    )
    group.add_argument("--no-progress", action="store_true", help="no progress bar on a terminal")
    group.add_argument("-q", "--quiet", action="store_true", help="no summary; findings and errors only")
    group.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="colours (default: on a terminal)",
    )
    group.add_argument(
        "--exit-zero", action="store_true", help="exit 0 whatever was found; errors still exit 2"
    )


def add_report(parser: argparse.ArgumentParser) -> None:
    """What is printed."""
    group = parser.add_argument_group("report")
    group.add_argument(
        "--output-format",
        choices=FORMATS,
        default="",
        metavar="FORMAT",
        help=f"{', '.join(FORMATS)} (default: full; concise under pre-commit)",
    )
    group.add_argument(
        "-o", "--output-file", default="", metavar="FILE", help="write the report there (-: standard output)"
    )
    group.add_argument(
        "--statistics",
        action="store_true",
        help="a table of rules, files, places and levels instead of the places",
    )
    group.add_argument(
        "--diff", action="store_true", help="print what would change as a patch; write nothing"
    )
    group.add_argument("--watch", action="store_true", help="stay, and run again whenever a file changes")


def _count(text: str) -> int:
    from argparse import ArgumentTypeError

    if not text.isdigit() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is not a number of processes")
    return int(text)
