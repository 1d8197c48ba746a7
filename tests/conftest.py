"""Fixtures shared by the tests: real engines, the measuring data beside the project, golden folders."""

from __future__ import annotations

import os
import pathlib
import signal
from typing import TYPE_CHECKING

import pytest
from engines import ENGINES, chromium, missing
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Callable

# In the background of a shell it is ignored, and what tests start would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = pathlib.Path(__file__).resolve().parents[1]

settings.register_profile("quick", max_examples=60, deadline=None)
settings.register_profile(
    "thorough", max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the one flag that rewrites golden outputs."""
    parser.addoption(
        "--update-goldens", action="store_true", help="write what is produced now into tests/cases/posts"
    )


@pytest.fixture
def update_goldens(request: pytest.FixtureRequest) -> bool:
    """Whether golden outputs are to be rewritten."""
    return bool(request.config.getoption("--update-goldens"))


@pytest.fixture(scope="session")
def engine() -> Callable[[str], Callable[[list[str]], list[str]]]:
    """Return a function that gives the real engine of a name, or skips the test and says why."""

    def named(name: str) -> Callable[[list[str]], list[str]]:
        if reason := missing(name):
            pytest.skip(f"{name} cannot run: {reason}")
        return ENGINES[name]

    return named


@pytest.fixture(scope="session")
def browser() -> None:
    """Skip the test, saying why, where no browser can run."""
    if reason := chromium.missing():
        pytest.skip(reason)


@pytest.fixture(scope="session")
def shared() -> pathlib.Path:
    """Folder with the measuring data, beside the project or named by NORMALIZER_SHARED."""
    folder = pathlib.Path(os.environ.get("NORMALIZER_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip("the measuring data (../shared) is not here")
    return folder
