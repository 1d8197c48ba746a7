"""``normalizer explain``: what a rule does, from its own examples."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from normalizer.commands import session
from normalizer.report.visible import visible

if TYPE_CHECKING:
    import argparse

DESCRIPTION = "Say what a rule does and why, with before and after from the examples that are also its tests."

EPILOG = """\
examples:
  normalizer explain                      the names of all rules
  normalizer explain emphasised-colour-span"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    from normalizer.commands.rules import add_rules_option

    parser.add_argument("rule", nargs="?", default="", metavar="RULE", help="the name that reports show")
    add_rules_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print one explanation, or the list of rules."""
    from normalizer.commands.rules import rule_set
    from normalizer.rules import ruleset as rules

    ruleset = rule_set(arguments)
    if not arguments.rule:
        sys.stdout.write(rules.listing(ruleset))
        return session.OK
    try:
        text = rules.explain(arguments.rule, ruleset)
    except KeyError as error:
        session.complain(str(error.args[0]) if error.args else f"no rule {arguments.rule!r}")
        return session.FAILED
    sys.stdout.write(visible(text if text.endswith("\n") else text + "\n", keep="\n\t"))
    return session.OK
