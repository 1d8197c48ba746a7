"""``normalizer fix``: rewrite files in place."""

from __future__ import annotations

import os
import sys
from contextlib import closing, nullcontext
from typing import TYPE_CHECKING

from normalizer.commands import governing, options, session, writing
from normalizer.commands.settings import Settings
from normalizer.errors import NormalizerError
from normalizer.report.outcome import Tally
from normalizer.values import replace

if TYPE_CHECKING:
    import argparse

DESCRIPTION = """\
Rewrite files in place. Only HTML is rewritten; every other byte, the newlines, the byte-order mark and the
mode of the file stay. A rewrite that cannot be proven is not made and is reported. Files are replaced
whole or not at all, so that an interrupted run leaves no half file; run it again to go on."""

EPILOG = (
    options.EPILOG
    + """\
  0  all is well      1  something was left as HTML      2  bad usage, rules, or a file that cannot be used

examples:
  normalizer fix .
  normalizer fix --review _posts/2024-*.md
  normalizer fix --backup .bak _posts && normalizer undo --backup .bak RUN
  normalizer fix --to markdown export/*.html        writes NAME.md beside each
  normalizer fix --stdin-filename a.md - <a.md      as a filter, for an editor"""
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    options.add_paths(parser)
    options.add_conversion(parser)
    options.add_report(parser)
    group = parser.add_argument_group("writing")
    group.add_argument(
        "--review",
        action="store_true",
        help="decide change by change: yes, no, all, split, quit, edit, never here",
    )
    group.add_argument(
        "--backup",
        default="",
        metavar="DIR",
        help="keep the originals in DIR/RUN; `normalizer undo` puts them back",
    )
    group.add_argument(
        "--exit-non-zero-on-fix",
        action="store_true",
        help="exit 1 when a file was rewritten, even if all is well now",
    )
    options.add_running(parser)


def run(arguments: argparse.Namespace) -> int:
    """Fix, once or for as long as files change."""
    if arguments.show_files or arguments.show_settings:
        from normalizer.commands import show

        return show.run(arguments)
    if arguments.diff:
        from normalizer.commands import diff

        return diff.run(arguments)
    if session.reads_stdin(arguments):
        return _filter(arguments)
    if arguments.watch:
        from normalizer.commands import watching

        return watching.run(arguments, once)
    return once(arguments)


def once(arguments: argparse.Namespace) -> int:
    """Rewrite all files and return the exit code."""
    settings = Settings.of(arguments, "text")
    tally = Tally()
    found = session.files_of(arguments)
    outcomes = session.outcomes_of(arguments, found.files, settings)
    if governing.any_own_rules(found.files, settings):
        # They may turn out to undo each other on the last of the files: then none is written.
        outcomes = iter(list(outcomes))
    backup = writing.backup_for(arguments)
    with closing(backup) if backup else nullcontext():
        if arguments.review:
            from normalizer.commands import review

            outcomes = review.reviewed(outcomes, settings)
        done = writing.written(outcomes, backup, careful=not (arguments.quiet or arguments.backup))
        session.print_report(arguments, session.counted(done, tally), fixed=True)
    session.summed_up(arguments, tally, fixed=True)
    if backup and tally.written:
        session.complain(f"the way back: normalizer undo {backup.folder}")
    return _exit_code(arguments, tally, len(found.problems))


def _exit_code(arguments: argparse.Namespace, tally: Tally, problems: int) -> int:
    if problems or tally.errors:
        return session.FAILED
    left = tally.skips or tally.changed > tally.written
    found = left or (arguments.exit_non_zero_on_fix and tally.written)
    return session.FOUND if found and not arguments.exit_zero else session.OK


def _filter(arguments: argparse.Namespace) -> int:
    """Standard input to standard output; on an error nothing is written."""
    for option in ("review", "backup", "watch"):
        if getattr(arguments, option):
            raise NormalizerError(f"--{option} needs files, not standard input")
    if arguments.output_file == "-":
        raise NormalizerError("standard output is for the document; name a file for the report")
    tally = Tally()
    outcome = session.stdin_outcome(arguments, Settings.of(arguments, "text"))
    done = session.counted([replace(outcome, written=outcome.changed)], tally)
    if arguments.output_file:
        session.print_report(arguments, done, fixed=True)
    else:  # standard output is for the document
        for one in done:
            for skip in () if arguments.quiet else one.skips:
                session.complain(f"{one.path}:{skip.line}: left as it was: {skip.reason}")
    if not outcome.error:
        sys.stdout.buffer.write(outcome.before if outcome.after is None else outcome.after)
        sys.stdout.buffer.flush()
    if "PRE_COMMIT" not in os.environ and not outcome.clean:
        session.summed_up(arguments, tally, fixed=True)
    return _exit_code(arguments, tally, 0)
