"""The command line as its users meet it: what it prints, what it writes, and how it leaves."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from normalizer.cli import main

DIRTY = '<p data-ke-size="size16">한 <b><span style="color: #ee2323;">굵은 글</span></b> 낱말.</p>\n'
CLEAN = "한 **굵은 글** 낱말.\n"
FRONT = "---\ntitle: '글 <b>'\n---\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty directory that is a repository's root, with a cache of its own and no surroundings."""
    for name in ("PRE_COMMIT", "NO_COLOR", "FORCE_COLOR", "NORMALIZER_CACHE_DIR", "NORMALIZER_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, content: str | bytes) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def start(*arguments: str, **options: object) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    command = [sys.executable, "-m", "normalizer", *arguments]
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, **options)  # type: ignore[call-overload,no-any-return]


def run(*arguments: str, data: bytes = b"", **options: object) -> tuple[int, bytes, bytes]:
    with start(*arguments, **options) as process:
        out, err = process.communicate(data, timeout=60)
    return process.returncode, out, err


class TestExitCodes:
    def test_clean(self, here: Path) -> None:
        write("a.md", CLEAN)
        assert [main([command, "a.md"]) for command in ("check", "fix", "diff")] == [0, 0, 0]

    def test_dirty(self, here: Path) -> None:
        path = write("a.md", DIRTY)
        assert main(["check", "a.md"]) == 1
        assert main(["diff", "a.md"]) == 1
        assert path.read_text() == DIRTY
        assert main(["fix", "a.md"]) == 0
        assert path.read_text() == CLEAN
        assert main(["check", "a.md"]) == 0

    def test_check_is_the_default(self, here: Path) -> None:
        write("a.md", DIRTY)
        assert main(["a.md"]) == 1
        assert main(["--exit-zero", "a.md"]) == 0
        assert main(["."]) == 1

    def test_exit_non_zero_on_fix(self, here: Path) -> None:
        write("a.md", DIRTY)
        assert main(["fix", "--exit-non-zero-on-fix", "a.md"]) == 1
        assert main(["fix", "--exit-non-zero-on-fix", "a.md"]) == 0

    def test_nothing_said_is_help(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([]) == 2
        assert "usage: normalizer" in capsys.readouterr().err
        assert main(["--help"]) == 0
        assert "exit codes:" in capsys.readouterr().out

    @pytest.mark.parametrize(
        "command", ["check", "fix", "diff", "explain", "rules", "init", "undo", "clean-cache", "completion"]
    )
    def test_every_command_has_help(self, command: str, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as left:
            main([command, "--help"])
        assert left.value.code == 0
        assert f"normalizer {command}" in capsys.readouterr().out

    def test_version(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--version"]) == 0
        assert capsys.readouterr().out.startswith("normalizer ")


BAD = {
    "no such file": (None, ["no.md"], "no.md: no such file"),
    "not UTF-8": (
        "한글 <b>x</b>".encode("cp949"),
        ["a.md"],
        "a.md: line 1: not UTF-8 text; name its encoding, as in --encoding",
    ),
    "NUL bytes": (b"a\0<b>b</b>", ["a.md"], "a.md: line 1: a NUL byte"),
    "unknown encoding": (
        b"<b>x</b>",
        ["--encoding", "klingon", "a.md"],
        "--encoding klingon: no such encoding",
    ),
    "no such rules file": (DIRTY.encode(), ["--rules", "no.yaml", "a.md"], "no.yaml"),
    "unknown preset": (DIRTY.encode(), ["--rules", "tistori", "a.md"], "did you mean 'tistory'"),
    "no such engine": (DIRTY.encode(), ["--verify-with", "no-such-engine", "a.md"], "no-such-engine"),
    "unknown rule": (
        DIRTY.encode(),
        ["--select", "paragraph-spacr", "a.md"],
        "did you mean 'paragraph-spacer'",
    ),
    "a name for no standard input": (DIRTY.encode(), ["--stdin-filename", "b.md"], "add - to read that"),
    "standard input among files": (DIRTY.encode(), ["-", "a.md"], "cannot be mixed"),
}


class TestOneFileInSeveralSpellings:
    def test_it_is_counted_once(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.md", CLEAN)
        assert main(["check", "a.md", "./a.md", str(here / "a.md")]) == 0
        assert capsys.readouterr().err == "1 file is clean\n"

    @pytest.mark.parametrize("jobs", ["1", "2"])
    def test_it_is_reported_and_written_once(
        self, here: Path, capsys: pytest.CaptureFixture[str], jobs: str
    ) -> None:
        path = write("a.md", DIRTY)
        names = ["a.md", "./a.md", str(here / "a.md"), "."]
        assert main(["check", "--output-format", "json", *names]) == 1
        assert [file["path"] for file in json.loads(capsys.readouterr().out)["files"]] == ["a.md"]
        assert main(["fix", "-j", jobs, *names]) == 0
        assert path.read_text() == CLEAN


class TestUnknownRuleInAComment:
    COMMENT = "<!-- normalizer-disable paragraph-spacr -->\n\n"
    WARNING = "a.md:1: warning: no rule 'paragraph-spacr' for this comment to keep out; did you mean 'paragraph-spacer'?"

    @pytest.mark.parametrize(
        ("command", "text", "code"),
        [
            ("check", COMMENT + DIRTY, 1),
            ("diff", COMMENT + DIRTY, 1),
            ("fix", COMMENT + DIRTY, 0),
            ("check", COMMENT + CLEAN, 0),
            ("diff", COMMENT + CLEAN, 0),
            ("fix", COMMENT + CLEAN, 0),
        ],
    )
    def test_it_is_told_and_changes_no_exit_code(
        self, here: Path, capsys: pytest.CaptureFixture[str], command: str, text: str, code: int
    ) -> None:
        write("a.md", text)
        for _ in range(2):  # the second time from the cache
            assert main([command, "a.md"]) == code
            assert self.WARNING in capsys.readouterr().err
            code = 0 if command == "fix" else code

    def test_rules_of_a_file_are_known(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        rule = "{id: own, why: w, level: proved, match: {tag: i}, do: [unwrap]"
        write(
            ".normalizer.yaml",
            f"rules:\n- {rule}, examples: [{{in: <i>a</i>, out: a}}], unchanged: [<b>a</b>]}}\n",
        )
        write("a.md", "<!-- normalizer-disable own -->\n\n<!-- normalizer-disable owm -->\n\n" + DIRTY)
        main(["check", "a.md"])
        assert capsys.readouterr().err.count("warning") == 1


class TestBadInput:
    @pytest.mark.parametrize("command", ["check", "fix", "diff"])
    @pytest.mark.parametrize("case", BAD)
    def test_a_message_with_the_path_and_nothing_written(
        self, here: Path, capsys: pytest.CaptureFixture[str], case: str, command: str
    ) -> None:
        content, arguments, message = BAD[case]
        if content is not None:
            write("a.md", content)
        assert main([command, *arguments]) == 2
        assert message in capsys.readouterr().err
        if content is not None:
            assert Path("a.md").read_bytes() == content

    def test_a_broken_pyproject_is_an_error(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        write("pyproject.toml", '[tool.normalizer\ndialect = "kramdown"\n')
        write("a.md", DIRTY)
        assert main(["check", "a.md"]) == 2
        assert "pyproject.toml:1:" in capsys.readouterr().err

    def test_sarif_of_a_name_that_is_not_utf8(self, here: Path) -> None:
        name = os.fsdecode(b"a\xff.md")
        write(name, DIRTY)
        code, out, _ = run("check", "--output-format", "sarif", name)
        assert code == 1
        assert b"a%FF.md" in out

    def test_unknown_option(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as left:
            main(["check", "--dialekt", "gfm", "a.md"])
        assert left.value.code == 2
        assert "did you mean '--dialect'?" in capsys.readouterr().err

    @pytest.mark.parametrize("arguments", [["chek", "a.md"], ["fxi"], ["chekc", "--diff", "a.md"]])
    def test_a_misspelt_command(
        self, here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
    ) -> None:
        write("a.md", DIRTY)
        assert main(arguments) == 2
        out, message = capsys.readouterr()
        assert out == ""
        assert (
            f"no command or file {arguments[0]!r}; did you mean '{'fix' if arguments[0] == 'fxi' else 'check'}'?"
            in message
        )

    def test_a_file_that_is_called_nearly_like_a_command(self, here: Path) -> None:
        write("fixe/a.md", CLEAN)
        assert main(["fixe"]) == 0

    def test_a_directory_without_files(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        write("empty/a.txt", DIRTY)
        assert main(["check", "empty"]) == 2
        assert "empty: no Markdown or HTML file" in capsys.readouterr().err

    def test_an_unreadable_file(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        os.chmod(write("a.md", DIRTY), 0)
        if os.access("a.md", os.R_OK):
            pytest.skip("root reads everything")
        assert main(["fix", "a.md"]) == 2
        assert "a.md: Permission denied" in capsys.readouterr().err

    def test_a_pipe_is_not_waited_for(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        os.mkfifo("a.md")
        assert main(["check", "--no-cache", "--color=never", "a.md"]) == 2
        assert "a.md: not a regular file" in capsys.readouterr().err

    @pytest.mark.parametrize("how", ["named", "found", "found beside clean files only"])
    def test_a_broken_rules_file(self, here: Path, capsys: pytest.CaptureFixture[str], how: str) -> None:
        write("posts/a.md", CLEAN if "clean" in how else DIRTY)
        write("posts/.normalizer.yaml" if "found" in how else "my.yaml", "select: default\nignor: [x]\n")
        assert main(["fix", *(["--rules", "my.yaml"] if how == "named" else []), "posts/a.md"]) == 2
        assert "yaml:2:" in (message := capsys.readouterr().err)
        assert "did you mean 'ignore'" in message
        assert Path("posts/a.md").read_text() in (DIRTY, CLEAN)

    @pytest.mark.parametrize("content", ["", "\n", FRONT, "\ufeff", "\ufeff" + FRONT])
    def test_nothing_in_it(self, here: Path, content: str) -> None:
        path = write("a.md", content)
        assert main(["check", "a.md"]) == 0
        assert main(["fix", "a.md"]) == 0
        assert path.read_text() == content

    def test_one_bad_file_does_not_keep_the_others(
        self, here: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write("a.md", DIRTY)
        write("b.md", b"\xff\xff<b>")
        write("c.md", DIRTY)
        assert main(["fix", "."]) == 2
        assert Path("a.md").read_text() == Path("c.md").read_text() == CLEAN
        assert "3 files: 2 rewritten" in capsys.readouterr().err

    def test_too_large_for_the_limits(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = write("a.md", "<div>" * 300_000 + "x")
        assert main(["fix", "a.md"]) == 2
        assert "a.md: " in capsys.readouterr().err
        assert path.stat().st_size == 1_500_001


class TestBytes:
    @pytest.mark.parametrize("line_end", ["\r\n", "\r"])
    @pytest.mark.parametrize("mode", [0o600, 0o644, 0o755])
    def test_what_is_not_html_survives_a_write(self, here: Path, mode: int, line_end: str) -> None:
        content = "\ufeff" + (FRONT + "앞\n\n" + DIRTY + "\n뒤").replace("\n", line_end)
        path = write("a.md", content)
        os.chmod(path, mode)
        assert main(["fix", "a.md"]) == 0
        assert path.read_bytes().decode() == "\ufeff" + (FRONT + "앞\n\n" + CLEAN + "\n뒤").replace(
            "\n", line_end
        )
        assert stat.S_IMODE(path.stat().st_mode) == mode

    @pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
    @pytest.mark.parametrize("name", ["a.md", "a.html"])
    def test_new_lines_end_as_the_others_do(self, here: Path, name: str, line_end: str) -> None:
        blocks = [
            f"{DIRTY}<ul><li>a</li><li>b</li></ul>\n",
            "<p>&nbsp;</p>\n\n",
            f"{DIRTY}\n\n{DIRTY}",
            "끝\n",
        ]
        path = write(name, "\n".join(blocks).replace("\n", line_end))
        assert main(["fix", name]) == 0
        written = path.read_bytes().decode()
        assert "data-ke" not in written
        assert not {"\r", "\n"} & set(written.replace(line_end, ""))
        assert main(["check", name]) == 0

    @pytest.mark.parametrize("encoding", ["cp949", "utf-16-le", "utf-16-be"])
    def test_other_encodings(self, here: Path, encoding: str) -> None:
        mark = "\ufeff" if encoding.startswith("utf-16") else ""
        path = write("a.md", (mark + DIRTY).encode(encoding))
        options = [] if mark else ["--encoding", encoding]
        assert main(["fix", *options, "a.md"]) == 0
        assert path.read_bytes() == (mark + CLEAN).encode(encoding)

    @pytest.mark.parametrize("encoding", ["cp949", "utf-16-le", "utf-16-be"])
    @pytest.mark.parametrize("cache", [[], ["--no-cache"]])
    def test_other_encodings_are_read_as_what_they_are(
        self, here: Path, encoding: str, cache: list[str]
    ) -> None:
        mark = "\ufeff" if encoding.startswith("utf-16") else ""
        text = "앞 낱말\n\n" + DIRTY
        write("a.md", (mark + text).encode(encoding))
        options = ([] if mark else ["--encoding", encoding]) + cache
        for _ in range(2):
            assert f"3 | {DIRTY}" in run("check", *options, "a.md")[1].decode()
        shown = on_a_terminal("check", "--diff", *options, "a.md")
        assert f" 앞 낱말\n \n-{DIRTY}+{CLEAN}" in shown
        patch = run("diff", *options, "a.md")[1]
        assert b"+" + CLEAN.rstrip("\n").encode(encoding.removesuffix("-be")) in patch or mark

    @pytest.mark.parametrize("encoding", ["cp949", "utf-8", "utf-8-sig", "utf-16"])
    def test_sarif_fixes_of_other_encodings(self, here: Path, encoding: str) -> None:
        before = DIRTY.rstrip("\n")
        write("a.md", before.encode(encoding))
        options = ["--encoding", encoding] if encoding == "cp949" else []
        report = json.loads(run("check", "--output-format", "sarif", *options, "a.md")[1])
        [result] = [one for one in report["runs"][0]["results"] if one["ruleId"] == "emphasised-colour-span"]
        assert (
            result["locations"][0]["physicalLocation"]["region"]["startColumn"] == before.index("<span") + 1
        )
        [replacement] = result["fixes"][0]["artifactChanges"][0]["replacements"]
        assert replacement["insertedContent"]["text"] == CLEAN.rstrip("\n")
        assert replacement["deletedRegion"] == {
            "startLine": 1,
            "startColumn": 1,
            "endLine": 1,
            "endColumn": len(before) + 1,
        }

    def test_a_link_out_of_the_tree_is_left_alone(
        self, here: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write("out/secret.md", DIRTY)
        write("in/.git/HEAD", "")
        Path("in/a.md").symlink_to("../out/secret.md")
        assert main(["fix", "in/a.md"]) == 2
        assert "leads out of the tree" in capsys.readouterr().err
        assert Path("out/secret.md").read_text() == DIRTY


class TestHtml:
    def test_clean_html_in_place(self, here: Path) -> None:
        path = write("a.html", DIRTY)
        assert main(["fix", "a.html"]) == 0
        assert "data-ke" not in path.read_text()
        assert "<b>굵은 글</b>" in path.read_text().replace("strong>", "b>")

    def test_markdown_beside(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = write("a.html", DIRTY)
        assert main(["check", "--to", "markdown", "a.html"]) == 1
        assert main(["diff", "--to", "markdown", "a.html"]) == 1
        assert "new file mode" in capsys.readouterr().out
        assert not Path("a.md").exists()
        assert main(["fix", "--to", "markdown", "a.html"]) == 0
        assert (path.read_text(), Path("a.md").read_text()) == (DIRTY, CLEAN)

    def test_never_over_an_existing_file(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.html", DIRTY)
        write("a.md", "mine\n")
        assert main(["fix", "--to", "markdown", "a.html"]) == 2
        assert "a.md exists" in capsys.readouterr().err
        assert Path("a.md").read_text() == "mine\n"
        assert main(["fix", "--to", "markdown", "--force", "a.html"]) == 0
        assert Path("a.md").read_text() == CLEAN


def on_a_terminal(*arguments: str, answers: bytes = b"") -> str:
    """What a run writes on a terminal, line ends as it wrote them."""
    import pty

    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "normalizer", *arguments],
        stdin=subprocess.PIPE,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "NO_COLOR": "1"},
    ) as process:
        os.close(theirs)
        assert process.stdin is not None
        process.stdin.write(answers)
        process.stdin.close()
        written = b""
        with contextlib.suppress(OSError):  # Linux says so at the end
            while piece := os.read(ours, 4096):
                written += piece
        os.close(ours)
    return written.replace(b"\r\n", b"\n").decode()


class TestTerminal:
    NAME = "a\x1b[2J\nb\x9b.md"
    TEXT = "x\x1b]0;y\x07\rz \x9b1m\n\n" + DIRTY

    @pytest.mark.parametrize(
        ("arguments", "spelt"),
        [
            (["check"], "a\\x1b[2J\\nb\\x9b.md:3:"),
            (["check", "--output-format", "concise"], "a\\x1b[2J\\nb\\x9b.md:3:"),
            (["check", "--statistics"], "declared"),
            (["check", "--output-format", "github"], "file=a\\x1b[2J%0Ab\\x9b.md,line=3"),
            (["check", "--output-format", "junit"], "declared"),
            (["check", "--show-files"], '"a\\033[2J\\nb\\302\\233.md"'),
            (["check", "--show-settings"], "a\\x1b[2J\\nb\\x9b.md\n"),
            (["diff"], " x\\x1b]0;y\\x07\\rz \\x9b1m\n"),
            (["fix", "--review"], " x\\x1b]0;y\\x07\\rz \\x9b1m\n"),
            (["fix", "--to", "klingon\x1b"], "klingon\\x1b"),
            (["fix", "--encoding", "klingon\x1b"], "klingon\\x1b"),
            (["fix", "--rules", "no\x1b.yaml"], "no\\x1b.yaml"),
            (["fix", "--encoding", "ascii"], "a\\x1b[2J\\nb\\x9b.md: line 1: not ascii"),
            (["fix", "--exclude", "*"], "no Markdown or HTML file"),
        ],
        ids=str,
    )
    def test_nothing_is_obeyed(self, here: Path, arguments: list[str], spelt: str) -> None:
        write(self.NAME, self.TEXT)
        shown = on_a_terminal(*arguments, ".", answers=b"n\n")
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", shown)
        if spelt != "declared":
            assert spelt in shown

    def test_undo_and_errors(self, here: Path) -> None:
        write(self.NAME, self.TEXT)
        missing = on_a_terminal("check", "no\x1b.md")
        assert missing == "normalizer: no\\x1b.md: no such file or directory\n"
        shown = on_a_terminal("fix", "--backup", "b\x1b", ".")
        [folder] = Path("b\x1b").iterdir()
        shown += on_a_terminal("undo", "--backup", "b\x1b", folder.name)
        assert "a\\x1b[2J\\nb\\x9b.md\n" in shown
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", shown)

    def test_a_patch_for_a_pipe_holds_the_bytes(self, here: Path) -> None:
        write("a.md", self.TEXT.replace("\n", "\r\n"))
        out = run("diff", "a.md")[1]
        assert self.TEXT[:12].encode() in out
        assert b"\r\n" in out
        subprocess.run(["git", "init", "-q", "."], check=True)
        subprocess.run(["git", "-c", "core.autocrlf=false", "apply", "-"], input=out, check=True)
        assert main(["check", "a.md"]) == 0


class TestStandardInput:
    def test_fix_is_a_filter(self, here: Path) -> None:
        code, out, _ = run("fix", "--stdin-filename", "a.md", "-", data=DIRTY.encode())
        assert (code, out.decode()) == (0, CLEAN)

    def test_what_is_clean_passes_as_it_is(self, here: Path) -> None:
        data = b"\xef\xbb\xbf*x*\r\nno end"
        assert run("fix", "-", data=data)[:2] == (0, data)

    def test_the_name_decides_the_kind_and_the_dialect(self, here: Path) -> None:
        write("_config.yml", "")
        assert b"kramdown" in run("check", "--show-settings", "--stdin-filename", "_posts/a.md", "-")[1]
        code, out, _ = run("check", "--stdin-filename", "posts/글.md", "-", data=DIRTY.encode())
        assert code == 1
        assert "posts/글.md:1:".encode() in out

    def test_an_error_writes_nothing(self, here: Path) -> None:
        code, out, err = run("fix", "-", data=b"\xff<b>")
        assert (code, out) == (2, b"")
        assert b"<stdin>: line 1: not UTF-8" in err

    def test_fix_says_what_is_left_and_writes_the_report_asked_for(self, here: Path) -> None:
        data = b"<!-- normalizer-disable-next-line paragraph-spacer -->\n\n" + DIRTY.encode()
        code, _, err = run("fix", "-", data=data)
        assert code == 1
        assert b"<stdin>:1: left as it was: unused suppression" in err
        assert run("fix", "-o", "r.json", "--output-format", "json", "-", data=data)[0] == 1
        assert "unused suppression" in Path("r.json").read_text("utf-8")

    @pytest.mark.parametrize(("closed", "words"), [(">&-", "output is closed"), ("<&-", "input is closed")])
    def test_closed_streams(self, here: Path, closed: str, words: str) -> None:
        line = f'"{sys.executable}" -m normalizer fix - {closed}'
        done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False, input=None)
        assert (done.returncode, done.stderr) == (2, f"normalizer: standard {words}\n")

    def test_diff(self, here: Path) -> None:
        code, out, _ = run("diff", "--stdin-filename", "a.md", "-", data=DIRTY.encode())
        assert code == 1
        assert out.startswith(b"diff --git a/a.md b/a.md\n")


class TestStandardOutput:
    def test_init(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.md", DIRTY)
        assert main(["init"]) == 0
        assert capsys.readouterr().out == "wrote .normalizer.yaml: tistory (1 file)\n"
        text = Path(".normalizer.yaml").read_text()
        assert main(["init"]) == 2  # never written over
        capsys.readouterr()
        assert main(["init", "-o", "-"]) == 0
        assert capsys.readouterr() == (text, "normalizer: tistory (1 file)\n")
        assert not Path("-").exists()

    @pytest.mark.parametrize("command", ["check", "fix"])
    def test_a_report(self, here: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
        write("a.md", DIRTY)
        main([command, "--output-format", "json", "-o", "-", "a.md"])
        assert json.loads(capsys.readouterr().out)["files"][0]["path"] == "a.md"
        assert not Path("-").exists()

    @pytest.mark.parametrize("command", ["check", "fix"])
    def test_a_patch_goes_into_a_file_as_it_is(
        self, here: Path, capsys: pytest.CaptureFixture[str], command: str
    ) -> None:
        write("a.md", DIRTY)
        assert main(["diff", "a.md"]) == 1
        patch = capsys.readouterr().out
        assert main([command, "--diff", "--color", "always", "-o", "a.patch", "a.md"]) == 1
        assert (capsys.readouterr().out, Path("a.patch").read_text("utf-8")) == ("", patch)
        main([command, "--diff", "-o", "-", "a.md"])
        assert capsys.readouterr().out == patch

    @pytest.mark.parametrize("options", [["--review"], ["--backup", "b"], ["--watch"]])
    def test_a_filter_has_no_files(self, here: Path, options: list[str]) -> None:
        code, out, err = run("fix", *options, "-", data=DIRTY.encode())
        assert (code, out) == (2, b"")
        assert f"{options[0]} needs files".encode() in err

    def test_a_filter_has_no_room_for_a_report(self, here: Path) -> None:
        code, out, err = run("fix", "-o", "-", "-", data=DIRTY.encode())
        assert (code, out) == (2, b"")
        assert b"standard output is for the document" in err


class TestProcesses:
    def corpus(self, count: int) -> None:
        for number in range(count):
            write(f"글 {number:04}.md", f"{FRONT}# {number}\n\n{DIRTY * 3 if number % 3 else 'clean'}")

    def test_many_processes_say_the_same(self, here: Path) -> None:
        self.corpus(40)
        one = run("check", "--no-cache", "-j", "1", "--output-format", "json", ".")
        assert run("check", "--no-cache", "-j", "3", "--output-format", "json", ".") == one
        assert one[0] == 1

    def test_many_processes_fix_everything(self, here: Path) -> None:
        self.corpus(40)
        assert run("fix", "-j", "2", ".")[0] == 0
        assert run("check", ".")[0] == 0

    @pytest.mark.parametrize("jobs", ["1", "2"])
    def test_interrupted_and_resumed(self, here: Path, jobs: str) -> None:
        self.corpus(150)
        whole = {path: path.read_bytes() for path in here.glob("*.md")}
        with start("fix", "-j", jobs, "--output-format", "concise", ".") as process:
            assert process.stdout is not None
            process.stdout.readline()
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=60)
        assert process.returncode == 130, err
        assert b"Traceback" not in err
        assert not list(here.glob(".*.tmp"))
        left = [path for path, content in whole.items() if path.read_bytes() == content and b"<p" in content]
        assert len(left) > 0
        done = [path for path in whole if b"data-ke" not in path.read_bytes()]
        assert len(done) + len(left) == 150
        assert run("fix", ".")[0] == 0
        assert run("check", ".")[0] == 0

    def test_a_closed_pipe_is_quiet(self, here: Path) -> None:
        self.corpus(200)
        with start("check", "--output-format", "concise", "-q", ".") as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.readline()
            process.stdout.close()
            err = process.stderr.read()
        assert err == b""
        assert process.returncode == 141

    def test_a_file_that_changes_under_us_is_left(self, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        from normalizer.commands import writing

        write("a.md", DIRTY)
        read = writing.read
        monkeypatch.setattr(writing, "read", lambda path: b"newer" if path == "a.md" else read(path))
        assert main(["fix", "a.md"]) == 2
        assert Path("a.md").read_text() == DIRTY


class TestStart:
    HEAVY = (
        "lxml",
        "yaml",
        "bleach",
        "frontmatter",
        "argparse",
        "dataclasses",
        "sqlite3",
        "tinycss2",
        "selectolax",
        "typing",
        "json",
    )

    def loaded(self, *arguments: str, cwd: Path) -> set[str]:
        code = "import sys; from normalizer.cli import main; main(sys.argv[1:]); print(*sys.modules)"
        done = subprocess.run(
            [sys.executable, "-S", "-c", code, *arguments],
            cwd=cwd,
            capture_output=True,
            check=True,
            env=self.environment(),
        )
        return {name.split(".")[0] for name in done.stdout.decode().split()}

    def environment(self) -> dict[str, str]:
        return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}

    def test_a_clean_file_loads_nothing(self, here: Path) -> None:
        write("a.md", FRONT + "# 제목\n\n[링크](https://a.example) `x`\n")
        front_free = write("b.md", "# 제목\n\n[링크](https://a.example) `x`\n")
        assert not self.loaded("check", front_free.name, cwd=here) & set(self.HEAVY)

    def test_a_known_dirty_file_loads_no_parser(self, here: Path) -> None:
        write("a.md", DIRTY)
        assert "lxml" in self.loaded("check", "a.md", cwd=here)
        assert not self.loaded("check", "a.md", cwd=here) & {
            "lxml",
            "yaml",
            "bleach",
            "frontmatter",
            "tinycss2",
            "selectolax",
        }


class TestCacheInUse:
    def test_findings_are_the_same_from_the_cache(self, here: Path) -> None:
        write("글/a.md", DIRTY)
        first = run("check", ".")
        assert (here / ".normalizer_cache" / "findings.db").exists()
        assert run("check", ".") == first == run("check", "--no-cache", ".")

    def test_diff_and_fix_after_check(self, here: Path) -> None:
        write("a.md", DIRTY)
        main(["check", "a.md"])
        assert main(["diff", "a.md"]) == 1
        assert main(["fix", "a.md"]) == 0
        assert Path("a.md").read_text() == CLEAN

    def test_other_options_are_other_findings(self, here: Path) -> None:
        write("a.md", DIRTY)
        ours = b"emphasised-colour-span"
        assert ours in run("check", "a.md")[1]
        assert ours not in run("check", "--select", "none", "a.md")[1]
        assert ours in run("check", "a.md")[1]

    def test_other_rules_are_other_findings(self, here: Path) -> None:
        write("a.md", DIRTY)
        for content, there in (
            ("select: default\n", True),
            ("select: none\n", False),
            ("select: default\n", True),
        ):
            write("r.yaml", content)
            assert (b"emphasised-colour-span" in run("check", "--rules", "r.yaml", "a.md")[1]) is there

    def test_no_rules_change_nothing(self, here: Path) -> None:
        write("a.md", '<p data-ke-size="size16">a <span style="color: red">b</span></p>\n')
        assert run("check", "--select", "none", "a.md")[0] == 0
        assert run("check", "--ignore", "*", "a.md")[0] == 0

    def test_colours_are_kept_as_the_docs_say(self, here: Path) -> None:
        write("a.md", '<p data-ke-size="size16">a <b>b</b> <span style="color: red">c</span></p>\n')
        rule = "{id: own, why: w, level: proved, match: {style: {color: present}}, do: [{keep-html: our colours mean something}]"
        cases = "examples: [{in: '<p>a</p>', out: a}], unchanged: ['<p>a</p>']}"
        write("rules.yaml", f"rules:\n- {rule}, {cases}\n")
        run("fix", "a.md")
        assert Path("a.md").read_text("utf-8") == 'a **b** <span style="color: red">c</span>\n'

    def test_no_cache_writes_none(self, here: Path) -> None:
        write("a.md", DIRTY)
        main(["check", "--no-cache", "a.md"])
        assert not (here / ".normalizer_cache").exists()

    def test_clean_cache(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.md", DIRTY)
        main(["check", "a.md"])
        assert main(["clean-cache"]) == 0
        assert not (here / ".normalizer_cache").exists()
        assert main(["clean-cache"]) == 0
        assert "nothing to remove" in capsys.readouterr().out


class TestSettings:
    def test_show_files(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        write("b.md", CLEAN)
        write("a/글.html", CLEAN)
        write("a/c.txt", CLEAN)
        assert main(["check", "--show-files"]) == 0
        assert capsys.readouterr().out == "a/글.html\nb.md\n"

    def test_what_overrides_set_is_shown(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        write("_drafts/a.md", CLEAN)
        write("b.md", CLEAN)
        drafts, html = (
            "{files: ['_drafts/**', z.md], ignore: ['*']}",
            "{files: '*.md', dialect: gfm, select: none}",
        )
        write(".normalizer.yaml", f"ignore: [link-attributes]\noverrides:\n- {drafts}\n- {html}\n")
        assert main(["check", "--show-settings", "_drafts/a.md", "b.md"]) == 0
        first, second = capsys.readouterr().out.split("b.md\n")
        assert (
            "  overrides _drafts/**, z.md → ignore: *\n"
            "            *.md → dialect: gfm; select: none\n"
            "  select    none\n"
            "  ignore    link-attributes, *\n"
            "  dialect   gfm (rules)\n"
        ) in first
        assert "  overrides *.md → dialect: gfm; select: none\n" in second
        assert "  ignore    link-attributes\n" in second

    @pytest.mark.parametrize("folder", [".", "posts/_drafts", ".."])
    def test_patterns_start_at_the_rules_file(
        self, here: Path, monkeypatch: pytest.MonkeyPatch, folder: str
    ) -> None:
        path = write("posts/_drafts/a.md", DIRTY)
        other = write("posts/a.md", DIRTY)
        write("posts/.normalizer.yaml", "overrides:\n- {files: '_drafts/**', select: none}\n")
        monkeypatch.chdir(folder)
        assert main(["fix", os.path.relpath(here / path), os.path.relpath(here / other)]) == 0
        assert (here / path).read_text() == DIRTY
        assert (here / other).read_text() == CLEAN

    def test_the_order_of_what_decides_the_dialect(
        self, here: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write("_posts/a.md", CLEAN)
        for wanted, arguments in (
            ("portable (default)", []),
            ("kramdown", []),
            ("gfm (rules)", []),
            ("goldmark (--dialect)", ["--dialect", "goldmark"]),
        ):
            if wanted == "kramdown":
                write("_config.yml", "markdown: kramdown\n")
            if wanted.startswith("gfm"):
                write("_posts/.normalizer.yaml", "dialect: gfm\n")
            code = "import sys; from normalizer.cli import main; sys.exit(main(sys.argv[1:]))"
            done = subprocess.run(
                [sys.executable, "-c", code, "check", "--show-settings", *arguments, "_posts/a.md"],
                capture_output=True,
                check=True,
            )
            assert f"dialect   {wanted}" in done.stdout.decode()

    def test_pre_commit_means_concise_and_silent_when_clean(self, here: Path) -> None:
        write("a.md", CLEAN)
        write("b.md", DIRTY)
        environment = {**os.environ, "PRE_COMMIT": "1"}
        assert run("check", "a.md", env=environment) == (0, b"", b"")
        _, out, _ = run("check", "b.md", env=environment)
        assert all(line.startswith(b"b.md:1:") for line in out.splitlines())

    @pytest.mark.parametrize(
        ("variables", "option", "coloured"),
        [
            ({}, "auto", False),
            ({}, "always", True),
            ({"FORCE_COLOR": "1"}, "auto", True),
            ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, "auto", False),
            ({"FORCE_COLOR": "1"}, "never", False),
        ],
    )
    def test_colour(self, here: Path, variables: dict[str, str], option: str, coloured: bool) -> None:
        write("a.md", DIRTY)
        for command in ("check", "diff"):
            _, out, _ = run(command, "--color", option, "a.md", env={**os.environ, **variables})
            assert (b"\x1b[" in out) is coloured

    def test_a_path_that_looks_like_an_option(self, here: Path) -> None:
        write("-x.md", DIRTY)
        assert main(["fix", "--", "-x.md"]) == 0
        assert Path("-x.md").read_text() == CLEAN

    def test_a_name_that_is_not_text(self, here: Path) -> None:
        name = b"bad\xff.md"
        with open(name, "wb") as file:
            file.write(DIRTY.encode())
        code, _, err = run("fix", ".")
        assert (code, b"Traceback" in err) == (0, False)
        with open(name, "rb") as file:
            assert file.read().decode() == CLEAN

    def test_a_terminal_that_knows_no_korean(self, here: Path) -> None:
        write("글.md", DIRTY)
        code, _, err = run("check", ".", env={**os.environ, "PYTHONIOENCODING": "ascii"})
        assert (code, b"Traceback" in err) == (1, False)


def test_watch_sees_new_and_changed_files(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from normalizer.disk import watch
    from normalizer.disk.files import Selection

    # Without the watcher of the operating system the program looks again after a pause, which is ours here.
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    write("a.md", CLEAN)
    steps = [lambda: write("a.md", DIRTY), lambda: None, lambda: write("b.md", CLEAN)]
    before = watch.times(["."], Selection())
    seen = watch.changed(["."], Selection(), before, lambda _seconds: steps.pop(0)() and None)
    assert next(seen) == ["a.md"]
    assert next(seen) == ["b.md"]


def test_watching_until_interrupted(here: Path) -> None:
    write("a.md", CLEAN)
    with start("check", "--watch", "--output-format", "concise", ".") as process:
        assert process.stderr is not None
        assert process.stdout is not None
        end = threading.Timer(60, process.kill)
        end.start()
        while line := process.stderr.readline():
            if b"watching" in line:
                break
        write("a.md", DIRTY)
        assert process.stdout.readline().startswith(b"a.md:1:")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
        end.cancel()
    assert process.returncode == 0


def test_every_dialect_can_be_named() -> None:
    """The parser must not import the dialects to list them."""
    from normalizer.commands import options
    from normalizer.dialects import dialect as dialects

    assert options.DIALECTS == dialects.NAMES


class TestCompletion:
    @pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
    def test_every_command_and_option_is_offered(
        self, shell: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["completion", shell]) == 0
        script = capsys.readouterr().out
        for word in ("clean-cache", "explain", "output-format", "json-lines", "kramdown", "review"):
            assert word in script

    @pytest.mark.parametrize(
        ("words", "offered"),
        [
            (["che"], "check"),
            (["fix", "--rev"], "--review"),
            (["check", "--dialect", "kram"], "kramdown"),
            (["completion", "z"], "zsh"),
            (["check", "po"], "post.md"),
        ],
    )
    def test_bash_itself(
        self, here: Path, capsys: pytest.CaptureFixture[str], words: list[str], offered: str
    ) -> None:
        main(["completion", "bash"])
        script = capsys.readouterr().out
        write("post.md", "")
        line = " ".join(f'"{word}"' for word in ("normalizer", *words))
        asked = f'{script}\nCOMP_WORDS=({line}); COMP_CWORD={len(words)}; _normalizer; printf "%s\\n" "${{COMPREPLY[@]}}"'
        done = subprocess.run(["bash", "-c", asked], capture_output=True, text=True, check=True)
        assert offered in done.stdout.split()

    @pytest.mark.skipif(not shutil.which("fish"), reason="fish is not installed")
    @pytest.mark.parametrize(
        ("line", "offered"),
        [
            ("normalizer che", "check"),
            ("normalizer fix --rev", "--review"),
            ("normalizer check --dialect kram", "kramdown"),
            ("normalizer completion z", "zsh"),
            ("normalizer check po", "post.md"),
        ],
    )
    def test_fish_itself(
        self, here: Path, capsys: pytest.CaptureFixture[str], line: str, offered: str
    ) -> None:
        main(["completion", "fish"])
        write("post.md", "")
        asked = f"{capsys.readouterr().out}\ncomplete -C '{line}'"
        environment = {**os.environ, "HOME": str(here), "XDG_CONFIG_HOME": str(here)}
        done = subprocess.run(
            ["fish", "-c", asked], capture_output=True, text=True, check=True, env=environment
        )
        assert offered in [said.split("\t")[0] for said in done.stdout.splitlines()]

    @pytest.mark.skipif(not shutil.which("zsh"), reason="zsh is not installed")
    @pytest.mark.parametrize(
        ("words", "offered"),
        [
            (["check", ""], "--output-format[full, concise"),
            (["fix", ""], "--review["),
            (["che"], "check\\:report"),
        ],
        ids=str,
    )
    def test_zsh_itself(self, capsys: pytest.CaptureFixture[str], words: list[str], offered: str) -> None:
        """zsh offers completions on a terminal only; its two functions for that are asked for what they are given."""
        main(["completion", "zsh"])
        line = " ".join(f"'{word}'" for word in ("normalizer", *words))
        asked = f"""_arguments() {{ print -rl -- "$@" }}
_describe() {{ print -rl -- "${{names[@]}}" }}
_files() {{ }}
words=({line}); CURRENT={len(words) + 1}
{capsys.readouterr().out}"""
        done = subprocess.run(["zsh", "-f", "-c", asked], capture_output=True, text=True, check=True)
        assert not done.stderr
        assert offered.replace("\\:", ":") in done.stdout


class TestPlainCommandLines:
    """What is read without argparse is read as argparse reads it."""

    LINES = (
        [],
        ["a.md", "b c.md", "-"],
        ["-q", "--no-cache", "a.md", "--color", "never", "--output-format=json"],
        ["--select", "a,b", "--select=c", "--exclude", "x", "--exclude=", "a.md"],
        ["-o", "out", "--statistics", "--encoding", "cp949"],
    )
    LEFT = (["--nope"], ["--help"], ["-h"], ["--dialect", "x"], ["--quiet=1"], ["-j2"], ["--rules"], ["--rules", "-q"], ["--", "a"], ["-qh"])  # fmt: skip

    @pytest.mark.parametrize("command", ["check", "fix", "diff"])
    def test_as_argparse_reads_them(self, command: str) -> None:
        from normalizer.commands import module_of, parsing, plain

        module = module_of(command)
        for line in self.LINES:
            if "--statistics" in line and command == "diff":
                continue
            if any("output-format" in word for word in line) and command == "diff":
                continue
            assert vars(plain.parsed(module, line) or {}) == vars(
                parsing.parser_for(command).parse_args(line)
            )

    @pytest.mark.parametrize("line", LEFT, ids=" ".join)
    def test_left_to_argparse(self, line: list[str]) -> None:
        from normalizer.commands import check, plain

        assert plain.parsed(check, line) is None
