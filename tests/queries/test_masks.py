"""Masks: the same width, the ends shown, nothing personal left on any surface."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.masks import (
    MASKS,
    mask_card,
    mask_id,
    mask_name,
    mask_numbers,
    mask_phone,
    mask_row,
    mask_story,
)
from queries.viewer import for_viewer, may_match


@pytest.mark.parametrize(
    ("mask", "text", "masked"),
    [
        (mask_name, "张三", "张*"),
        (mask_name, "王小明", "王某某"),
        (mask_name, "欧阳娜娜", "欧某某某"),
        (mask_name, "Li Wei", "L* W**"),
        (mask_name, "甲", "*"),
        (mask_name, "合成商贸有限公司", "合成商贸有限公司"),
        (mask_id, "110105199003070021", "110105********0021"),
        (mask_id, "11010519900307002X", "110105********002X"),
        (mask_id, "110105900307002", "110105*****7002"),
        (mask_id, "E12345678", "E******78"),
        (mask_phone, "13812348000", "138****8000"),
        (mask_phone, "+8613812348000", "+86138****8000"),
        (mask_phone, "１３８１２３４８０００", "１３８****８０００"),
        (mask_phone, "138 1234 8000", "138 **** 8000"),
        (mask_phone, "95588", "95588"),
        (mask_phone, "+12125551234", "+121****1234"),
        (mask_card, "6222021234560123", "622202******0123"),
        (mask_card, "6222021234567890123", "622202*********0123"),
        (mask_card, "6222 0212 3456 0123", "6222 02** **** 0123"),
        (mask_card, "12345678", "****5678"),
    ],
)
def test_a_mask(mask: Any, text: str, masked: str) -> None:
    assert mask(text) == masked


@given(st.sampled_from(sorted(MASKS)), st.text(max_size=60))
def test_a_mask_keeps_the_width_and_masking_twice_changes_nothing(kind: str, text: str) -> None:
    masked = MASKS[kind](text)
    assert len(masked) == len(text)
    assert MASKS[kind](masked) == masked


@given(st.from_regex(r"[1-9][0-9]{15,18}", fullmatch=True))
def test_no_card_shows_more_than_ten_digits(card: str) -> None:
    assert sum(c.isdigit() for c in mask_card(card)) == 10


_FILL = st.text(alphabet="中文转账至，。 /_:", max_size=8)


@given(_FILL, st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), _FILL)
def test_a_phone_is_hidden_wherever_it_stands_in_a_text(a: str, phone: str, b: str) -> None:
    text = mask_numbers(a + phone + b)
    assert phone not in text
    assert len(text) == len(a + phone + b)


def test_free_text() -> None:
    assert mask_numbers("话单_13812348000.csv") == "话单_138****8000.csv"
    assert mask_numbers("10:00 6222021234560123") == "10:00 622202******0123"
    for kept in (
        "2026-11-05 10:00:00",
        "A4403051234567890123456",
        "接触被害人",
        "95588",
        "第 208 行",
    ):
        assert mask_numbers(kept) == kept
    assert mask_story("张三被冒充公检法诈骗案") == "张*被冒充公检法诈骗案"
    assert mask_story("05·11王小明被诈骗案") == "05·11王某某被诈骗案"
    assert mask_story("接触被害人") == "接触被害人"


def test_an_original_row_is_masked_by_its_header() -> None:
    header = [
        "交易卡号",
        "交易时间",
        "对手户名",
        "对手身份证号",
        "联系电话",
        "开户银行",
        "案件编号",
        "备注",
    ]
    cells = [
        "6222021234560123",
        "20261105110500",
        "王小明",
        "110105199003070021",
        "13812348000",
        "合成银行甲",
        "A4403051234567890123456",
        "打 13812348000 找王小明",
    ]
    assert mask_row(header, cells) == [
        "622202******0123",
        "20261105110500",
        "王某某",
        "110105********0021",
        "138****8000",
        "合成银行甲",
        "A4403051234567890123456",
        "打 138****8000 找王某某",
    ]


def test_a_known_name_is_hidden_in_remarks() -> None:
    rows = [{"detail": "what: 向王小明供卡", "zh": "安全账户"}]
    known = {"王小明"}
    masked = for_viewer({"rows": rows}, lambda words: words & known)
    assert masked["rows"] == [{"detail": "what: 向王某某供卡", "zh": "安全账户"}]


def test_an_organisation_that_may_be_a_person_is_masked() -> None:
    firm = {"id": "o-1", "type": "Organization", "key": "", "label": "合成商贸有限公司"}
    person = {**firm, "label": "王小明"}
    shown = for_viewer({"rows": [firm, person]})["rows"]
    assert [row["label"] for row in shown] == ["合成商贸有限公司", "王某某"]


CARD = {
    "id": "a-00000000000000000000000001",
    "type": "BankCard",
    "key": "6222021234560123",
    "label": "6222021234560123",
    "family": "account",
}
PERSON = {
    "id": "p-00000000000000000000000001",
    "type": "Person",
    "key": "110105199003070021",
    "label": "王小明",
    "family": "suspect",
}


def test_every_surface_of_an_envelope_is_masked() -> None:
    source = {"file_sha256": "ab" * 32, "file_name": "话单_13812348000.csv", "sheet": "", "row": 3}
    envelope = {
        "query": "entity",
        "params": {"of": "6222021234560123"},
        "columns": ["property", "value"],
        "rows": [
            {
                "property": "name",
                "label_zh": "姓名",
                "value": "王小明",
                "raw": "王小明",
                "sources": [],
            },
            {"property": "alias", "label_zh": "绰号", "value": "小明哥", "raw": "小明哥"},
            {"property": "phone", "label_zh": "电话", "value": "13812348000", "of": [source]},
            {"entities": [CARD, PERSON], "next_request": {"zh": "调取 13812348000", "en": "ask"}},
        ],
        "graph": {
            "nodes": [CARD, PERSON],
            "edges": [{"type": "HOLDS", "from": PERSON, "to": CARD}],
        },
        "evidence": [source],
        "entity": PERSON,
        "chains": [{"evidence": {"S1-S2": [source]}}],
    }
    masked = for_viewer(envelope)
    text = re.sub(r'"params".*?\}', "", repr({k: v for k, v in masked.items() if k != "params"}))
    for secret in ("6222021234560123", "13812348000", "王小明", "小明哥", "110105199003070021"):
        assert secret not in text
    assert masked["rows"][0]["label_zh"] == "姓名"
    assert masked["rows"][2]["of"][0]["file_sha256"] == "ab" * 32
    assert masked["entity"]["label"] == "王某某"
    assert masked["graph"]["nodes"][0]["label"] == "622202******0123"
    assert masked["params"] == {"of": "6222021234560123"}
    assert for_viewer(masked) == masked


@pytest.mark.parametrize(
    ("type_name", "key", "text", "found"),
    [
        ("BankCard", "6222021234560123", "6222021234560123", True),
        ("BankCard", "6222021234560123", "6222 0212 3456 0123", True),
        ("BankCard", "6222021234560123", "0123", True),
        ("BankCard", "6222021234560123", "23", True),
        ("BankCard", "6222021234560123", "622202", True),
        ("BankCard", "6222021234560123", "6222****0123", True),
        ("BankCard", "6222021234560123", "60123", False),
        ("BankCard", "6222021234560123", "6222021", False),
        ("BankCard", "6222021234560123", "*3456*", False),
        ("PhoneNumber", "+8613812348000", "138 1234 8000", True),
        ("PhoneNumber", "+8613812348000", "+8613812348000", True),
        ("PhoneNumber", "+8613812348000", "8000", True),
        ("PhoneNumber", "+8613812348000", "138****8000", True),
        ("PhoneNumber", "+8613812348000", "1381", False),
        ("PhoneNumber", "+8613812348000", "48000", False),
        ("IpAddress", "203.0.113.7", "203.0.113", True),
    ],
)
def test_a_viewer_finds_only_by_digits_the_mask_shows(
    type_name: str, key: str, text: str, found: bool
) -> None:
    assert may_match(type_name, key, text) is found
