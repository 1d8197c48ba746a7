"""The hooks under the real pre-commit, in real git repositories."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
DIRTY = '<p data-ke-size="size16">한 <b><span style="color: #ee2323;">굵은 글</span></b> 낱말.</p>\n'
CLEAN = "한 **굵은 글** 낱말.\n"
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(
        not (shutil.which("pre-commit") and shutil.which("git")), reason="needs pre-commit and git"
    ),
]


class Repository:
    """A git repository with our hooks, run with the interpreter of the tests instead of an environment of their own."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        self.environment = {**os.environ, "PRE_COMMIT_HOME": str(home), "GIT_CONFIG_GLOBAL": os.devnull}
        for name in ("GIT_DIR", "GIT_INDEX_FILE", "PRE_COMMIT", "NORMALIZER_CACHE_DIR"):
            self.environment.pop(name, None)
        folder.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")
        self.git("config", "user.name", "a")
        self.git("config", "user.email", "a@b.c")

    def configure(self, *names: str, arguments: tuple[str, ...] = ()) -> None:
        hooks = []
        for name in names:
            hook = {**HOOKS[name], "language": "system", "args": list(arguments)}
            hook["entry"] = hook["entry"].replace("normalizer", f"{sys.executable} -m normalizer", 1)
            hooks.append(hook)
        self.write(".pre-commit-config.yaml", yaml.safe_dump({"repos": [{"repo": "local", "hooks": hooks}]}))
        self.run("pre-commit", "install", "-t", "pre-commit", "-t", "pre-merge-commit")
        self.git("add", ".pre-commit-config.yaml")

    def write(self, name: str, content: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")

    def read(self, name: str) -> str:
        return (self.folder / name).read_text("utf-8")

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )

    def git(self, *arguments: str) -> str:
        done = self.run("git", *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository", tmp_path / "home")


def test_fix_rewrites_and_stops_the_commit_once(repository: Repository) -> None:
    repository.configure("normalizer")
    repository.write("글.md", DIRTY)
    repository.git("add", ".")
    first = repository.run("git", "commit", "-m", "x")
    assert first.returncode == 1
    assert "files were modified by this hook" in first.stderr
    assert "글.md:1:" in first.stderr
    assert repository.read("글.md") == CLEAN
    repository.git("add", ".")
    repository.git("commit", "-qm", "x")


def test_check_stops_the_commit_and_changes_nothing(repository: Repository) -> None:
    repository.configure("normalizer-check")
    repository.write("글.md", DIRTY)
    repository.git("add", ".")
    done = repository.run("git", "commit", "-m", "x")
    assert done.returncode == 1
    assert "exit code: 1" in done.stderr
    assert "modified by" not in done.stderr
    assert repository.read("글.md") == DIRTY


def test_a_clean_commit_says_nothing(repository: Repository) -> None:
    repository.configure("normalizer", "normalizer-check")
    repository.write("a.md", CLEAN)
    repository.git("add", ".")
    done = repository.run("git", "commit", "-m", "x")
    assert done.returncode == 0
    assert done.stderr.count("Passed") == 2


def test_a_thousand_files_with_korean_names(repository: Repository) -> None:
    repository.configure("normalizer")
    for number in range(1000):
        repository.write(
            f"글/한국어 제목이 꽤 긴 글 {number:04}.md",
            f"# {number}\n\n{DIRTY if number % 100 == 0 else CLEAN}",
        )
    repository.git("add", ".")
    done = repository.run("git", "commit", "-qm", "x")
    assert done.returncode == 1
    assert len(repository.git("diff", "--name-only", "-z").split("\0")) - 1 == 10
    assert all(
        repository.read(f"글/한국어 제목이 꽤 긴 글 {number:04}.md") == f"# {number}\n\n{CLEAN}"
        for number in range(0, 1000, 100)
    )
    repository.git("add", ".")
    repository.git("commit", "-qm", "x")


def test_what_is_not_staged_is_not_touched(repository: Repository) -> None:
    repository.configure("normalizer")
    repository.write("a.md", f"one\n\ntwo\n\nthree\n\n{CLEAN}")
    repository.write("b.md", CLEAN)
    repository.git("add", ".")
    repository.git("commit", "-qm", "x")
    repository.write("a.md", f"one\n\n{DIRTY}\nthree\n\n{CLEAN}")
    repository.git("add", "a.md")
    repository.write("a.md", f"one, not staged\n\n{DIRTY}\nthree\n\n{CLEAN}")
    repository.write("b.md", DIRTY)
    done = repository.run("git", "commit", "-m", "y")
    assert done.returncode == 1
    # Either the fix joins the unstaged edit, or pre-commit finds a conflict and rolls the fix back; nothing is lost.
    assert repository.read("a.md").startswith("one, not staged\n")
    assert repository.read("b.md") == DIRTY


def test_an_excluded_file_that_is_named_stays_out(repository: Repository) -> None:
    repository.configure("normalizer", arguments=("--exclude", "archive/"))
    repository.write("archive/a.md", DIRTY)
    repository.write("node_modules/x/README.md", DIRTY)
    repository.git("add", "-f", ".")
    repository.git("commit", "-qm", "x")
    assert repository.read("archive/a.md") == DIRTY


def test_a_merge_commit(repository: Repository) -> None:
    repository.configure("normalizer")
    repository.write("a.md", CLEAN)
    repository.git("add", ".")
    repository.git("commit", "-qm", "base")
    repository.git("checkout", "-qb", "topic")
    repository.write("b.md", DIRTY)
    repository.git("add", ".")
    repository.git("commit", "-qnm", "unchecked")
    repository.git("checkout", "-q", "main")
    repository.write("c.md", CLEAN)
    repository.git("add", ".")
    repository.git("commit", "-qm", "main")
    done = repository.run("git", "merge", "--no-ff", "--no-edit", "topic")
    assert done.returncode != 0
    assert repository.read("b.md") == CLEAN
    repository.git("add", ".")
    repository.git("commit", "-q", "--no-edit")
    assert len(repository.git("log", "-1", "--format=%P").split()) == 2


def test_a_bad_file_is_told_and_the_others_are_fixed(repository: Repository) -> None:
    repository.configure("normalizer")
    (repository.folder / "bad.md").write_bytes("한글 <b>x</b>".encode("cp949"))
    repository.write("a.md", DIRTY)
    repository.git("add", ".")
    done = repository.run("git", "commit", "-m", "x")
    assert done.returncode == 1
    assert "bad.md: line 1: not UTF-8 text" in done.stderr
    assert repository.read("a.md") == CLEAN


def test_installed_from_a_clone(tmp_path: Path) -> None:
    """As a user has it: pre-commit clones the project and builds the hook's environment."""
    subprocess.run(["git", "clone", "-q", ROOT, tmp_path / "clone"], check=True)
    repository = Repository(tmp_path / "repository", tmp_path / "home")
    repository.write("글.md", DIRTY)
    repository.git("add", ".")
    tried = {
        name: repository.run("pre-commit", "try-repo", str(tmp_path / "clone"), name, "--all-files")
        for name in HOOKS
    }
    output = tried["normalizer-check"].stdout + tried["normalizer-check"].stderr
    if "No matching distribution" in output or "ConnectionError" in output:
        pytest.skip("needs the package index")
    assert "files were modified by this hook" in tried["normalizer"].stdout, tried["normalizer"].stdout
    assert repository.read("글.md") == CLEAN
    assert tried["normalizer-check"].returncode == 0, output
