"""All files of a run, in order: the clean and the known ones at once, the rest in one process or many."""

from __future__ import annotations

import os
from collections import deque
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import normalizer
from normalizer.commands import governing
from normalizer.commands.work import STDIN, Worker, is_plain, read, reason, target_kind
from normalizer.report.outcome import Outcome
from normalizer.values import replace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Future

    from normalizer.commands.settings import Settings
    from normalizer.disk.cache import Cache

_WORTH_A_POOL = 2_000_000
"""Bytes of input from which starting processes pays (about a second of work)."""


class Run:
    """One pass over files under one set of settings; ``outcomes`` may be called once."""

    def __init__(self, paths: Sequence[str], settings: Settings) -> None:
        self.paths = paths
        self.settings = settings
        self._cache: Cache | None = None
        self._options = ""

    def outcomes(self) -> Iterator[Outcome]:
        """Yield one outcome per file, in the order of the paths, as they become known."""
        governing.check_all(self.paths, self.settings)
        if self.settings.verify_with:
            from normalizer.proof import site_engine

            site_engine.get(self.settings.verify_with)  # an engine that is not here is told before any file
        try:
            jobs = self._jobs()
            yield from self._in_pool(jobs) if jobs > 1 else self._in_process()
        finally:
            if self._cache is not None:
                self._cache.close()

    def _in_process(self) -> Iterator[Outcome]:
        worker = Worker(self.settings)
        for path in self.paths:
            yield self._known(path) or self._remembered(worker.file(path))

    def _in_pool(self, jobs: int) -> Iterator[Outcome]:
        waiting: deque[Outcome | Future[Outcome]] = deque()
        with _pool(jobs, self.settings) as pool:
            for path in self.paths:
                waiting.append(self._known(path) or pool.submit(_work, path))
                # Bounded, so that memory does not grow with the corpus and Ctrl-C has little to wait for.
                while len(waiting) > 8 * jobs or (waiting and isinstance(waiting[0], Outcome)):
                    yield self._settled(waiting.popleft())
            while waiting:
                yield self._settled(waiting.popleft())

    def _settled(self, item: Outcome | Future[Outcome]) -> Outcome:
        return item if isinstance(item, Outcome) else self._remembered(item.result())

    def _known(self, path: str) -> Outcome | None:
        """What can be said without the pipeline: unreadable, plainly clean, or seen before."""
        try:
            data = read(path)
        except OSError as error:
            return Outcome(path, error=reason(error))
        if is_plain(data, path, self.settings):
            return Outcome(path, data)
        return self._recalled(path, data) if self.settings.cache else None

    def _recalled(self, path: str, data: bytes) -> Outcome | None:
        from normalizer.disk import cache

        if self._cache is None:
            self._cache = cache.Cache(cache.folder_for(self.paths[0]))
            self._options = f"{normalizer.__version__}\0{cache.code_fingerprint()}"
        found = self._cache.get(cache.key(data, self._key(path)))
        known = cache.outcome_from(found, path, data, self.settings.encoding) if found else None
        return None if known and known.changed and self.settings.goal == "text" else known

    def _remembered(self, outcome: Outcome) -> Outcome:
        """Keep the findings. A new file beside the old one depends on more than the content: not kept."""
        if self._cache is not None and not outcome.error and outcome.target in ("", outcome.path):
            from normalizer.disk import cache

            self._cache.put(cache.key(outcome.before, self._key(outcome.path)), cache.findings_of(outcome))
            if outcome.after is not None and not outcome.skips:
                # Law 3, proved when it was made: the output has nothing left to do.
                done = replace(outcome, changed=False, changes=())
                self._cache.put(cache.key(outcome.after, self._key(outcome.path)), cache.findings_of(done))
        return outcome

    def _key(self, path: str) -> str:
        rules = governing.fingerprint(path, self.settings)
        kind = target_kind(path, self.settings) + os.path.splitext(path)[1].lower()
        return "\0".join((self._options, rules, kind, self.settings.encoding, self.settings.verify_with))

    def _jobs(self) -> int:
        if self.settings.jobs:
            return min(self.settings.jobs, len(self.paths))
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        if cores < 2 or len(self.paths) < 2 * cores:
            return 1
        return cores if sum(map(_size, self.paths)) >= _WORTH_A_POOL else 1


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0


_workers: list[Worker] = []
"""In a worker process: its one worker."""


def _start(settings: Settings) -> None:
    """Make this process a worker. Ctrl-C reaches every process of the terminal: only the parent answers it."""
    import signal
    import threading

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_the_parent, daemon=True).start()
    _workers[:] = [Worker(settings)]


def _die_with_the_parent() -> None:
    """A parent that was killed cannot say so: its workers would wait for the next file for ever."""
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _work(path: str) -> Outcome:
    return _workers[0].file(path)


@contextmanager
def _pool(jobs: int, settings: Settings) -> Iterator[Any]:
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    from normalizer.errors import NormalizerError

    pool = ProcessPoolExecutor(jobs, initializer=_start, initargs=(settings,))
    try:
        yield pool
    except BrokenProcessPool:
        raise NormalizerError("a worker process died; run again with --jobs 1 to see on which file") from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def from_stdin(name: str, settings: Settings) -> Outcome:
    """Rewrite what comes on standard input."""
    import sys

    from normalizer.errors import NormalizerError

    if sys.stdin is None:
        raise NormalizerError("standard input is closed")
    path = name or STDIN
    governing.check_all([] if not name else [path], settings)
    return Worker(settings).document(sys.stdin.buffer.read(), path)
