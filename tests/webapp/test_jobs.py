"""Jobs: real worker processes over the sample, their progress, their end, and whose they are."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient

from graph import audit
from queries import runner
from webapp import sessions
from webapp.jobs import pool as job_pool
from webapp.jobs import table

PARAMS = {"projection": "funds", "metric": "degree"}


def _until(ask: Callable[[], Any], seconds: float = 60.0) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := ask():
            return found
        time.sleep(0.02)
    raise AssertionError("it never happened")


def _begin(client: FlaskClient, **params: Any) -> str:
    body = {"query": "centrality", "params": {**PARAMS, **params}}
    answer = client.post("/api/jobs", json=body)
    assert answer.status_code == 202, answer.json
    return str(answer.json["id"])


def _ended(client: FlaskClient, job: str) -> dict[str, Any]:
    def state() -> Any:
        found = client.get(f"/api/jobs/{job}").json
        return found if found["status"] in table.ENDED else None

    return dict(_until(state))


@dataclass
class Stopped:
    """A client and its running job, whose worker process is suspended."""

    client: FlaskClient
    job: str
    workers: list[Any]

    def go_on(self) -> None:
        """Let the survivors work again."""
        for worker in self.workers:
            if worker.alive:
                os.kill(worker._process.pid, signal.SIGCONT)


@pytest.fixture
def stopped(site, sign_in) -> Iterator[Stopped]:
    if sys.platform == "win32":
        pytest.skip("no SIGSTOP")
    client = sign_in(site.app)
    _ended(client, _begin(client))  # a worker waits
    pool = site.app.extensions["graychain-jobs"]
    workers = [worker for worker in pool._workers if worker.alive]
    for worker in workers:
        os.kill(worker._process.pid, signal.SIGSTOP)
    job = _begin(client, seed=_new_seed())
    _until(lambda: client.get(f"/api/jobs/{job}").json["status"] == "running")
    found = Stopped(client, job, workers)
    yield found
    found.go_on()


def _new_seed() -> int:
    return int(time.monotonic_ns() % 10**9) + 1


def test_a_job_gives_the_answer_of_the_query(site, sign_in) -> None:
    client = sign_in(site.app)
    job = _begin(client)
    done = _ended(client, job)
    assert (done["status"], done["error"]) == ("done", "")
    answer = client.get(f"/api/jobs/{job}/result").json
    expected = runner.run("centrality", PARAMS, home=site.home, actor="tester", role="analyst")
    assert {**answer, "took_ms": 0} == {**expected, "took_ms": 0}
    assert job in [each["id"] for each in client.get("/api/jobs").json["jobs"]]


def test_the_same_question_is_answered_once(site, sign_in) -> None:
    client, other = sign_in(site.app), sign_in(site.app, actor="somebody")
    first = _begin(client)
    assert _begin(client) == first
    assert _begin(client, seed=2) != first
    assert _begin(other) != first


def test_bad_parameters_are_refused_before_anything_starts(site, sign_in) -> None:
    client = sign_in(site.app)
    for query, params in (("centrality", {"metric": "x"}), ("nothing", {}), ("centrality", 3)):
        answer = client.post("/api/jobs", json={"query": query, "params": params})
        assert answer.status_code == 400, (query, params)
        assert answer.json["error"]["zh"]
    assert client.post("/api/jobs", data="[").status_code == 400


def test_what_is_found_wrong_later_is_told_in_both_languages(site, sign_in) -> None:
    client = sign_in(site.app)
    done = _ended(client, _begin(client, of="nobody-has-this-name"))
    assert (done["status"], done["error_kind"]) == ("failed", "UnknownEntity")
    english = client.get(f"/api/jobs/{done['id']}?lang=en").json["error"]
    assert done["error"] != english
    assert client.get(f"/api/jobs/{done['id']}/result").status_code == 400


def test_a_running_job_is_cancelled_with_its_process(stopped) -> None:
    client, job, workers = stopped.client, stopped.job, stopped.workers
    assert client.post(f"/api/jobs/{job}/cancel").status_code == 200
    assert _ended(client, job)["status"] == "cancelled"
    assert sum(not worker.alive for worker in workers) == 1
    stopped.go_on()
    assert _ended(client, _begin(client, seed=_new_seed()))["status"] == "done"


def test_a_worker_that_dies_fails_its_job_only(stopped) -> None:
    client, job, workers = stopped.client, stopped.job, stopped.workers
    for worker in workers:
        os.kill(worker._process.pid, signal.SIGKILL)
    done = _ended(client, job)
    assert (done["status"], done["error_kind"]) == ("failed", "JobLost")
    assert _ended(client, _begin(client, seed=_new_seed()))["status"] == "done"


def test_a_waiting_job_ends_at_once(empty, sign_in) -> None:
    home = empty.config["GRAYCHAIN_HOME"]
    wanted = table.Job("", "query", "tester", "analyst")
    for _ in range(job_pool.WORKERS):  # all places are taken
        table.create(home, wanted, "")
        assert table.claim(home, job_pool.WORKERS)
    job = table.create(home, wanted, "")
    client = sign_in(empty)
    assert client.post(f"/api/jobs/{job.id}/cancel").status_code == 200
    assert client.get(f"/api/jobs/{job.id}").json["status"] == "cancelled"
    assert table.claim(home, 99) is None


def test_others_do_not_see_a_job(site, sign_in) -> None:
    client = sign_in(site.app)
    job = _begin(client)
    stranger, admin = sign_in(site.app, actor="eve"), sign_in(site.app, "admin", "root")
    for address in (f"/api/jobs/{job}", f"/api/jobs/{job}/result"):
        assert stranger.get(address).status_code == 404
    assert stranger.post(f"/api/jobs/{job}/cancel").status_code == 404
    assert admin.get(f"/api/jobs/{job}").status_code == 200
    assert site.app.test_client().get(f"/api/jobs/{job}").status_code == 401
    del client.environ_base["HTTP_X_CSRF"]
    assert client.post(f"/api/jobs/{job}/cancel").status_code == 403


def test_an_unmasked_result_needs_the_running_reveal(site, sign_in) -> None:
    client = sign_in(site.app, actor="revealer")
    masked = _begin(client)
    session = sessions.find_session(site.home, client.get_cookie("gc_session").value)
    assert session
    sessions.set_reveal(site.home, session.session, "核对户名")
    job = _begin(client)
    assert job != masked
    assert _ended(client, job)["status"] == "done"
    assert client.get(f"/api/jobs/{job}/result").status_code == 200
    reveals = [e for e in audit.entries(site.home) if e.action == "reveal"]
    assert reveals[0].why == "核对户名"
    sessions.set_reveal(site.home, session.session, "")
    assert client.get(f"/api/jobs/{job}/result").status_code == 403
    assert _begin(client) == masked


def test_jobs_nobody_watches_are_lost_and_old_ones_forgotten(
    empty, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = empty.config["GRAYCHAIN_HOME"]
    job = table.create(home, table.Job("", "query", "late", "viewer"), "")
    claimed = table.claim(home, 99)
    assert claimed
    assert claimed.id == job.id
    later = int(time.time()) + table.LOST_SECONDS + 5
    monkeypatch.setattr(table.appdb, "now", lambda: later)
    lost = table.find(home, job.id)
    assert lost
    assert (lost.status, lost.error["kind"]) == ("failed", "JobLost")
    monkeypatch.setattr(table.appdb, "now", lambda: later + table.KEPT_SECONDS)
    assert table.find(home, job.id) is None


def test_no_more_than_the_limit_run_at_once(empty) -> None:
    home = empty.config["GRAYCHAIN_HOME"]
    ids = [table.create(home, table.Job("", "query", "many", "viewer"), "").id
           for _ in range(3)]  # fmt: skip
    taken = [table.claim(home, job_pool.WORKERS) for _ in ids]
    assert [job.id for job in taken if job] == ids[: job_pool.WORKERS]
    for job in ids:
        table.ask_to_end(home, job)
        table.end(home, job, "cancelled")
