"""Opens files that are locked with a password: workbooks of Office, members of zips.

The password is asked of the user, never stored, never printed. What is loaded and kept as the
original is the opened content, so its hash is that of the evidence and not of its lock.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msoffcrypto
import olefile
import pyzipper

from graph.errors import BadInput
from ingest.options import Password

#: how often a wrong password may be given for one file
TRIES: Final = 3
_OLE: Final = b"\xd0\xcf\x11\xe0"


def is_locked(path: Path) -> bool:
    """Whether a file is an Office workbook under a password; false for anything else."""
    try:
        with path.open("rb") as file:
            if file.read(4) != _OLE or not olefile.isOleFile(str(path)):
                return False
            return bool(msoffcrypto.OfficeFile(file).is_encrypted())
    except Exception:  # damaged in one of many ways: it is reported where it is opened
        return False


def unlock(path: Path, target: Path, shown: str, password: Password | None) -> None:
    """Write the opened workbook to ``target``; ``shown`` is what errors call the file.

    Raises :class:`BadInput` when there is no password, or it is wrong three times.
    """
    for word in _words(shown, password):
        with path.open("rb") as source, target.open("wb") as file:
            try:
                book: Any = msoffcrypto.OfficeFile(source)
                checked = {"verify_password": True} if book.format == "ooxml" else {}
                book.load_key(password=word, **checked)
                book.decrypt(file)
                return
            except Exception:  # a wrong password and a broken file alike: no root of its own
                target.unlink(missing_ok=True)
    raise locked(shown, password is not None)


def open_zip(
    path: Path, members: Sequence[zipfile.ZipInfo], shown: str, password: Password | None
) -> zipfile.ZipFile:
    """An open zip, its password set where a member needs one (ZipCrypto and AES).

    Raises :class:`BadInput` as :func:`unlock` does.
    """
    secret = [member for member in members if member.flag_bits & 1]
    if not secret:
        return zipfile.ZipFile(path)
    smallest = min(secret, key=lambda member: member.file_size)
    for word in _words(shown, password):
        for coded in dict.fromkeys((word.encode(), word.encode("gb18030"))):
            archive: Any = pyzipper.AESZipFile(path)
            archive.setpassword(coded)
            if _opens(archive, smallest.filename):
                return archive  # type: ignore[no-any-return]  # the same interface
            archive.close()
    raise locked(shown, password is not None)


def _opens(archive: Any, member: str) -> bool:
    """Whether a member can be read to its end: its check sum tells a wrong password."""
    try:
        with archive.open(member) as file:
            while file.read(1 << 20):
                pass
    except Exception:  # RuntimeError, BadZipFile, zlib.error: what zip calls a wrong password
        return False
    return True


def _words(shown: str, password: Password | None) -> Iterator[str]:
    """The passwords to try: what is asked for, three times at most, as long as it is new."""
    seen: set[str] = set()
    for _ in range(TRIES if password else 0):
        word = password(shown) if password else None
        if word is None or word in seen:
            return
        seen.add(word)
        yield word


def locked(shown: str, asked: bool) -> BadInput:
    """The error for a file whose password is not known, or was wrong."""
    if asked:
        return BadInput(f"密码不正确，无法打开：{shown}", f"Wrong password for {shown}.")
    return BadInput(
        f"文件已加密，请用 --password 给出密码：{shown}",
        f"The file is encrypted; give its password with --password: {shown}",
    )
