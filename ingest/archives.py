"""Finds the files to load in the paths a user names: folders, zips, files; hostile zips refused."""

from __future__ import annotations

import lzma
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from graph.errors import BadInput, GraychainError
from ingest import locked
from ingest.options import Password

#: a zip may unpack to this many bytes and files at most
MAX_BYTES: Final = 20_000_000_000
MAX_FILES: Final = 20_000
#: and to this many times its own size, once it is larger than a small file
MAX_RATIO: Final = 200
_SMALL: Final = 50_000_000
#: zips within zips
MAX_DEPTH: Final = 2
_PIECE: Final = 1 << 20
_SKIPPED: Final = frozenset(["truth.json", "thumbs.db", "desktop.ini"])
_UTF8_FLAG: Final = 0x800
#: what the parts of ``zipfile`` raise for bytes that are no whole zip
_DAMAGED: Final = (
    zipfile.BadZipFile, EOFError, NotImplementedError, zlib.error, lzma.LZMAError
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A file to load: where it is, what to call it, and whether the user named it himself.

    ``error`` is why it cannot be opened: a damaged zip inside a folder, for one;
    ``database`` marks a table read from a database, whose content may change under its name.
    """

    path: Path
    name: str
    direct: bool
    synthetic: bool = False
    error: GraychainError | None = None
    database: bool = False


def find(paths: list[Path], scratch: Path, password: Password | None = None) -> list[Found]:
    """All files behind ``paths``, folders by name; zips are unpacked to ``scratch``.

    Locked zips and workbooks are opened with the password that ``password`` gives for them.
    A damaged or hostile zip is found whole, with its error: nothing in it is loaded.
    Raises :class:`BadInput` for a path that does not exist and for a folder without files.
    """
    found: list[Found] = []
    opener = _Opener(scratch, password)
    for path in paths:
        if path.is_dir():
            for file in _files_in(path):
                found += opener.files(file, str(file.relative_to(path)), False)
        elif path.is_file():
            found += opener.files(path, path.name, True)
        else:
            raise BadInput(f"没有这个文件或目录：{path}", f"No such file or folder: {path}")
    return found


def _files_in(folder: Path) -> list[Path]:
    """The files below ``folder`` in order; raises :class:`BadInput` when there is none."""
    every = sorted(item for item in folder.rglob("*") if item.is_file())
    files = [f for f in every if wanted(f.name) and not _hidden(f.relative_to(folder))]
    if not files:
        raise BadInput(
            f"目录里没有可导入的文件：{folder}",
            f"There is no file to load in this folder: {folder}",
        )
    return files


def wanted(name: str) -> bool:
    """Whether a file inside a folder or zip is looked at (not a lock file, not a truth file)."""
    return not name.startswith((".", "~$")) and name.casefold() not in _SKIPPED


def _hidden(relative: Path) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in relative.parts)


@dataclass(frozen=True, slots=True)
class _Opener:
    """Opens what is named: zips, locked workbooks; ``scratch`` takes what is unpacked."""

    scratch: Path
    password: Password | None

    def files(self, path: Path, name: str, direct: bool, depth: int = 0) -> Iterator[Found]:
        """The files behind one path."""
        try:
            if not _is_archive(path):
                yield Found(self._unlocked(path, name), name, direct, _has_truth(path))
                return
            if depth >= MAX_DEPTH:
                raise BadInput(f"压缩包嵌套过深：{name}", f"Zips are nested too deeply: {name}")
            members = list(unpack(path, self.scratch, name, self.password))
        except BadInput as error:
            yield Found(path, name, direct, error=error)
            return
        for member, inner in members:
            yield from self.files(member, f"{name}/{inner}", False, depth + 1)

    def _unlocked(self, path: Path, name: str) -> Path:
        """The path, or that of its opened copy when it is a workbook under a password."""
        if not locked.is_locked(path):
            return path
        target = _free(self.scratch, path).with_suffix(path.suffix)
        locked.unlock(path, target, name, self.password)
        return target


def _free(scratch: Path, path: Path) -> Path:
    return scratch / f"{path.stem[:20]}-{len(list(scratch.iterdir()))}"


def _has_truth(path: Path) -> bool:
    """Whether the file belongs to a generated sample."""
    return any((folder / "truth.json").is_file() for folder in (path.parent, path.parent.parent))


def _is_archive(path: Path) -> bool:
    """A zip that is no workbook; raises :class:`BadInput` for a file that cannot be opened."""
    try:
        with path.open("rb") as file:
            if file.read(4) != b"PK\x03\x04":
                return False
    except OSError as error:
        raise BadInput(
            f"文件无法读取：{path.name}（{error.strerror}）",
            f"The file cannot be read: {path.name} ({error.strerror})",
        ) from error
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            inside = any(name.startswith(("xl/", "word/", "ppt/")) for name in names)
            return not inside and "content.xml" not in names
    except (zipfile.BadZipFile, OSError):
        return path.suffix.casefold() == ".zip"


def unpack(
    path: Path, scratch: Path, shown: str, password: Password | None = None
) -> Iterator[tuple[Path, str]]:
    """The members of a zip as files of our own naming in ``scratch``, with their names.

    ``shown`` is what errors call the zip. Raises :class:`BadInput` for a damaged zip, one whose
    password is not known, for names that leave the folder, for links, and for one that unpacks
    to an absurd size (counted while unpacking).
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [item for item in archive.infolist() if not item.is_dir()]
        left = min(MAX_BYTES, max(_SMALL, MAX_RATIO * path.stat().st_size))
        _guard(members, left, shown)
        with locked.open_zip(path, members, shown, password) as archive:
            for number, member in enumerate(sorted(members, key=_name)):
                name = _name(member)
                if not all(
                    wanted(part) and part != "__MACOSX" for part in PurePosixPath(name).parts
                ):
                    continue
                target = scratch / f"{path.stem[:20]}-{len(list(scratch.iterdir()))}-{number}"
                target = target.with_suffix(PurePosixPath(name).suffix[:8])
                left -= _copy(archive, member.filename, target, left)
                if left < 0:
                    raise _too_large(shown)
                yield target, name
    except (*_DAMAGED, RuntimeError, ValueError) as error:
        raise BadInput(f"压缩包已损坏：{shown}", f"The zip is damaged: {shown}") from error


def _guard(members: list[zipfile.ZipInfo], room: int, shown: str) -> None:
    if len(members) > MAX_FILES or sum(member.file_size for member in members) > room:
        raise _too_large(shown)
    for member in members:
        name = PurePosixPath(_name(member).replace("\\", "/"))
        link = stat.S_ISLNK(member.external_attr >> 16)
        if name.is_absolute() or ".." in name.parts or ":" in str(name)[:3] or link:
            raise BadInput(
                f"压缩包内有越界路径，拒绝读取：{shown}",
                f"The zip holds a path that leaves it and is refused: {shown}",
            )


def _too_large(shown: str) -> BadInput:
    return BadInput(
        f"压缩包解压后过大，拒绝读取：{shown}",
        f"The zip unpacks to an unreasonable size and is refused: {shown}",
    )


def _name(member: zipfile.ZipInfo) -> str:
    """The member's name; names without the UTF-8 flag are read as GB18030."""
    if member.flag_bits & _UTF8_FLAG:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return member.filename


def _copy(archive: zipfile.ZipFile, member: str, target: Path, left: int) -> int:
    """Unpack one member and return its size; stops where it is more than ``left``."""
    size = 0
    with archive.open(member) as source, target.open("wb") as file:
        while size <= left and (piece := source.read(_PIECE)):
            size += file.write(piece)
    return size
