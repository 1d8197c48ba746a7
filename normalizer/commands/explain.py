"""``normalizer explain``: what a rule does, from its own examples."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from normalizer.commands import session

if TYPE_CHECKING:
    import argparse

DESCRIPTION = "Say what a rule does and why, with before and after from the examples that are also its tests."

EPILOG = """\
examples:
  normalizer explain                      the names of all rules
  normalizer explain emphasised-colour-span"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    parser.add_argument("rule", nargs="?", default="", metavar="RULE", help="the name that reports show")


def run(arguments: argparse.Namespace) -> int:
    """Print one explanation, or the list of rules."""
    from normalizer import rules

    if not arguments.rule:
        from normalizer.commands import rules as listing

        return listing.run(arguments)
    try:
        text = rules.explain(arguments.rule)
    except KeyError as error:
        session.complain(str(error.args[0]) if error.args else f"no rule {arguments.rule!r}")
        return session.FAILED
    sys.stdout.write(text if text.endswith("\n") else text + "\n")
    return session.OK
