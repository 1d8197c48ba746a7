"""Which files a run looks at, and the one way in which a file is written.

Inside a git work tree git itself says what is ignored; elsewhere the ``.gitignore`` files are read
with ``pathspec``. Nothing here follows a symbolic link out of the tree that it was found in.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
from functools import cache
from typing import TYPE_CHECKING

from normalizer.lazy import regex
from normalizer.values import field, frozen, mutable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pathspec import GitIgnoreSpec

HTML_SUFFIXES = (".html", ".htm", ".xhtml")
WALKED_SUFFIXES = (".md", ".markdown", ".html", ".htm")

# Directories that hold tools, packages or a built site: never what the author wrote.
NEVER_WALKED = frozenset(
    [
        ".git",
        ".hg",
        ".svn",
        ".venv",
        "venv",
        "node_modules",
        "site-packages",
        "__pycache__",
        ".tox",
        ".nox",
        "_site",
        ".jekyll-cache",
        ".normalizer_cache",
        ".normalizer_backup",
    ]
)


@frozen
class Selection:
    """What to leave out: ``exclude`` holds patterns in the language of ``.gitignore``, from the current directory."""

    exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    """Leave excluded files out even when they were named: pre-commit names every staged file."""


@mutable
class Found:
    """The files of a run in order, and one message for every path that gave none."""

    files: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def is_html(path: str) -> bool:
    """Whether the name says that the file holds HTML rather than Markdown."""
    return path.lower().endswith(HTML_SUFFIXES)


def collect(paths: Sequence[str], selection: Selection | None = None) -> Found:
    """Resolve files and directories to the files to work on, each once, in the order given.

    A named file is taken whatever its suffix, unless ``force_exclude``; a directory is walked.
    """
    selection = selection or Selection()
    excluded = _excluded(selection.exclude)
    found = Found()
    files: dict[str, str] = {}
    real_folder = cache(os.path.realpath)  # of every folder, not of every file in it
    for path in paths:
        if os.path.isdir(path):
            unread = len(found.problems)
            names = [name for name in walk(path, found.problems) if not excluded(name)]
            if not names and unread == len(found.problems):
                problem = (
                    "no Markdown or HTML file in this directory (ignored and excluded files are left out)"
                )
                found.problems.append(f"{path}: {problem}")
        elif os.path.exists(path):
            names = [] if selection.force_exclude and (excluded(path) or _never_walked(path)) else [path]
        else:
            names = []
            found.problems.append(f"{path}: {_why_missing(path)}")
        for name in names:
            place = _place(name, real_folder)
            if place not in files or os.path.islink(files[place]):  # the file itself can always be written
                files[place] = name
    found.files = list(files.values())
    return found


def _place(path: str, real_folder: Callable[[str], str]) -> str:
    """The one spelling of the place of a file, be it named from here, from the root, or through a link."""
    if os.path.islink(path):
        return os.path.realpath(path)
    return os.path.join(real_folder(os.path.dirname(path)), os.path.basename(path))


def _why_missing(path: str) -> str:
    try:
        os.stat(path)
    except FileNotFoundError:
        return "a broken symbolic link" if os.path.islink(path) else "no such file or directory"
    except OSError as error:
        return error.strerror or str(error)
    return "neither a file nor a directory"


def walk(directory: str, problems: list[str] | None = None) -> list[str]:
    """The Markdown and HTML files under ``directory`` that are not ignored, sorted.

    Directories that cannot be read are named in ``problems``.

    Symbolic links are left out: what they point to is either walked by itself or not in the tree.
    """
    problems = [] if problems is None else problems
    listed = _git_listing(directory, problems)
    names = listed if listed is not None else _plain_listing(directory, problems)
    wanted = []
    for name in dict.fromkeys(names):
        if name.lower().endswith(WALKED_SUFFIXES) and not _never_walked(name):
            path = name if directory in (".", "") else os.path.join(directory, name)
            with contextlib.suppress(OSError):
                if stat.S_ISREG(os.lstat(path).st_mode):
                    wanted.append(path)
    return sorted(wanted)


def _never_walked(name: str) -> bool:
    return not NEVER_WALKED.isdisjoint(name.split(os.sep)[:-1])


_UNREAD = regex(r"^warning: could not open directory '(.*)/?': (.*)$", re.MULTILINE)


def _git_listing(directory: str, problems: list[str]) -> list[str] | None:
    import subprocess

    command = ["git", "-C", directory or ".", "ls-files", "-coz", "--exclude-standard"]
    try:
        done = subprocess.run(command, capture_output=True, check=False, env={**os.environ, "LC_ALL": "C"})
    except OSError:
        return None
    if done.returncode:
        return None
    for name, reason in _UNREAD.findall(os.fsdecode(done.stderr)):
        problems.append(f"{os.path.join(directory, name)}: {reason}")
    return [os.fsdecode(name) for name in done.stdout.split(b"\0") if name]


def _plain_listing(directory: str, problems: list[str]) -> Iterator[str]:
    specs: dict[str, GitIgnoreSpec] = {}
    for folder, subfolders, names in os.walk(
        directory or ".", onerror=lambda error: problems.append(f"{error.filename}: {error.strerror}")
    ):
        here = os.path.relpath(folder, directory or ".")
        here = "" if here == "." else here
        if ".gitignore" in names:
            specs[here] = _ignore_file(os.path.join(folder, ".gitignore"))
        keep = (sub for sub in subfolders if sub not in NEVER_WALKED)
        subfolders[:] = sorted(sub for sub in keep if not _ignored(os.path.join(here, sub) + "/", specs))
        for name in sorted(names):
            path = os.path.join(here, name)
            if not _ignored(path, specs):
                yield path


def _ignore_file(path: str) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as lines:
            return GitIgnoreSpec.from_lines(lines.read().splitlines())
    except OSError:
        return GitIgnoreSpec.from_lines([])


def _ignored(path: str, specs: dict[str, GitIgnoreSpec]) -> bool:
    """The deepest ``.gitignore`` with an opinion decides, as in git."""
    folder = path.rstrip("/")
    while folder:
        folder = os.path.dirname(folder)
        if (spec := specs.get(folder)) is not None:
            verdict = spec.check_file(path[len(folder) + 1 :] if folder else path).include
            if verdict is not None:
                return bool(verdict)
    return False


def _excluded(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    """A test for the ``--exclude`` patterns; ``pathspec`` costs 20 ms and is only loaded for a pattern."""
    if not patterns:
        return lambda _path: False
    from pathspec import GitIgnoreSpec

    spec = GitIgnoreSpec.from_lines(patterns)

    def excluded(path: str) -> bool:
        name = os.path.relpath(path)
        return bool(spec.match_file(os.path.abspath(path).lstrip(os.sep) if name.startswith("..") else name))

    return excluded


def tree_of(directory: str) -> str:
    """The real path of the work tree that holds ``directory``: up to ``.git``, else the directory itself."""
    start = os.path.realpath(directory or ".")
    here = start
    while not os.path.exists(os.path.join(here, ".git")):
        parent = os.path.dirname(here)
        if parent == here:
            return start
        here = parent
    return here


def writable_target(path: str) -> str:
    """The real file behind ``path``; raises OSError where a symbolic link leads out of the tree."""
    if not os.path.islink(path):
        return path
    target = os.path.realpath(path)
    tree = tree_of(os.path.dirname(path))
    if not target.startswith(tree.rstrip(os.sep) + os.sep):
        raise OSError(errno.ELOOP, "a symbolic link that leads out of the tree is not written through", path)
    return target


def atomic_write(path: str | os.PathLike[str], data: bytes) -> None:
    """Replace the content of ``path`` by ``data``, or leave it as it was: there is nothing in between.

    A temporary file beside the target is written and flushed to the disk, takes the target's mode and
    owner, and is renamed over it. Hard links are broken, as by every tool that renames.
    """
    target = writable_target(os.fspath(path))
    folder, name = os.path.split(target)
    # A name may be 255 bytes long; the temporary one must not be longer than the file system takes.
    temporary = os.path.join(folder, f".{os.fsdecode(os.fsencode(name)[:160])}.{os.urandom(6).hex()}.tmp")
    try:
        old: os.stat_result | None = os.stat(target)
    except FileNotFoundError:
        old = None
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:  # from here on, since Ctrl-C may come as soon as the file is there
        descriptor = os.open(temporary, flags, 0o600 if old else 0o666)
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if old:
            _take_over(temporary, old)
        os.replace(temporary, target)
    except BaseException as error:
        if not isinstance(error, FileExistsError):  # that one is not ours
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        raise
    _flush_directory(folder)


def _take_over(temporary: str, old: os.stat_result) -> None:
    if hasattr(os, "chown") and (old.st_uid, old.st_gid) != (os.geteuid(), os.getegid()):
        with contextlib.suppress(OSError):  # only root may give a file away; the content matters more
            os.chown(temporary, old.st_uid, old.st_gid)
    os.chmod(temporary, stat.S_IMODE(old.st_mode))


def _flush_directory(folder: str) -> None:
    """Make the rename itself survive a power cut; some file systems cannot and say so."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder or ".", os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
