"""``normalizer rules``: the list of rules, and the test of those in a rules file."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from normalizer.commands import session
from normalizer.report.visible import visible

if TYPE_CHECKING:
    import argparse

    from normalizer.rules.ruleset import RuleSet

DESCRIPTION = """\
List the rules with their editors, levels and number of examples: those of the rules file that governs
this folder and the shipped ones, in the order in which they are applied."""

EPILOG = """\
examples:
  normalizer rules
  normalizer rules --test                  run the examples of the rules in the rules file
  normalizer rules --test --rules my.yaml"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    add_rules_option(parser)
    parser.add_argument(
        "--test", action="store_true", help="run the examples and unchanged cases of the rules in that file"
    )


def add_rules_option(parser: argparse.ArgumentParser) -> None:
    """Which rules file is meant."""
    parser.add_argument(
        "--rules",
        default="",
        metavar="FILE",
        help="the rules file (default: the one that governs this folder)",
    )
    parser.add_argument(
        "--python-actions",
        action="store_true",
        help="let the rules file import the Python code that it names",
    )


def rule_set(arguments: argparse.Namespace) -> RuleSet:
    """The rules of the file that is named or governs this folder, else the shipped ones."""
    from normalizer.commands import governing
    from normalizer.rules import ruleset as rules

    name = arguments.rules or governing.rules_file(os.path.join(os.getcwd(), "x.md"))
    if name and os.path.exists(name):
        return rules.RuleSet.load(name, python_actions=arguments.python_actions)
    return rules.resolve(name or None)


def run(arguments: argparse.Namespace) -> int:
    """Print the list, or the outcome of the tests."""
    from normalizer.rules import ruleset as rules

    ruleset = rule_set(arguments)
    if arguments.test:
        return _test(ruleset)
    sys.stdout.write(rules.listing(ruleset))
    return session.OK


def _test(ruleset: RuleSet) -> int:
    from normalizer.commands import ruletest

    own = ruletest.own_rules(ruleset)
    if not own:
        session.complain("no rules file here with rules of its own")
        return session.FAILED
    failed = 0
    for rule in own:
        problems = list(ruletest.failures(ruleset, rule))
        if not problems and ruletest.never_fires(ruleset, rule):
            problems = ["no example needs it: each comes out the same without the rule"]
        failed += bool(problems)
        said = "\n".join(f"{rule.id}: {problem}" for problem in problems) or f"{rule.id}: ok"
        print(visible(said, keep="\n\t"))
    print(f"{len(own)} rule{'s' if len(own) > 1 else ''} tested, {failed} failed", file=sys.stderr)
    return session.FOUND if failed else session.OK
