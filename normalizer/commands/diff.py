"""``normalizer diff``: every change as a patch; nothing is written."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING

from normalizer.commands import options, session
from normalizer.commands.settings import Settings, colour_wanted
from normalizer.report import diff as patches
from normalizer.report.findings import Style
from normalizer.report.outcome import Tally
from normalizer.report.visible import visible
from normalizer.values import replace

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from normalizer.report.outcome import Outcome

DESCRIPTION = """\
Print what `normalizer fix` would change as a unified diff. `git apply` takes it, also with CRLF, without
a final newline, and with names in any script. Nothing is written. On a terminal, and with colours, control
characters are spelt out (\\x1b) and text is decoded: what is to be applied goes into a file or a pipe."""

EPILOG = (
    options.EPILOG
    + """\
  0  nothing would change      1  something would      2  bad usage, rules, or a file that cannot be read

examples:
  normalizer diff _posts | less
  normalizer diff _posts >clean.patch && git apply clean.patch"""
)

_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    options.add_paths(parser)
    options.add_conversion(parser)
    options.add_running(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the diff of every file and return the exit code."""
    if arguments.show_files or arguments.show_settings:
        from normalizer.commands import show

        return show.run(arguments)
    settings = Settings.of(arguments, "text")
    tally = Tally()
    problems = 0
    if session.reads_stdin(arguments):
        outcomes = iter([session.stdin_outcome(arguments, settings)])
    else:
        found = session.files_of(arguments)
        problems = len(found.problems)
        outcomes = session.outcomes_of(arguments, found.files, settings)
    name = session.output_file(arguments)
    with open(name, "wb") if name else nullcontext(sys.stdout.buffer) as out:
        for patch in _patches(session.counted(outcomes, tally), arguments.color, for_reading=not name):
            out.write(patch)
        out.flush()
    if tally.changed or tally.errors:
        session.summed_up(arguments, tally, fixed=False)
    if problems or tally.errors:
        return session.FAILED
    return session.FOUND if tally.changed and not arguments.exit_zero else session.OK


def _patches(outcomes: Iterator[Outcome], colour: str, *, for_reading: bool) -> Iterator[bytes]:
    """The patches, as text where colours or a terminal say that nothing will apply them."""
    style = Style(colour_wanted(colour) and for_reading)
    for outcome in outcomes:
        if for_reading and (style.colour or sys.stdout.isatty()):
            yield shown(patch_of(_in_utf8(outcome)), style).encode(sys.stdout.encoding, "backslashreplace")
        else:
            yield patch_of(outcome)


def patch_of(outcome: Outcome) -> bytes:
    """The patch of one file; empty where nothing would change."""
    if outcome.after is None or not outcome.changed:
        return b""
    beside = outcome.target != outcome.path
    before = b"" if beside else outcome.before
    name = outcome.target if outcome.target.startswith("<") else patches.patch_path(outcome.target)
    return patches.unified(before, outcome.after, name, created=beside)


def _in_utf8(outcome: Outcome) -> Outcome:
    """The same texts for reading, whatever the encoding of the file."""
    before, after = (
        outcome.text_of(data or b"").encode("utf-8", "replace") for data in (outcome.before, outcome.after)
    )
    return replace(outcome, before=before, after=None if outcome.after is None else after)


def shown(patch: bytes, style: Style) -> str:
    """A patch for reading, not for applying: nothing in it is obeyed by a terminal."""
    lines = (line.decode("utf-8", "replace").rstrip("\r\n") for line in patches.split_lines(patch))
    return "".join(_painted(visible(line, keep="\t"), style) + "\n" for line in lines)


def _painted(line: str, style: Style) -> str:
    colour = _COLOURS.get(line[:1])
    return style.paint(colour, line) if colour else line
