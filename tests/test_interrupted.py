"""A run that is killed at any moment, or meets a full disk: each file is the old one or the new one."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

DIRTY = '<p data-ke-size="size16">한 <b><span style="color: #ee2323;">굵은 글</span></b> 낱말.</p>\n\n' * 40
CLEAN = "한 **굵은 글** 낱말.\n\n" * 40
COMMAND = [sys.executable, "-m", "normalizer", "fix", "--no-cache", "--quiet"]


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    for number in range(60):
        (tmp_path / f"글 {number:02}.md").write_text(f"# {number}\n\n{DIRTY}", "utf-8")
    return tmp_path


def _states(posts: Path) -> dict[str, int]:
    """How many files are old, new, or something else."""
    count = {"old": 0, "new": 0, "half": 0}
    for path in posts.glob("*.md"):
        head, _, body = path.read_text("utf-8").partition("\n\n")
        known = {DIRTY: "old", CLEAN: "new"}
        count[known.get(body, "half") if head.startswith("# ") else "half"] += 1
    return count


@pytest.mark.parametrize(("number", "jobs"), [(signal.SIGKILL, 1), (signal.SIGKILL, 2), (signal.SIGINT, 1), (signal.SIGTERM, 1)])  # fmt: skip
def test_killed_at_any_moment(posts: Path, number: signal.Signals, jobs: int) -> None:
    chance = random.Random(number * 10 + jobs)
    for _ in range(5):
        with subprocess.Popen(
            [*COMMAND, "-j", str(jobs), "."], cwd=posts, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        ) as process:
            before = _states(posts)["new"]
            while process.poll() is None and _states(posts)["new"] == before and before < 60:
                time.sleep(0.001)
            time.sleep(chance.random() * 0.05)
            process.send_signal(number)
            _, errors = process.communicate(timeout=60)
        states = _states(posts)
        assert states["half"] == 0
        assert sum(states.values()) == 60
        if number == signal.SIGINT:
            assert process.returncode in (0, 1, 130)
            assert b"Traceback" not in errors
            assert not list(posts.glob(".*.tmp"))
    done = subprocess.run([*COMMAND, "."], cwd=posts, check=False, capture_output=True)
    assert done.returncode == 0
    assert _states(posts) == {"old": 0, "new": 60, "half": 0}


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(tmp_path)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a tmpfs")
    try:
        (tmp_path / ".git").mkdir()
        old = "# a\n\n" + DIRTY * 4 + "낱말 " * 20_000
        (tmp_path / "a.md").write_text(old, "utf-8")
        done = subprocess.run([*COMMAND, "a.md"], cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode == 2
        assert b"No space left" in done.stderr
        assert (tmp_path / "a.md").read_text("utf-8") == old
        assert not list(tmp_path.glob(".*.tmp"))
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


def test_nothing_is_written_outside_of_the_paths(posts: Path) -> None:
    outside = posts.parent / "outside"
    outside.mkdir()
    secret = outside / "secret.md"
    secret.write_text(DIRTY, "utf-8")
    (posts / "link.md").symlink_to(secret)
    (posts / "folder").symlink_to(outside, target_is_directory=True)
    (posts / ".normalizer_cache").symlink_to(outside, target_is_directory=True)
    command = [part for part in COMMAND if part != "--no-cache"]
    subprocess.run([*command, "."], cwd=posts, check=False, capture_output=True)
    named = subprocess.run([*command, "link.md"], cwd=posts, check=False, capture_output=True)
    assert named.returncode == 2
    assert b"leads out of the tree" in named.stderr
    assert secret.read_text("utf-8") == DIRTY
    assert os.listdir(outside) == ["secret.md"]


def test_rules_of_a_repository_load_no_code(posts: Path) -> None:
    (posts / "evil.py").write_text(
        "open('loaded', 'w').close()\ndef run(el, argument, work): pass\n", "utf-8"
    )
    (posts / ".normalizer.yaml").write_text("rules: []\nactions: {mine: 'evil:run'}\n", "utf-8")
    done = subprocess.run([*COMMAND, "글 00.md"], cwd=posts, check=False, capture_output=True)
    assert done.returncode == 2
    assert b"--python-actions" in done.stderr
    assert not (posts / "loaded").exists()
    assert _states(posts)["old"] == 60
