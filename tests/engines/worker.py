"""One persistent process that answers JSON lines, one answer per line, in order."""

from __future__ import annotations

import atexit
import contextlib
import json
import subprocess
import threading
from typing import Any


class WorkerError(RuntimeError):
    """The process ended, or answered something that is not JSON."""


class Worker:
    """A child process reading one JSON value per line and writing one JSON value per line."""

    def __init__(self, command: list[str]) -> None:
        self._command = command
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()

    def ask(self, question: object) -> Any:
        """Send ``question`` and return the decoded answer, starting the process when needed."""
        with self._lock:
            process = self._started()
            assert process.stdin is not None
            assert process.stdout is not None
            try:
                process.stdin.write(json.dumps(question) + "\n")
                process.stdin.flush()
                line = process.stdout.readline()
            except BrokenPipeError:
                line = ""
        if not line:
            raise WorkerError(f"{self._command[0]} ended without an answer")
        return json.loads(line)

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
            )
            atexit.register(self.close)
        return self._process

    def close(self) -> None:
        """Let the process end by closing its input."""
        if self._process is not None and self._process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
            try:
                self._process.wait(timeout=10)
            except subprocess.TimeoutExpired:  # caught in a regular expression
                self._process.kill()
            self._process = None
