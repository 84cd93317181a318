"""Starts and stops a Neo4j server of our own: temporary home, free loopback port."""

from __future__ import annotations

import secrets
import socket
import subprocess
import time
from pathlib import Path
from typing import Final

from tests.neo4j import assemble

_OPEN: Final = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
_CONFIG: Final = """\
server.bolt.listen_address=127.0.0.1:{port}
server.bolt.advertised_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
dbms.usage_report.enabled=false
server.memory.heap.initial_size=256m
server.memory.heap.max_size=768m
server.memory.pagecache.size=128m
db.tx_log.rotation.retention_policy=keep_none
"""
_START_SECONDS: Final = 120.0


class Server:
    """One Neo4j; ``start`` after ``kill`` or ``stop`` opens the same data again."""

    def __init__(self, home: Path) -> None:
        """Prepare HOME and set the password; raises :class:`assemble.Missing`."""
        self.home = home
        self.password = secrets.token_hex(8)
        self.port = _free_port()
        self._java = assemble.java()
        self._classpath = f"{assemble.jars()}/*"
        self._process: subprocess.Popen[bytes] | None = None
        (home / "conf").mkdir(parents=True)
        (home / "conf" / "neo4j.conf").write_text(_CONFIG.format(port=self.port), encoding="utf-8")
        self.admin("dbms", "set-initial-password", self.password)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"bolt://127.0.0.1:{self.port}"

    @property
    def settings(self) -> dict[str, str]:
        """The environment variables that make graychain use it."""
        return {
            "GRAYCHAIN_STORE": self.url,
            "GRAYCHAIN_STORE_USER": "neo4j",
            "GRAYCHAIN_STORE_PASSWORD": self.password,
        }

    def admin(self, *words: str, folder: Path | None = None) -> str:
        """Run a command of neo4j-admin on this home, in ``folder``; its output."""
        command = [self._java, "-Xmx512m", "-cp", self._classpath, "org.neo4j.cli.AdminTool"]
        environment = {"NEO4J_HOME": str(self.home), "NEO4J_CONF": str(self.home / "conf")}
        done = subprocess.run(
            [*command, *words], capture_output=True, text=True, env=environment, cwd=folder
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self) -> Server:
        """Start it and wait until it answers on Bolt."""
        command = [self._java, "-Dio.netty.tryReflectionSetAccessible=true"]
        command += [f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in _OPEN]
        command += ["-cp", self._classpath, "org.neo4j.server.CommunityEntryPoint"]
        command += [f"--home-dir={self.home}", f"--config-dir={self.home / 'conf'}"]
        with (self.home / "console.log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        self._wait()
        return self

    def stop(self) -> None:
        """End it cleanly."""
        self._end(kill=False)

    def kill(self) -> None:
        """End it as a power cut would end the process."""
        self._end(kill=True)

    def _end(self, kill: bool) -> None:
        if self._process is not None:
            (self._process.kill if kill else self._process.terminate)()
            self._process.wait(60)
            self._process = None

    def _wait(self) -> None:
        from neo4j import GraphDatabase
        from neo4j.exceptions import DriverError, Neo4jError

        deadline = time.monotonic() + _START_SECONDS
        while True:
            assert self._process is not None and self._process.poll() is None, self._log()
            try:
                with GraphDatabase.driver(self.url, auth=("neo4j", self.password)) as driver:
                    driver.verify_connectivity()
                return
            except (DriverError, Neo4jError):
                assert time.monotonic() < deadline, self._log()
                time.sleep(0.2)

    def _log(self) -> str:
        return (self.home / "console.log").read_text(encoding="utf-8", errors="replace")[-2000:]


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
