"""Which encoding and which separator a text file has, told from its bytes."""

from __future__ import annotations

import codecs
import csv
import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.errors import BadInput

#: bytes looked at to tell encoding and separator
HEAD_BYTES: Final = 262_144
_PIECE: Final = 8 * 1024 * 1024
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS: Final = ",\t;|"
#: more undecodable signs than this share of the head, and it is not text in this encoding
_BAD_SHARE: Final = 0.002


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What one pass over a file tells: size, hash, and whether all of it is UTF-8."""

    sha256: str
    size: int
    is_utf8: bool
    head: bytes


def scan(path: Path) -> FileFacts:
    """Hash the file and test it for UTF-8 in one pass (about 1 GB/s).

    Raises :class:`BadInput` when it cannot be read.
    """
    digest, size, head = hashlib.sha256(), 0, b""
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8 = True
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                head = head or piece[:HEAD_BYTES]
                digest.update(piece)
                size += len(piece)
                is_utf8 = is_utf8 and _decodes(decoder, piece)
    except OSError as error:
        raise BadInput(
            f"无法读取文件：{path}（{error.strerror}）", f"Cannot read {path}: {error.strerror}"
        ) from error
    is_utf8 = is_utf8 and _decodes(decoder, b"", final=True)
    return FileFacts(digest.hexdigest(), size, is_utf8, head)


def _decodes(decoder: codecs.IncrementalDecoder, piece: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(piece, final)
    except UnicodeDecodeError:
        return False
    return True


def encoding_of(facts: FileFacts, path: Path) -> str:
    """``utf-8``, ``utf-8-sig``, ``utf-16``, ``utf-16-le``, ``utf-16-be`` or ``gb18030``.

    Raises :class:`BadInput` when the file is no text in any of them.
    """
    head = facts.head
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    if b"\x00" in head:
        return _bare_utf16(head, path)
    if facts.is_utf8:
        return "utf-8"
    text = (
        head[: len(head) - 4].decode("gb18030", "replace")
        if len(head) > 8
        else head.decode("gb18030", "replace")
    )
    if text.count("\ufffd") > max(2, len(text) * _BAD_SHARE):
        raise unreadable(path)
    return "gb18030"


def unreadable(path: Path) -> BadInput:
    """The error for a file that is no table in an encoding we know."""
    return BadInput(
        f"无法识别编码或不是表格文件：{path.name}（支持 UTF-8、GB18030、UTF-16 文本与 xlsx）",
        f"Unreadable encoding, or not a table: {path.name} (UTF-8, GB18030, UTF-16 text and xlsx"
        " can be read)",
    )


def _bare_utf16(head: bytes, path: Path) -> str:
    """UTF-16 without a mark: every second byte of its ASCII signs is zero."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    name = "utf-16-le" if odd > even else "utf-16-be"
    cut = head[: len(head) // 2 * 2]
    text = cut.decode(name, "replace")
    if min(even, odd) * 4 > max(even, odd) or "\x00" in text or "\ufffd" in text[:-1]:
        raise unreadable(path)
    return name


def separator_of(text: str) -> str:
    """The separator of a delimited text: the one that cuts most lines into equally many cells."""
    lines = [line for line in text.splitlines()[:200] if line.strip()]
    best, best_score = ",", 0
    for separator in _SEPARATORS:
        try:
            counts = Counter(
                len(row) for row in csv.reader(lines, delimiter=separator) if len(row) > 1
            )
        except csv.Error:
            continue
        width, rows = max(counts.items(), key=lambda item: item[0] * item[1], default=(0, 0))
        if (width - 1) * rows > best_score:
            best, best_score = separator, (width - 1) * rows
    return best
