"""``normalizer check``: what would change, and why; nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.commands import options, session
from normalizer.commands.settings import Settings
from normalizer.report.outcome import Tally

if TYPE_CHECKING:
    import argparse

DESCRIPTION = """\
Report what `normalizer fix` would change, with rule, line, before and after. Nothing is written.

  proved     the page renders exactly as before
  declared   it differs as the rule says (a colour gone, a spacer gone), and in nothing else
  lossy      something that a reader sees goes; only where a rules file asks for it"""

EPILOG = (
    options.EPILOG
    + """\
  0  nothing would change      1  something would      2  bad usage, rules, or a file that cannot be read

examples:
  normalizer check .
  normalizer check --statistics _posts
  normalizer check --output-format sarif -o findings.sarif .
  curl -s https://blog.example/post.html | normalizer check --stdin-filename post.html -"""
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    options.add_paths(parser)
    options.add_conversion(parser)
    options.add_report(parser)
    options.add_running(parser)


def run(arguments: argparse.Namespace) -> int:
    """Check, once or for as long as files change."""
    if arguments.show_files or arguments.show_settings:
        from normalizer.commands import show

        return show.run(arguments)
    if arguments.diff:
        from normalizer.commands import diff

        return diff.run(arguments)
    if arguments.watch:
        from normalizer.commands import watching

        return watching.run(arguments, once)
    return once(arguments)


def once(arguments: argparse.Namespace) -> int:
    """Check all files and return the exit code."""
    # Only SARIF shows the replacement itself; for the others the cache may answer.
    settings = Settings.of(arguments, "text" if arguments.output_format == "sarif" else "report")
    tally = Tally()
    if session.reads_stdin(arguments):
        problems = 0
        outcomes = iter([session.stdin_outcome(arguments, settings)])
    else:
        found = session.files_of(arguments)
        problems = len(found.problems)
        outcomes = session.outcomes_of(arguments, found.files, settings)
    session.print_report(arguments, session.counted(outcomes, tally), fixed=False)
    session.summed_up(arguments, tally, fixed=False)
    if problems or tally.errors:
        return session.FAILED
    return session.FOUND if tally.changed and not arguments.exit_zero else session.OK
