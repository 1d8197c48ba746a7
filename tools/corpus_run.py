"""One file through `normalizer` in a process of its own, so that a crash or a hang is a result, too."""

from __future__ import annotations

import os
import pickle
import resource
import select
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Options:
    """How files are normalized."""

    dialect: str = "portable"
    policy: str = "author"
    rules: str | None = None
    to: str = ""
    """Output format; by default Markdown stays Markdown and HTML stays HTML."""
    limit: float = 5.0
    """CPU seconds after which a file counts as hanging."""


@dataclass(slots=True)
class Outcome:
    """What came of one file: its texts, or why there are none."""

    state: str
    """``ok``, ``refused``, ``crash`` or ``hang``."""
    detail: str = ""
    seconds: float = 0.0
    text: str = ""
    again: str = ""
    strict: str = ""
    dialect: str = ""
    editors: tuple[str, ...] = ()
    changes: list[tuple[str, int, str]] = field(default_factory=list)
    declared: list[str] = field(default_factory=list)
    """Every piece of visible text that a rule has declared as lost."""
    skips: list[tuple[int, str]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """Every piece of text that a rule has declared as shown, and that nobody saw before."""


def warm_up(options: Options) -> None:
    """Import and compile everything once, so that the children that are forked off start ready."""
    import normalizer

    dialect = "portable" if options.dialect == "detected" else options.dialect
    for policy in (options.policy, "strict"):
        for source, to in (("markdown", "markdown"), ("html", "html"), ("html", "markdown")):
            normalizer.normalize(
                "<p>a <b>b</b></p>",
                source=source,
                to=to,
                dialect=dialect,
                policy=policy,
                rules=options.rules,
            )


def run(path: Path, options: Options) -> Outcome:
    """Normalize ``path`` in a child process, twice, and once more with the strict policy."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _answer(path, options, writer)
    os.close(writer)
    data, late = _read(reader, time.monotonic() + 12 * options.limit)
    if late:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if late or (os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL)):
        return Outcome("hang", f"more than {options.limit:g} s")
    if not data:
        return Outcome("crash", f"the process ended with status {status}")
    outcome: Outcome = pickle.loads(data)
    return outcome


def _read(reader: int, deadline: float) -> tuple[bytes, bool]:
    """Read until the other end closes; the flag says that the deadline passed first."""
    chunks: list[bytes] = []
    while True:
        ready, _, _ = select.select([reader], [], [], max(0.0, deadline - time.monotonic()))
        chunk = os.read(reader, 1 << 16) if ready else b""
        if not chunk:
            os.close(reader)
            return b"".join(chunks), not ready
        chunks.append(chunk)


def _answer(path: Path, options: Options, writer: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + 4 * options.limit) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, soft))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        outcome = _normalized(path, options)
    except BaseException as error:
        outcome = _failure(error)
    with os.fdopen(writer, "wb") as stream:
        pickle.dump(outcome, stream)
    os._exit(0)


def _failure(error: BaseException) -> Outcome:
    import traceback

    from normalizer.errors import NormalizerError

    if isinstance(error, NormalizerError):
        return Outcome("refused", f"{type(error).__name__}: {error}"[:300])
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return Outcome(
        "crash", f"{type(error).__name__}: {error} ({Path(frame.filename).name}:{frame.lineno})"[:300]
    )


def _normalized(path: Path, options: Options) -> Outcome:
    import normalizer

    html = path.suffix in (".html", ".htm")
    to = options.to or ("html" if html else "markdown")
    call: dict[str, Any] = {"dialect": options.dialect, "rules": options.rules, "path": str(path)}
    data = path.read_bytes()
    start = time.process_time()
    result = normalizer.normalize(
        data, source="html" if html else "markdown", to=to, policy=options.policy, **call
    )
    seconds = time.process_time() - start
    if seconds > options.limit:
        return Outcome("hang", f"{seconds:.1f} s", seconds)
    again = normalizer.normalize(result.text, source=to, to=to, policy=options.policy, **call).text
    strict = normalizer.normalize(
        data, source="html" if html else "markdown", to=to, policy="strict", **call
    ).text
    return Outcome(
        "ok", "", seconds, result.text, again, strict, result.dialect, tuple(result.editors),
        [(change.rule, change.line, change.level) for change in result.changes],
        [piece for _, kind, piece in result.lost if kind != "said"],
        [(skip.line, f"{skip.rule}: {skip.reason}" if skip.rule else skip.reason) for skip in result.skips],
        [piece for _, kind, piece in result.lost if kind == "said"],
    )  # fmt: skip
