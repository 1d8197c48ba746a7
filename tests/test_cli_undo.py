"""The way back: originals kept aside, a manifest written ahead, and an undo that spares later edits."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from pathlib import Path

import pytest

from normalizer.cli import main
from normalizer.disk import backup, files

DIRTY = '<p data-ke-size="size16">한 <b><span style="color: #ee2323;">굵은 글</span></b> 낱말.</p>\n'
CLEAN = "한 **굵은 글** 낱말.\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("PRE_COMMIT", raising=False)
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    for name in ("a.md", "글/b.md", "c.md"):
        path = Path(name)
        path.parent.mkdir(exist_ok=True)
        path.write_text(DIRTY)
    Path("clean.md").write_text(CLEAN)
    return tmp_path


def fixed() -> str:
    assert main(["fix", "--backup", ".bak", "."]) == 0
    (run,) = os.listdir(".bak")
    return run


def test_there_and_back(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.chmod("a.md", 0o640)
    run = fixed()
    assert f"normalizer undo .bak/{run}" in capsys.readouterr().err
    assert Path("a.md").read_text() == CLEAN
    assert main(["undo", "--backup", ".bak", run]) == 0
    assert [Path(name).read_text() for name in ("a.md", "글/b.md", "c.md", "clean.md")] == [
        DIRTY,
        DIRTY,
        DIRTY,
        CLEAN,
    ]
    assert stat.S_IMODE(os.stat("a.md").st_mode) == 0o640
    assert len(capsys.readouterr().out.split()) == 3
    assert main(["undo", f".bak/{run}"]) == 0  # again: nothing left to do


def test_the_manifest(here: Path) -> None:
    head, *entries = map(json.loads, Path(".bak", fixed(), "manifest.jsonl").read_text().splitlines())
    assert set(head) == {"run", "version", "rules", "started"}
    assert len(entries) == 3
    assert all(len(entry["before"]) == len(entry["after"]) == 64 for entry in entries)
    subprocess.run(["git", "init", "-q", "."], check=True)
    listed = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=all"], capture_output=True, text=True, check=True
    )
    assert ".bak/" not in listed.stdout


def test_what_was_edited_since_is_left_alone(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = fixed()
    Path("a.md").write_text(CLEAN + "mine\n")
    Path("c.md").unlink()
    assert main(["undo", f".bak/{run}"]) == 1
    message = capsys.readouterr().err
    assert "a.md: edited or removed since the run" in message
    assert "c.md: edited or removed since the run" in message
    assert Path("a.md").read_text() == CLEAN + "mine\n"
    assert not Path("c.md").exists()
    assert Path("글/b.md").read_text() == DIRTY


def test_a_new_file_goes_again(here: Path) -> None:
    Path("page.html").write_text(DIRTY)
    assert main(["fix", "--to", "markdown", "--backup", ".bak", "page.html"]) == 0
    assert Path("page.md").exists()
    (run,) = os.listdir(".bak")
    assert main(["undo", f".bak/{run}"]) == 0
    assert not Path("page.md").exists()
    assert Path("page.html").read_text() == DIRTY


def test_a_run_that_was_killed_can_be_undone(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The entry and the copy are on the disk before the file is touched."""
    write = files.atomic_write
    monkeypatch.setattr(
        files,
        "atomic_write",
        lambda path, data: write(path, data) if ".bak" in str(path) or "a.md" in str(path) else exit(9),
    )
    with pytest.raises(SystemExit):
        main(["fix", "--backup", ".bak", "a.md", "c.md"])
    monkeypatch.setattr(files, "atomic_write", write)
    assert (Path("a.md").read_text(), Path("c.md").read_text()) == (CLEAN, DIRTY)
    (run,) = os.listdir(".bak")
    manifest = Path(".bak", run, "manifest.jsonl")
    manifest.write_text(manifest.read_text() + '{"path": "/x", "bef')
    assert main(["undo", f".bak/{run}"]) == 0
    assert (Path("a.md").read_text(), Path("c.md").read_text()) == (DIRTY, DIRTY)


def test_a_damaged_copy_is_not_put_back(here: Path) -> None:
    run = fixed()
    for copy in Path(".bak", run).glob("0*"):
        copy.write_text("damaged")
    assert main(["undo", f".bak/{run}"]) == 1
    assert Path("a.md").read_text() == CLEAN


def edited_manifest(run: str, **changed: object) -> None:
    """As if a repository had brought a manifest of its own."""
    manifest = Path(".bak", run, "manifest.jsonl")
    head, *entries = map(json.loads, manifest.read_text().splitlines())
    lines = [head, *({**entry, **changed} for entry in entries)]
    manifest.write_text("".join(json.dumps(line) + "\n" for line in lines))


OUTSIDE = CLEAN.encode()


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("{above}/outside.md", "outside of"),
        ("{here}/sub/../../outside.md", "not what normalizer writes"),
        ("../outside.md", "not what normalizer writes"),
        ("a.md", "not what normalizer writes"),
        ("{here}/link.md", "outside of"),
        ("{here}/linked/outside.md", "outside of"),
        ("{here}/.git/config", "version control"),
        ("{here}/sub/.GIT/hooks/x", "version control"),
    ],
)
@pytest.mark.parametrize("new", [True, False])
def test_a_manifest_reaches_only_the_tree(
    here: Path, capsys: pytest.CaptureFixture[str], path: str, reason: str, new: bool
) -> None:
    run = fixed()
    tree = here / "tree"
    for name in ("sub/.GIT/hooks", ".git"):
        (tree / name).mkdir(parents=True)
    os.rename(".bak", tree / ".bak")
    os.chdir(tree)
    victims = [here / "outside.md", tree / "a.md", tree / ".git/config", tree / "sub/.GIT/hooks/x"]
    for victim in victims:
        victim.write_bytes(OUTSIDE)
    (tree / "link.md").symlink_to(here / "outside.md")
    (tree / "linked").symlink_to(here)
    changed = {"before": "", "copy": ""} if new else {}
    edited_manifest(run, path=path.format(above=here, here=tree), **changed)
    assert main(["undo", f".bak/{run}"]) == 1
    assert reason in capsys.readouterr().err
    assert all(victim.read_bytes() == OUTSIDE for victim in victims)
    assert (tree / "link.md").is_symlink()


@pytest.mark.parametrize(
    "changed",
    [
        {"after": ""},
        {"copy": "../../a.md"},
        {"copy": "/etc/passwd"},
        {"copy": ""},
        {"before": ""},
        {"path": ["a"]},
    ],
)
def test_an_entry_that_no_run_makes(
    here: Path, capsys: pytest.CaptureFixture[str], changed: dict[str, object]
) -> None:
    run = fixed()
    edited_manifest(run, **changed)
    assert main(["undo", f".bak/{run}"]) == 1
    assert "not what normalizer writes" in capsys.readouterr().err
    assert Path("a.md").read_text() == CLEAN


def test_another_tree(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = fixed()
    (here / "elsewhere").mkdir()
    os.chdir("elsewhere")
    assert main(["undo", f"../.bak/{run}"]) == 1
    assert "--tree DIR names another tree" in capsys.readouterr().err
    assert main(["undo", "--tree", "..", f"../.bak/{run}"]) == 0
    assert (here / "a.md").read_text() == DIRTY


def test_no_such_run(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["undo", "20200101-000000-0000"]) == 2
    assert "no such run" in capsys.readouterr().err


def test_a_manifest_that_is_not_ours(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = fixed()
    manifest = Path(".bak", run, "manifest.jsonl")
    manifest.write_text("nonsense\n" + manifest.read_text())
    assert main(["undo", f".bak/{run}"]) == 2
    assert "manifest.jsonl:1: not a line that normalizer wrote" in capsys.readouterr().err


def test_backups_are_not_walked(here: Path) -> None:
    assert main(["fix", "--backup", backup.DEFAULT_FOLDER, "."]) == 0
    assert main(["check", "."]) == 0


@pytest.mark.parametrize("dirty", [True, False])
def test_a_dirty_git_tree_is_warned_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], dirty: bool
) -> None:
    monkeypatch.delenv("PRE_COMMIT", raising=False)
    monkeypatch.chdir(tmp_path)
    Path("a.md").write_text(DIRTY)
    Path("b.md").write_text("x\n")
    for command in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", *command], check=True)
    if dirty:
        Path("b.md").write_text("y\n")
    assert main(["fix", "a.md"]) == 0
    assert ("1 file in this git tree has uncommitted changes" in capsys.readouterr().err) is dirty
