"""Finds the files to load in the paths a user names: folders, zips, files; hostile zips refused."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from graph.errors import BadInput

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


@dataclass(frozen=True, slots=True)
class Found:
    """A file to load: where it is, what to call it, and whether the user named it himself."""

    path: Path
    name: str
    direct: bool
    synthetic: bool = False


def find(paths: list[Path], scratch: Path) -> list[Found]:
    """All files behind ``paths``, folders by name; zips are unpacked to ``scratch``.

    Raises :class:`BadInput` for a path that does not exist and for a hostile zip.
    """
    found: list[Found] = []
    for path in paths:
        if path.is_dir():
            files = sorted(item for item in path.rglob("*") if item.is_file())
            for file in files:
                if wanted(file.name) and not _hidden(file.relative_to(path)):
                    found += _file(file, str(file.relative_to(path)), False, scratch)
        elif path.is_file():
            found += _file(path, path.name, True, scratch)
        else:
            raise BadInput(f"没有这个文件或目录：{path}", f"No such file or folder: {path}")
    return found


def wanted(name: str) -> bool:
    """Whether a file inside a folder or zip is looked at (not a lock file, not a truth file)."""
    return not name.startswith((".", "~$")) and name.casefold() not in _SKIPPED


def _hidden(relative: Path) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in relative.parts)


def _file(path: Path, name: str, direct: bool, scratch: Path, depth: int = 0) -> Iterator[Found]:
    if not _is_archive(path):
        yield Found(path, name, direct, _has_truth(path))
        return
    if depth >= MAX_DEPTH:
        raise BadInput(f"压缩包嵌套过深：{name}", f"Zips are nested too deeply: {name}")
    for member, inner in unpack(path, scratch):
        yield from _file(member, f"{name}/{inner}", False, scratch, depth + 1)


def _has_truth(path: Path) -> bool:
    """Whether the file belongs to a generated sample."""
    return any((folder / "truth.json").is_file() for folder in (path.parent, path.parent.parent))


def _is_archive(path: Path) -> bool:
    """A zip that is no workbook."""
    with path.open("rb") as file:
        if file.read(4) != b"PK\x03\x04":
            return False
    try:
        with zipfile.ZipFile(path) as archive:
            return not any(name.startswith(("xl/", "word/", "ppt/")) for name in archive.namelist())
    except (zipfile.BadZipFile, OSError):
        return path.suffix.casefold() == ".zip"


def unpack(path: Path, scratch: Path) -> Iterator[tuple[Path, str]]:
    """The members of a zip as files of our own naming in ``scratch``, with their names.

    Raises :class:`BadInput` for a damaged or encrypted zip, for names that leave the folder,
    for links, and for one that unpacks to an absurd size (counted while unpacking).
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [item for item in archive.infolist() if not item.is_dir()]
            _guard(path, members)
            left = MAX_BYTES
            for number, member in enumerate(sorted(members, key=_name)):
                name = _name(member)
                if not all(
                    wanted(part) and part != "__MACOSX" for part in PurePosixPath(name).parts
                ):
                    continue
                target = scratch / f"{path.stem[:20]}-{len(list(scratch.iterdir()))}-{number}"
                target = target.with_suffix(PurePosixPath(name).suffix[:8])
                left -= _copy(archive, member, target, left, path)
                yield target, name
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise BadInput(f"压缩包已损坏：{path.name}", f"The zip is damaged: {path.name}") from error
    except RuntimeError as error:
        raise BadInput(
            f"压缩包已加密：{path.name}", f"The zip is encrypted: {path.name}"
        ) from error


def _guard(path: Path, members: list[zipfile.ZipInfo]) -> None:
    size = sum(member.file_size for member in members)
    if len(members) > MAX_FILES or size > MAX_BYTES or _swells(size, path):
        raise BadInput(
            f"压缩包解压后过大，拒绝读取：{path.name}",
            f"The zip unpacks to an unreasonable size and is refused: {path.name}",
        )
    for member in members:
        name = PurePosixPath(_name(member).replace("\\", "/"))
        link = stat.S_ISLNK(member.external_attr >> 16)
        if name.is_absolute() or ".." in name.parts or ":" in str(name)[:3] or link:
            raise BadInput(
                f"压缩包内有越界路径，拒绝读取：{path.name}",
                f"The zip holds a path that leaves it and is refused: {path.name}",
            )


def _swells(size: int, path: Path) -> bool:
    return size > _SMALL and size > MAX_RATIO * path.stat().st_size


def _name(member: zipfile.ZipInfo) -> str:
    """The member's name; names without the UTF-8 flag are read as GB18030."""
    if member.flag_bits & _UTF8_FLAG:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return member.filename


def _copy(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, left: int, path: Path
) -> int:
    size = 0
    with archive.open(member) as source, target.open("wb") as file:
        while piece := source.read(_PIECE):
            size += len(piece)
            if size > left or _swells(size, path):
                raise BadInput(
                    f"压缩包解压后过大，拒绝读取：{path.name}",
                    f"The zip unpacks to an unreasonable size and is refused: {path.name}",
                )
            file.write(piece)
    return size
