"""Who holds the embedded store: sharing, asking the owner, taking over, refusing."""

from __future__ import annotations

import json
import os
import signal
import stat
import time
import urllib.error
import urllib.request

import pytest

from graph.errors import BadInput, LimitReached, Refused, StoreUnavailable
from graph.ledger import Ledger
from graph.model import Batch, Entity
from graph.store import held_store, open_store
from graph.store.owner import after_commit, become_owner, open_embedded
from graph.store.owner_file import Owner, read_owner, write_owner
from graph.store.remote_store import RemoteStore
from tests.graph import small_case
from tests.graph.owner_server import serving
from tests.graph.test_store import ENDLESS

ALL = "MATCH (n:Graychain) OPTIONAL MATCH (n)-[r]->(m) RETURN n, r, m.id AS m ORDER BY n.id, r.id"


@pytest.fixture
def home(small_home):
    return small_home


def test_a_free_store_is_opened_and_let_go(home):
    with open_store("embedded", home) as store:
        assert store.applied_version() > 0
        assert read_owner(home) == Owner(os.getpid())
    assert read_owner(home) is None


def test_handles_of_one_process_share_the_store(home):
    with open_embedded(home) as one, open_embedded(home) as two:
        one.close()
        assert two.counts()["entities"] == 7


def test_the_owner_answers_other_processes_with_the_same_words(home, other_process):
    with open_embedded(home) as store:
        direct, graph = store.read(ALL), store.subgraph([store.read(ALL)[0]["n"]["id"]], 3)
    other_process(home)
    with open_store("embedded", home) as store:
        assert isinstance(store, RemoteStore)
        assert store.read(ALL) == direct
        assert store.subgraph([direct[0]["n"]["id"]], 3) == graph
        with pytest.raises(Refused):
            store.read("MATCH (n) DETACH DELETE n")
        with pytest.raises(BadInput):
            store.read("MATCH (n RETURN n")
        with pytest.raises(LimitReached):
            store.read(ENDLESS, timeout=0.3)
        assert len(store.read("UNWIND range(1, 9) AS i RETURN i", max_rows=2)) == 2
        for write in (
            lambda: store.write(Batch()),
            lambda: store.load((), (), {}),
            lambda: store.set_meta(applied_version=1),
            store.clear,
            store.turn,
        ):
            with pytest.raises(StoreUnavailable):
                write()


def test_a_commit_is_applied_by_the_owner(home, other_process):
    other_process(home)
    with Ledger.open(home) as ledger:
        small_case.bank_file(ledger)
        assert after_commit(ledger) == ledger.version()
        assert after_commit(ledger, rebuild=True) == ledger.version()
        with open_store("embedded", home) as store:
            assert store.applied_version() == ledger.version()


def test_the_owner_follows_the_ledger_by_itself(home):
    with serving(home) as owner, Ledger.open(home) as ledger:
        small_case.gang_file(ledger)
        deadline = time.monotonic() + 60
        while owner.store.applied_version() != ledger.version():
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_only_the_token_opens_the_owner(home):
    with serving(home) as owner:
        told = read_owner(home)
        assert told is not None
        assert stat.S_IMODE((home / "owner.json").stat().st_mode) == 0o600
        assert owner.check_token(f"Bearer {told.token}")
        for header in (None, "", "Bearer ", told.token, f"Bearer {told.token}x", "Bearer é"):
            assert not owner.check_token(header)
        stranger = RemoteStore(Owner(told.pid, told.address, "guess"))
        assert not stranger.is_alive()
        with pytest.raises(Refused):
            stranger.read("RETURN 1 AS one")
        request = urllib.request.Request(f"{told.address}/internal/read", b'{"ping": true}')
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request)
        with caught.value as answer:
            assert answer.code == 403


@pytest.mark.parametrize("payload", [{}, {"cypher": 7}, {"cypher": "RETURN 1", "params": [1]}])
def test_a_payload_without_a_query_is_bad_input(home, payload):
    with become_owner(home) as owner, pytest.raises(BadInput):
        owner.handle_read(payload)


@pytest.mark.parametrize(
    "left_behind",
    [
        {"pid": 1, "address": "http://127.0.0.1:9", "token": "old"},
        {"pid": 999_999_999, "address": "", "token": ""},
        {"pid": "?"},
        [],
    ],
)
def test_a_stale_owner_file_is_taken_over(home, left_behind):
    (home / "owner.json").write_text(json.dumps(left_behind))
    with open_embedded(home) as store:
        assert store.counts()["entities"] == 7
        assert read_owner(home) == Owner(os.getpid())


def test_a_killed_owner_is_taken_over_and_nothing_is_lost(home, other_process):
    process = other_process(home)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert read_owner(home) is not None
    with serving(home) as owner:
        assert owner.store.counts() == {"entities": 7, "relations": 6}


def test_a_holder_that_does_not_serve_is_named(home, other_process):
    process = other_process(home, "silent")
    with pytest.raises(StoreUnavailable) as caught:
        open_embedded(home, patience=0.5)
    for sentence in (caught.value.zh, caught.value.en):
        assert str(process.pid) in sentence
        assert "\n" not in sentence


def test_a_holder_that_lets_go_is_waited_for(home, other_process):
    process = other_process(home, "silent")
    process.stdin.close()
    with open_embedded(home, patience=60) as store:
        assert store.counts()["entities"] == 7
    process.stdin = None


def test_one_owner_at_a_time(home, other_process):
    process = other_process(home)
    with pytest.raises(StoreUnavailable) as caught, become_owner(home):
        pass
    assert str(process.pid) in caught.value.en


def test_an_owner_that_vanishes_is_named(home):
    write_owner(home, Owner(4711, "http://127.0.0.1:9", "t"))
    with pytest.raises(StoreUnavailable) as caught:
        RemoteStore(Owner(4711, "http://127.0.0.1:9", "t")).read("RETURN 1 AS one")
    assert "4711" in caught.value.en


@pytest.mark.parametrize("pattern", ["configuration*", "schema*"])
def test_a_damaged_store_is_named_and_rebuilt(home, pattern):
    for path in held_store.folder(home).glob(pattern):
        path.write_bytes(b"\x00garbage")
    with pytest.raises(StoreUnavailable) as caught:
        open_embedded(home)
    assert "rebuild" in caught.value.en
    with Ledger.open(home) as ledger:
        after_commit(ledger, rebuild=True)
    with open_embedded(home) as store:
        assert store.counts() == {"entities": 7, "relations": 6}


def test_a_file_in_the_place_of_the_store_is_one_line(tmp_path):
    (tmp_path / "store").write_text("not a folder")
    with pytest.raises(StoreUnavailable) as caught:
        open_embedded(tmp_path)
    assert "\n" not in caught.value.en


def test_nothing_of_the_engine_is_printed(home, capfd):
    with open_embedded(home) as store:
        store.write(Batch((Entity("x-1", "Quiet", "", ""),)))
        store.clear()
    printed = capfd.readouterr()
    assert (printed.out, printed.err) == ("", "")
