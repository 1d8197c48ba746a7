"""The command ``normalizer``: thin on purpose, because a hook pays its start on every commit.

Clean files are cleared before anything but ``os`` and ``re`` is imported; then one command's own
parser and module are loaded.
"""

from __future__ import annotations

import os
import sys

OK, FOUND, FAILED = 0, 1, 2
_INTERRUPTED, _CLOSED_PIPE = 130, 141


def command() -> None:
    """Run the command line and end the process.

    Everything is written and closed by then; taking the interpreter apart, object by object, would cost as much
    again as a small document.
    """
    code = main()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            code = code or _CLOSED_PIPE
    os._exit(code)


def main(argv: list[str] | None = None) -> int:
    """Run the command line; returns the exit code: 0 well, 1 something found or left, 2 bad usage, rules or I/O."""
    arguments = sys.argv[1:] if argv is None else argv
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if sys.stdout is None:
        print("normalizer: standard output is closed", file=sys.stderr)
        sys.stdout = sys.stderr
        return FAILED
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (`head`, a pager) has seen enough. Python flushes once more at exit: let that go nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _CLOSED_PIPE
    except KeyboardInterrupt:
        print("normalizer: interrupted; every file is either as it was or done", file=sys.stderr)
        return _INTERRUPTED
    return code


def _run(arguments: list[str]) -> int:
    from normalizer.commands import quick

    if (cleared := quick.cleared(arguments)) is not None:
        return cleared
    import gc

    from normalizer import commands

    # What is loaded and compiled from here on stays; documents leave few cycles.
    gc.set_threshold(50_000, 20, 20)
    return commands.run(arguments)
