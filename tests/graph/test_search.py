"""Search: numbers in any dress, masks, names, pinyin; what a viewer may find (acceptance 1, 2)."""

from __future__ import annotations

import pytest

from graph import sync
from graph.errors import StoreUnavailable
from graph.ledger import Ledger
from graph.search import index as search_index
from graph.search import search
from graph.store.owner import after_commit, open_embedded
from tests.graph import small_case

CARD, PHONE = small_case.CARD_1, "13800138000"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """The small case, and people whose names are hard to find."""
    home = tmp_path_factory.mktemp("search")
    with small_case.make(home) as ledger:
        file = small_case.Writer(ledger)
        hostile = "<img src=x onerror=alert(1)>'\"; DROP TABLE name; --"
        for place, name in enumerate(
            (
                "仇小英",
                "卞云宇",
                "单雄信",
                "张三丰",
                "陳國樑",
                "吕布",
                "Wang Wei",
                "买买提·吐尔逊",
                hostile,
            )
        ):
            file.record("Person", name, f"id:11010519910101{place:03}2", role="witness")
        file.record(
            "Person", "钱七", "id:110105198801010016", props='{"address": "余干县江埠乡12号"}'
        )
        file.record(
            "Person", "張三", f"id:{small_case.ID_1}", role="suspect"
        )  # as another file has it
        file.record("Case", "转帐诈骗案", "case:A4401001", role="case")
        file.commit()
        after_commit(ledger)
    return home


def found(home, typed, viewer=False, limit=20):
    return [hit.label for hit in search(home, typed, limit, viewer)]


@pytest.mark.parametrize(
    "typed",
    [
        CARD,
        "6222 0202 0000 0001",
        "6222-0202-0000-0001",
        "６２２２０２０２００００００01",
        "\u202a6222020200000001\u202c",
        "6222********0001",
        "622202******0001",
        "6222＊＊＊＊＊＊＊＊0001",
    ],
)
@pytest.mark.parametrize("viewer", [False, True])
def test_a_card_in_any_dress(home, typed, viewer):
    assert found(home, typed, viewer)[0] == CARD


def test_a_mask_of_another_length_says_so(home):
    (hit,) = search(home, "6222****0001", 5, False)
    assert hit.label == CARD
    assert "length" in hit.why["en"]
    assert "位数" in hit.why["zh"]


@pytest.mark.parametrize("typed", ["138 0013 8000", "+86 138-0013-8000", "0086 13800138000"])
def test_a_phone_brings_who_uses_it(home, typed):
    number, person = search(home, typed, 20, True)
    assert (number.label, person.label) == (PHONE, "张三")
    assert "使用" in person.why["zh"]
    assert "uses" in person.why["en"]
    assert number.score > person.score


@pytest.mark.parametrize("typed", ["张三", "張三", " 张 三 ", "張　三"])
def test_a_name_in_any_script(home, typed):
    hits = search(home, typed, 20, False)
    assert hits[0].label == "张三"
    assert hits[0].why["en"] == "the same name"
    assert [hit.label for hit in hits].count("张三") == 1
    assert "张三丰" in [hit.label for hit in hits]


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("zs", "张三"),
        ("ZhangSan", "张三"),
        ("zhang san", "张三"),
        ("qiuxiaoying", "仇小英"),
        ("qiu", "仇小英"),
        ("chouxiaoying", "仇小英"),
        ("sxx", "单雄信"),
        ("lvbu", "吕布"),
        ("lü bu", "吕布"),
        ("lyubu", "吕布"),
        ("bianyunyu", "卞云宇"),
        ("陈国梁", "陳國樑"),
        ("chenguoliang", "陳國樑"),
        ("wang", "Wang Wei"),
        ("吐尔逊", "买买提·吐尔逊"),
        ("疯狗", "李四"),
        ("江埠乡", "钱七"),
        ("转账诈骗", "转帐诈骗案"),
        ("a4401001", "转帐诈骗案"),
        ("G-01", "红队"),
        ("雄信", "单雄信"),
    ],
)
def test_names_pinyin_aliases_addresses_and_keys(home, typed, label):
    assert found(home, typed)[0] == label


def test_everyone_called_zs_is_found(home):
    assert {"张三", "张三丰"} >= set(found(home, "zs"))
    assert found(home, "zsf") == ["张三丰"]


def test_what_only_resembles_comes_last_and_says_so(home):
    (hit,) = search(home, "章三", 20, False)
    assert (hit.label, hit.why["zh"]) == ("张三", "仅读音相同，请核对")
    assert found(home, "张三峰") == ["张三丰", "张三"]
    (hit,) = search(home, "单雄兴", 20, False)
    assert "check" in hit.why["en"]
    assert found(home, "完全不同") == []


def test_beginnings_and_endings(home):
    assert found(home, "62220202") == [CARD, small_case.CARD_2]
    assert found(home, "000001") == [CARD]
    assert found(home, "62220202", limit=1) == [CARD]
    assert "张三" in found(home, "110105199001010002")


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("622202", True),  # the six digits a mask shows
        ("6222020", False),
        ("0001", True),
        ("00001", False),
        ("62220202********01", False),
        ("1380", False),
        ("8000", True),
        ("138****8000", True),
        ("1380***8000", False),
    ],
)
def test_a_viewer_finds_a_number_only_by_what_a_mask_shows(home, typed, seen):
    assert bool(set(found(home, typed, viewer=True)) & {CARD, PHONE}) is seen
    assert {CARD, PHONE} & set(found(home, typed, viewer=False))


def test_a_viewer_cannot_spell_out_a_masked_name(home):
    assert "张三" in found(home, "张*", viewer=True)
    assert found(home, "*三", viewer=True) == []
    assert found(home, "张三*", viewer=True) == []
    assert found(home, "张三*") == ["张三丰"]


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "*", "****", "'", '"', '""', "%", "_", "(", "NEAR(", "AND", "a\x00b", "😀", "--"],
)
def test_odd_texts_find_nothing_and_break_nothing(home, typed):
    assert found(home, typed) == []


def test_hostile_names_are_found_as_text(home):
    assert found(home, "onerror")[0].startswith("<img")
    assert found(home, "<img src=x onerror=alert(1)>'\"; DROP TABLE name; --")[0].startswith("<img")
    assert found(home, "长" * 10_000) == []
    assert found(home, "张三")[0] == "张三"


def test_answers_are_stable(home):
    hits = search(home, "张", 20, False)
    assert hits == search(home, "张", 20, False)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_no_index_no_hits_and_a_damaged_one_is_named(tmp_path):
    assert search(tmp_path, "张三") == []
    search_index.path(tmp_path).write_bytes(b"not a database" * 100)
    with pytest.raises(StoreUnavailable) as caught:
        search(tmp_path, "张三")
    assert "rebuild" in caught.value.en


def test_a_damaged_index_is_made_again(small_home):
    search_index.path(small_home).write_bytes(b"not a database" * 100)
    with Ledger.open(small_home) as ledger, open_embedded(small_home) as store:
        sync.sync(ledger, store)
    assert found(small_home, "张三") == ["张三"]


def test_a_name_of_a_retracted_file_is_gone(small_home):
    assert found(small_home, "疯狗") == ["李四"]
    with Ledger.open(small_home) as ledger:
        ledger.undo_import(2, "wrong case", "tester")
        after_commit(ledger)
    assert found(small_home, "疯狗") == []
    assert found(small_home, "红队") == []
