"""One module per command; each has ``add_arguments(parser)`` and ``run(arguments) -> exit code``."""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # `typing` costs a clean file 5 ms
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any

SUMMARIES = {
    "check": "report what would change (the default command)",
    "fix": "rewrite files in place",
    "diff": "print a unified diff that `git apply` accepts",
    "explain": "what a rule does, why, before and after",
    "rules": "list the rules",
    "init": "write a rules file to start from",
    "undo": "put back what a `fix --backup` run changed",
    "clean-cache": "remove what earlier runs remembered",
    "completion": "print the completion script of a shell",
}


_PLAIN = frozenset(("check", "fix", "diff"))
"""The commands of hooks and scripts."""


def run(arguments: list[str]) -> int:
    """Parse the command line and run its command."""
    from normalizer.commands import plain

    if not arguments or arguments[0] in ("-h", "--help", "help", "-V", "--version"):
        return _about(arguments)
    name, rest = (arguments[0], arguments[1:]) if arguments[0] in SUMMARIES else ("check", arguments)
    if rest is arguments and (hint := _misspelt(arguments[0])):
        print(f"normalizer: no command or file {arguments[0]!r}{hint}", file=sys.stderr)
        return 2
    module = module_of(name)
    parsed: Any = plain.parsed(module, rest) if name in _PLAIN else None
    if parsed is None:
        from normalizer.commands import parsing

        parsed = parsing.parser_for(name).parse_args(rest)
    return guarded(module.run, parsed)


def _misspelt(word: str) -> str:
    """The command that ``word`` may have been meant as, as a hint; ``""`` where it names a file or looks like one."""
    import os

    if not word.isalpha() or os.path.lexists(word):
        return ""
    from normalizer.rules.nodes import near

    return near(word, SUMMARIES)


def module_of(name: str) -> ModuleType:
    """The module of a command."""
    from importlib import import_module

    return import_module(f"normalizer.commands.{name.replace('-', '_')}")


def _about(arguments: list[str]) -> int:
    from normalizer.commands import parsing

    if not arguments:
        print(parsing.overview(), file=sys.stderr)
        return 2
    if arguments[0] in ("-V", "--version"):
        print(f"normalizer {parsing.version()}")
        return 0
    return _help(arguments[1:])


def _help(arguments: list[str]) -> int:
    from normalizer.commands import parsing

    if arguments and arguments[0] in SUMMARIES:
        parsing.parser_for(arguments[0]).print_help()
    else:
        print(parsing.overview())
    return 0


def guarded(run: Callable[[Any], int], arguments: Any) -> int:
    """Run a command; what the user can put right is one message and exit code 2, never a traceback."""
    from normalizer.errors import NormalizerError
    from normalizer.report.visible import visible

    for stream in (sys.stdout, sys.stderr):
        # A file name need not be text, and a terminal need not know Korean.
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")
    try:
        return run(arguments)
    except NormalizerError as error:
        problems = getattr(error, "problems", [str(error)])
        print("normalizer:", "\n".join(map(visible, problems)), file=sys.stderr)
    except BrokenPipeError:
        raise
    except OSError as error:
        print(visible(f"normalizer: {error.filename or ''}: {error.strerror or error}"), file=sys.stderr)
    return 2
