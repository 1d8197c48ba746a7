"""Finding files as git does, and replacing them whole or not at all."""

from __future__ import annotations

import os
import resource
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from normalizer.disk import files
from normalizer.disk.files import Selection, collect


def make(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x\n")


def git(root: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-C", root, "-c", "user.name=a", "-c", "user.email=a@b.c", *arguments],
        check=True,
        capture_output=True,
    )


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


TREE = (
    "a.md",
    "b.markdown",
    "c.HTML",
    "d.htm",
    "e.txt",
    "node_modules/x.md",
    "_site/y.html",
    "글/한국어.md",
    "drafts/z.md",
    "drafts/keep.md",
)


@pytest.mark.parametrize("inside_git", [True, False])
def test_a_directory_is_walked_as_git_sees_it(here: Path, inside_git: bool) -> None:
    make(here, *TREE)
    (here / ".gitignore").write_text("drafts/*\n!drafts/keep.md\n")
    if inside_git:
        git(here, "init", "-q")
        git(here, "add", "a.md")
    assert collect(["."]).files == ["a.md", "b.markdown", "c.HTML", "d.htm", "drafts/keep.md", "글/한국어.md"]


def test_nested_ignore_files_outside_git(here: Path) -> None:
    make(here, "p/a.md", "p/b.md", "p/q/a.md", "p/q/b.md")
    (here / ".gitignore").write_text("b.md\n")
    (here / "p/q/.gitignore").write_text("!b.md\na.md\n")
    assert collect(["."]).files == ["p/a.md", "p/q/b.md"]


def test_a_file_that_git_knows_but_that_is_gone(here: Path) -> None:
    git(here, "init", "-q")
    make(here, "a.md", "b.md")
    git(here, "add", ".")
    (here / "a.md").unlink()
    assert collect(["."]).files == ["b.md"]


def test_unmerged_files_are_listed_once(here: Path) -> None:
    git(here, "init", "-q", "-b", "main")
    make(here, "a.md")
    git(here, "add", ".")
    git(here, "commit", "-qm", "1")
    git(here, "checkout", "-qb", "other")
    (here / "a.md").write_text("other\n")
    git(here, "commit", "-qam", "2")
    git(here, "checkout", "-q", "main")
    (here / "a.md").write_text("main\n")
    git(here, "commit", "-qam", "3")
    subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", "merge", "other"],
        capture_output=True,
        check=False,
    )
    assert collect(["."]).files == ["a.md"]


def test_named_files_are_taken_whatever_their_suffix_and_once(here: Path) -> None:
    make(here, "a.txt", "b.md")
    assert collect(["a.txt", "b.md", "./b.md", "."]).files == ["a.txt", "b.md"]


def test_a_file_in_several_spellings_is_taken_once(here: Path) -> None:
    make(here, "posts/a.md", "posts/b.md")
    (here / "link").symlink_to("posts")
    (here / "link.md").symlink_to("posts/b.md")
    spellings = ["posts/a.md", "./posts/a.md", str(here / "posts/a.md"), "posts/../posts//a.md", "link/a.md"]
    for first in spellings:
        assert collect([first, *spellings]).files == [first]
    assert collect([str(here / "posts/a.md"), "posts"]).files == [str(here / "posts/a.md"), "posts/b.md"]
    assert collect(["link.md", "posts"]).files == ["posts/b.md", "posts/a.md"]
    assert collect(["posts", "link.md"]).files == ["posts/a.md", "posts/b.md"]


def test_exclude_leaves_named_files_in_unless_forced(here: Path) -> None:
    make(here, "a.md", "old/b.md", "node_modules/c.md")
    assert collect(["."], Selection(("old/",))).files == ["a.md"]
    assert collect(["old/b.md"], Selection(("old/",))).files == ["old/b.md"]
    forced = Selection(("old/",), force_exclude=True)
    assert collect(["old/b.md", "a.md", "node_modules/c.md"], forced).files == ["a.md"]


def test_what_gives_no_file_is_named(here: Path) -> None:
    (here / "empty").mkdir()
    (here / "dangling.md").symlink_to("nowhere.md")
    found = collect(["no.md", "empty", "dangling.md"])
    assert found.files == []
    assert [problem.split(":")[0] for problem in found.problems] == ["no.md", "empty", "dangling.md"]
    assert "broken symbolic link" in found.problems[2]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
@pytest.mark.parametrize("inside_git", [True, False])
def test_a_directory_that_cannot_be_read_is_named(here: Path, inside_git: bool) -> None:
    if inside_git:
        git(here, "init", "-q")
    make(here, "a.md", "locked/b.md")
    (here / "locked").chmod(0)
    try:
        found = files.collect(["."])
        named = files.collect(["locked/b.md"])
    finally:
        (here / "locked").chmod(0o755)
    assert [Path(name).name for name in found.files] == ["a.md"]
    assert "Permission denied" in found.problems[0]
    assert named.problems == ["locked/b.md: Permission denied"]


def test_walking_follows_no_symbolic_link(here: Path) -> None:
    make(here, "in/a.md", "out/b.md")
    (here / "in/link.md").symlink_to("../out/b.md")
    (here / "in/folder").symlink_to("../out", target_is_directory=True)
    (here / "in/loop").symlink_to(".", target_is_directory=True)
    assert collect(["in"]).files == ["in/a.md"]


@pytest.mark.parametrize("mode", [0o644, 0o600, 0o755, 0o664])
def test_a_write_keeps_the_mode(here: Path, mode: int) -> None:
    make(here, "a.md")
    os.chmod("a.md", mode)
    files.atomic_write("a.md", b"new")
    assert stat.S_IMODE(os.stat("a.md").st_mode) == mode
    assert (here / "a.md").read_bytes() == b"new"
    assert os.listdir() == ["a.md"]


def test_a_new_file_has_the_mode_of_any_new_file(here: Path) -> None:
    make(here, "other.md")
    files.atomic_write("a.md", b"new")
    assert os.stat("a.md").st_mode == os.stat("other.md").st_mode


def test_the_longest_name_that_the_file_system_takes(here: Path) -> None:
    name = "가" * 84 + ".md"
    files.atomic_write(name, b"1")
    files.atomic_write(name, b"2")
    assert Path(name).read_bytes() == b"2"
    assert len(os.listdir()) == 1


def test_a_link_inside_the_tree_is_written_through(here: Path) -> None:
    (here / ".git").mkdir()
    make(here, "docs/a.md")
    (here / "link.md").symlink_to("docs/a.md")
    files.atomic_write("link.md", b"new")
    assert (here / "link.md").is_symlink()
    assert (here / "docs/a.md").read_bytes() == b"new"


def test_a_link_out_of_the_tree_is_refused(here: Path) -> None:
    make(here, "secret.md", "repo/.git/HEAD")
    (here / "repo/link.md").symlink_to("../secret.md")
    with pytest.raises(OSError, match="leads out of the tree"):
        files.atomic_write("repo/link.md", b"new")
    assert (here / "secret.md").read_text() == "x\n"


WRITE = (
    "import sys; from normalizer.disk import files; files.atomic_write(sys.argv[1], b'y' * int(sys.argv[2]))"
)


def test_a_full_disk_loses_nothing(here: Path) -> None:
    """The limit on file sizes stands in for a full disk: the write fails half way."""
    make(here, "a.md")

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))

    done = subprocess.run(
        [sys.executable, "-c", WRITE, "a.md", "1000000"], preexec_fn=limit, capture_output=True, check=False
    )
    assert done.returncode != 0
    assert b"File too large" in done.stderr
    assert (here / "a.md").read_text() == "x\n"
    assert os.listdir() == ["a.md"]


def test_a_full_file_system_loses_nothing(tmp_path: Path) -> None:
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(tmp_path)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a tmpfs")
    try:
        make(tmp_path, "a.md")
        with pytest.raises(OSError, match="No space left"):
            files.atomic_write(tmp_path / "a.md", b"y" * 1_000_000)
        assert (tmp_path / "a.md").read_text() == "x\n"
        assert os.listdir(tmp_path) == ["a.md"]
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


SLOW_WRITE = """
import os, sys
from normalizer import files
def slow(descriptor):
    print("writing", flush=True)
    import time; time.sleep(30)
os.fsync = slow
files.atomic_write("a.md", b"y" * 1000)
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_kill_in_the_middle_leaves_the_old_file(here: Path, number: int) -> None:
    make(here, "a.md")
    with subprocess.Popen(
        [sys.executable, "-c", SLOW_WRITE], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(number)
        process.wait(10)
    assert (here / "a.md").read_text() == "x\n"
    if number == signal.SIGINT:
        assert os.listdir() == ["a.md"]


def test_readers_see_the_old_or_the_new_file_only(here: Path) -> None:
    (here / "a.md").write_bytes(b"0" * 100_000)
    loop = "from normalizer.disk import files\nfor i in range(300): files.atomic_write('a.md', b'%d' % (i % 10) * 100_000)"
    with subprocess.Popen([sys.executable, "-c", loop]) as writer:
        deadline = time.monotonic() + 20
        while writer.poll() is None and time.monotonic() < deadline:
            content = (here / "a.md").read_bytes()
            assert len(content) == 100_000
            assert len(set(content)) == 1
