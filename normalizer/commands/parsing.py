"""The parsers: one per command, built when that command is called."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING, Any, NoReturn

from normalizer import commands

if TYPE_CHECKING:
    pass

_OVERVIEW = """\
normalizer: editor HTML in Markdown and HTML files becomes clean, safe, proven Markdown

usage: normalizer [COMMAND] [OPTIONS] PATH...

commands:
{commands}

`normalizer PATH...` is `normalizer check PATH...`. A PATH is a file, a directory (its .md, .markdown,
.html and .htm files that git does not ignore), or `-` for standard input.

examples:
  normalizer check .                     what would change, and why
  normalizer check --statistics _posts   which rules, how often
  normalizer diff _posts | less          every change as a patch
  normalizer fix --review _posts         decide one change at a time
  normalizer fix --backup .bak _posts    rewrite, and keep the way back
  normalizer fix - <in.md >out.md        as a filter

exit codes: 0 all is well; 1 something would change or was left; 2 bad usage, rules or input/output.
`normalizer COMMAND --help` tells the rest. Rules and dialect are found from the place of each file:
the nearest rules.yaml, .normalizer.yaml or [tool.normalizer] in pyproject.toml, and the settings of
Jekyll, Hugo, MkDocs or Eleventy."""


def overview() -> str:
    """The text of ``normalizer --help``."""
    lines = (f"  {name:<12} {summary}" for name, summary in commands.SUMMARIES.items())
    return _OVERVIEW.format(commands="\n".join(lines))


def version() -> str:
    """The version of the installed package."""
    import normalizer

    known = getattr(normalizer, "__version__", "")
    if known:
        return str(known)
    from importlib.metadata import version as installed

    return installed("html-normalizer")


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Knows the width of the terminal without `shutil`, which argparse would import for every option added."""

    def __init__(self, prog: str, **options: Any) -> None:
        super().__init__(prog, **{"width": _width() - 2, **options})


def _width() -> int:
    try:
        return int(os.environ.get("COLUMNS", 0)) or os.get_terminal_size().columns
    except (ValueError, OSError):
        return 80


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors offer a near name."""

    def error(self, message: str) -> NoReturn:
        """Print the message, with what was probably meant, and leave with 2."""
        if message.startswith("unrecognized arguments: "):
            word = message.split(": ", 1)[1].split()[0].split("=")[0]
            known = [option for action in self._actions for option in action.option_strings]
            from difflib import get_close_matches

            near = get_close_matches(word, known, 1)
            message = f"unknown option {word!r}" + (f"; did you mean {near[0]!r}?" if near else "")
        self.exit(2, f"{self.prog}: {message}\ntry `{self.prog} --help`\n")


def parser_for(name: str) -> Parser:
    """Build the parser of one command."""
    module = commands.module_of(name)
    parser = Parser(
        prog=f"normalizer {name}",
        description=getattr(module, "DESCRIPTION", commands.SUMMARIES[name]),
        epilog=getattr(module, "EPILOG", None),
        formatter_class=_Formatter,
        allow_abbrev=False,
    )
    module.add_arguments(parser)
    return parser
