"""Takes uploaded files in: each into a folder of its own, a zip as the files it holds."""

from __future__ import annotations

from pathlib import Path

from werkzeug.datastructures import FileStorage

from ingest import archives
from webapp.imports import drops
from webapp.imports.drops import Drop


def receive(home: Path, actor: str, uploads: list[FileStorage]) -> list[Drop]:
    """Keep the uploads of one request and return a drop for every file in them.

    A zip is unpacked with the guards of :mod:`ingest.archives`; one that is damaged or
    hostile stays whole and is said to be so by its check.
    """
    drops.forget_old(home)
    made: list[Drop] = []
    for upload in uploads:
        name = drops.safe_name(upload.filename or "")
        if not upload.filename:
            continue
        path = drops.new_folder(home) / name
        upload.save(path)
        path.chmod(0o600)
        made += _each(home, actor, path)
    return made


def _each(home: Path, actor: str, path: Path) -> list[Drop]:
    scratch = drops.new_folder(home)
    found = archives.find([path], scratch)
    if [item.path for item in found] == [path]:
        scratch.rmdir()
        return [drops.add(home, actor, path.name, path)]
    made = []
    for item in found:
        if item.path.parent != scratch:  # a zip inside that cannot be opened
            made.append(drops.add(home, actor, item.name, item.path))
            continue
        folder = drops.new_folder(home)
        made.append(
            drops.add(home, actor, item.name, item.path.rename(folder / drops.safe_name(item.name)))
        )
    path.unlink(missing_ok=True)
    for folder in (path.parent, scratch):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    return made
