"""The Neo4j server's jars, fetched once into a cache folder; needs Java 17 or 21 and Maven."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

from graph.filelock import exclusive

POM: Final = Path(__file__).with_name("pom.xml")
_JAVAS: Final = ("17", "21")


class Missing(Exception):
    """What has to be installed before the server can run, in words."""


def version() -> str:
    """The Neo4j release the pom names."""
    found = re.search(r"<neo4j.version>([\d.]+)</neo4j.version>", POM.read_text(encoding="utf-8"))
    assert found, "pom.xml names no neo4j.version"
    return found[1]


def java() -> str:
    """The Java to run; raises :class:`Missing` when there is none of a fitting release."""
    home = os.environ.get("JAVA_HOME", "")
    for command in filter(None, [home and str(Path(home) / "bin" / "java"), shutil.which("java")]):
        try:
            said = subprocess.run([command, "-version"], capture_output=True, text=True).stderr
        except OSError:
            continue
        found = re.search(r'version "(\d+)', said)
        if found and found[1] in _JAVAS:
            return command
    raise Missing("Java 17 or 21 (Debian: openjdk-17-jre-headless)")


def jars() -> Path:
    """The folder of the server's jars, assembled when it is not there yet (40 s, 123 MB)."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "graychain"
    folder = cache / f"neo4j-{version()}"
    cache.mkdir(parents=True, exist_ok=True)
    with exclusive(cache / "neo4j.lock", 600):
        if not folder.is_dir():
            _assemble(folder)
    return folder


def _assemble(folder: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise Missing("Maven (Debian: maven)")
    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    command = [maven, "-q", "-B", "-f", str(POM), "dependency:copy-dependencies"]
    command += ["-DincludeScope=runtime", f"-DoutputDirectory={part}"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder.parent)
    if done.returncode != 0:
        raise Missing(f"the Neo4j jars from Maven Central: {done.stdout[-500:]}")
    part.rename(folder)
