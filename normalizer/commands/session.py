"""What check, fix and diff do alike: find the files, report, sum up, and the exit code."""

from __future__ import annotations

import codecs
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from normalizer.commands import progress
from normalizer.commands.running import Run, from_stdin
from normalizer.commands.settings import Settings, colour_wanted
from normalizer.disk.files import Found, Selection, collect
from normalizer.errors import NormalizerError
from normalizer.report.visible import visible

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from normalizer.report.outcome import Outcome, Tally

OK, FOUND, FAILED = 0, 1, 2


def complain(message: str) -> None:
    """Say what is wrong on standard error."""
    print(f"normalizer: {visible(message)}", file=sys.stderr)


def selection_of(arguments: argparse.Namespace) -> Selection:
    """What the options say about files to leave out."""
    return Selection(tuple(arguments.exclude), arguments.force_exclude)


def files_of(arguments: argparse.Namespace) -> Found:
    """The files named, with every path that gave none already complained about.

    Raises NormalizerError for what makes no sense together.
    """
    if arguments.encoding:
        try:
            codecs.lookup(arguments.encoding)
        except LookupError:
            raise NormalizerError(f"--encoding {arguments.encoding}: no such encoding") from None
    if "-" in arguments.paths and len(arguments.paths) > 1:
        raise NormalizerError("standard input (-) cannot be mixed with other paths")
    if arguments.stdin_filename:
        raise NormalizerError("--stdin-filename names standard input; add - to read that")
    found = collect(arguments.paths or ["."], selection_of(arguments))
    for problem in found.problems:
        complain(problem)
    return found


def outcomes_of(arguments: argparse.Namespace, paths: list[str], settings: Settings) -> Iterator[Outcome]:
    """Work on the files, with a progress bar on a terminal."""
    if not paths:
        return iter(())
    return progress.shown(
        Run(paths, settings).outcomes(), len(paths), wanted=not arguments.no_progress and not arguments.quiet
    )


def stdin_outcome(arguments: argparse.Namespace, settings: Settings) -> Outcome:
    """Work on standard input."""
    return from_stdin(arguments.stdin_filename, settings)


def reads_stdin(arguments: argparse.Namespace) -> bool:
    """Whether the document comes on standard input."""
    return bool(arguments.paths == ["-"])


def counted(outcomes: Iterable[Outcome], tally: Tally) -> Iterator[Outcome]:
    """Pass outcomes on, count them, and tell their errors and what is to be remarked as they come."""
    for outcome in outcomes:
        tally.add(outcome)
        for remark in outcome.remarks:
            complain(f"{outcome.path}:{remark.line}: warning: {remark.text}")
        if outcome.error:
            complain(f"{outcome.path}: {outcome.error}")
        yield outcome


def format_of(arguments: argparse.Namespace) -> str:
    """The format of the report: what was asked for, else by what reads it."""
    import os

    if arguments.statistics:
        return "statistics"
    return arguments.output_format or ("concise" if "PRE_COMMIT" in os.environ else "full")


def output_file(arguments: argparse.Namespace) -> str:
    """The file that the report goes to; ``""`` is standard output."""
    name: str = getattr(arguments, "output_file", "")
    return "" if name == "-" else name


def print_report(arguments: argparse.Namespace, outcomes: Iterable[Outcome], *, fixed: bool) -> None:
    """Write the report where it belongs, piece by piece."""
    from normalizer import report
    from normalizer.report.findings import Style

    name = output_file(arguments)
    style = Style(colour_wanted(arguments.color) and not name, fixed)
    with _report_file(name) as out:
        for piece in report.renderer(format_of(arguments))(outcomes, style):
            out.write(piece)


@contextmanager
def _report_file(name: str) -> Iterator[TextIO]:
    if not name:
        yield sys.stdout
        return
    with open(name, "w", encoding="utf-8", errors="backslashreplace") as file:
        yield file


def summed_up(arguments: argparse.Namespace, tally: Tally, *, fixed: bool) -> None:
    """Print the last line, on standard error."""
    if arguments.quiet or not tally.files:
        return
    import os

    if "PRE_COMMIT" in os.environ and not (tally.changed or tally.skips or tally.errors):
        return
    changed = tally.written if fixed else tally.changed
    parts = [f"{changed} {'rewritten' if fixed else 'would change'}"] if changed else []
    parts[-1:] = [f"{parts[-1]} in {_places(tally.changes)}"] if parts and tally.changes else parts[-1:]
    undecided = tally.changed - changed  # files that a review did not reach
    parts += [f"{undecided} not decided"] if undecided else []
    parts += [f"{tally.refused} left as decided"] if tally.refused else []
    parts += [f"{_places(tally.skips)} left as HTML"] if tally.skips else []
    parts += [f"{_places(tally.kept)} kept by a rule"] if tally.kept else []
    parts += [f"{tally.errors} could not be processed"] if tally.errors else []
    clean = tally.files - tally.changed - tally.errors - tally.refused
    parts += [f"{clean} clean"] if clean and parts else []
    head = f"{tally.files} file{'s' * (tally.files != 1)}"
    print(
        f"{head}: {', '.join(parts)}" if parts else f"{head} {'are' if tally.files != 1 else 'is'} clean",
        file=sys.stderr,
    )


def _places(count: int) -> str:
    return f"{count} place{'s' * (count != 1)}"
