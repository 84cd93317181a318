"""Whose words a case's scam type holds, and templates that a unit keeps of its own."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from queries.chains import template_files
from queries.chains.match import chains_of
from queries.chains.template import TemplateError, bare
from queries.chains.template_files import suiting, templates, templates_of
from tests.queries.chains.small_ledger import SmallLedger, at

OURS = template_files.FOLDER / "templates"

#: 作案手法 and 案件类别 as registers write them → template
SPELLINGS = {
    "T1": ["伪基站钓鱼短信", "伪基站", "短信钓鱼（积分兑换）", "利用钓鱼网站盗刷"],
    "T2": ["冒充公检法", "冒充公检法及政府机关类", "冒充公、检、法 诈骗案", "“安全账户”诈骗"],
    "T3": ["淘宝代运营", "网店代运营诈骗", "店铺运营"],
    "T4": ["刷单返利", "刷单返利类 电信网络诈骗", "网络刷单", "刷信誉", "虚假返利"],
    "T5": ["重金求子", "以“重金求子”为名诈骗"],
    "T6": ["杀猪盘", "网络婚恋、交友类（非虚假网络投资理财类）", "网络交友诱导投资", "婚恋交友"],
    "T7": ["虚假网络贷款", "贷款、代办信用卡类", "虚假征信类", "注销校园贷", "消除不良记录"],
    "T8": ["冒充电商物流客服", "冒充电商物流客服类", "冒充客服退款", "快递客服退款理赔"],
    "T9": ["虚假投资理财", "虚假网络投资理财类", "荐股群", "虚拟货币投资"],
    "T10": ["跨境网络赌博", "跨境赌博 开设赌场案", "网络博彩"],
    "T11": ["黑广播虚假药品", "黑广播", "广播卖药（销售假药）"],
}


@pytest.mark.parametrize(
    ("name", "scam_type"), [(name, text) for name, row in SPELLINGS.items() for text in row]
)
def test_a_registers_spelling_finds_its_template(name: str, scam_type: str, tmp_path: Path) -> None:
    found = suiting(scam_type, tmp_path)
    assert found is not None and found.name == name


@pytest.mark.parametrize(
    "scam_type", ["", "诈骗", "电信网络诈骗", "虚假购物、服务类", "冒充领导、熟人类", "盗窃"]
)
def test_another_kind_of_case_suits_none(scam_type: str, tmp_path: Path) -> None:
    assert suiting(scam_type, tmp_path) is None


def test_no_two_templates_claim_the_same_words() -> None:
    words = [bare(word) for found in templates().values() for word in found.scam_types]
    assert [word for word, times in Counter(words).items() if times > 1] == []
    for found in templates().values():
        for word in found.scam_types:
            rivals = [t.name for t in templates().values() if t.claim(word) >= len(bare(word))]
            assert rivals == [found.name], word


def test_all_eleven_are_there_in_order() -> None:
    assert list(templates()) == [f"T{number}" for number in range(1, 12)]


def test_requests_are_the_same_in_both_languages() -> None:
    for found in templates().values():
        asks = [stage.ask for stage in found.stages.values()]
        for ask in [*asks, *(link.ask for link in found.links.values())]:
            assert ask.zh.count("；") == ask.en.count(";"), (found.name, ask)


def _table() -> str:
    rows = [
        f"| {t.name} | {t.title.zh} {t.title.en} | {' '.join(t.required)} | "
        f"{' '.join(c for c, s in t.stages.items() if s.need == 'optional')} |"
        for t in templates().values()
    ]
    head = ["| template | scam type | required | optional |", "| --- | --- | --- | --- |"]
    return "\n".join([*head, *rows]) + "\n"


def test_the_readme_lists_every_template_with_its_stages() -> None:
    text = (template_files.FOLDER / "README.md").read_text("utf-8")
    assert text.split("<!-- templates -->\n")[1].split("<!-- /templates -->")[0] == _table()


def test_the_readmes_example_is_a_template(tmp_path: Path) -> None:
    text = (template_files.FOLDER / "README.md").read_text("utf-8")
    example = next(part for part in text.split("```yaml\n") if part.startswith("# HOME/"))
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "LEADER.yml").write_text(example.split("```")[0], "utf-8")
    found = suiting("冒充领导、熟人类", tmp_path)
    assert found is not None and found.required == ("S4", "S6", "S7")


def write_own(home: Path, name: str, **change: Any) -> dict[str, Any]:
    """A template of the unit's own, made from T2."""
    data = yaml.safe_load((OURS / "T2.yml").read_text("utf-8"))
    data.update(template=name, zh="本地手法", en="Local scam", **change)
    (home / "templates").mkdir(exist_ok=True)
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    (home / "templates" / f"{name}.yml").write_text(text, "utf-8")
    return dict(data)


def test_an_own_template_reads_the_cases_that_it_claims(made: SmallLedger, tmp_path: Path) -> None:
    home = tmp_path / "home"
    write_own(home, "U1", scam_types=["冒充领导"], limits={"floor_percent": 50})
    made.thing("Case:B1", scam_type="冒充领导、熟人类")
    made.relate("Person:V1", "VICTIM_OF", "Case:B1")
    made.relate("BankAccount:L1", "INVOLVED_IN", "Case:B1")
    for name, yuan in (("LARGE", 150_000), ("SMALL", 50_000)):
        made.thing(f"BankAccount:{name}")
        made.pay("BankAccount:L1", f"BankAccount:{name}", yuan, at(11.5))
    evidence = made.load()
    (own,) = chains_of(evidence, made.id("Case:B1")).chains
    assert own.template.name == "U1"
    assert set(own.stages["S7"].finds) == made.names("BankAccount:LARGE")
    (ours,) = chains_of(evidence, made.id("Case:B1"), "T2").chains
    assert set(ours.stages["S7"].finds) == made.names("BankAccount:LARGE", "BankAccount:SMALL")


def test_an_own_template_goes_before_ours_for_the_same_word(tmp_path: Path) -> None:
    write_own(tmp_path, "U1", scam_types=["杀猪盘"])
    for scam_type, name in (("杀猪盘", "U1"), ("重金求子", "T5")):
        found = suiting(scam_type, tmp_path)
        assert found is not None and found.name == name


def test_a_changed_file_is_read_again_and_a_removed_one_is_gone(tmp_path: Path) -> None:
    write_own(tmp_path, "U1", scam_types=["手法甲"])
    assert templates_of(tmp_path)["U1"].scam_types == ("手法甲",)
    write_own(tmp_path, "U1", scam_types=["手法甲乙丙"])
    assert templates_of(tmp_path)["U1"].scam_types == ("手法甲乙丙",)
    (tmp_path / "templates" / "U1.yml").unlink()
    assert "U1" not in templates_of(tmp_path)


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("T4", {}, "T4 is the name of a template of ours"),
        ("U1", {"colour": "red"}, "unknown colour"),
        ("U1", {"stages": []}, "must be a table"),
        ("U1", {"stages": {"S1": None}}, "stages must be S1, S2"),
        ("U1", {"links": None}, "must be a table"),
        ("U1", {"scam_types": "刷单"}, "must be a list"),
        ("U1", {"scam_types": [{"a": 1}]}, "must be text"),
        ("U1", {"limits": {"depth": "deep"}}, "must be a number"),
        ("U1", {"words": {"bos": ["老板"]}}, "unknown bos, no join uses it"),
        ("U1", {"zh": ["x"]}, "must be text"),
        ("U 1", {}, "not usable as a name"),
    ],
)
def test_an_own_template_written_wrongly_is_refused_with_its_file(
    tmp_path: Path, name: str, change: dict[str, Any], words: str
) -> None:
    write_own(tmp_path, name)
    path = tmp_path / "templates" / f"{name}.yml"
    data = yaml.safe_load(path.read_text("utf-8")) | change
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")
    with pytest.raises(TemplateError) as caught:
        templates_of(tmp_path)
    assert words in caught.value.en and path.name in caught.value.en
    assert path.name in caught.value.zh


@pytest.mark.parametrize("content", [b"a: [", b"\xff\xfe\x00", b"- 1", b"x: " + b"y" * 300_000])
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "U1.yml").write_bytes(content)
    with pytest.raises(TemplateError, match=r"U1\.yml"):
        templates_of(tmp_path)


def test_a_file_must_be_called_as_the_template_inside(tmp_path: Path) -> None:
    write_own(tmp_path, "U1")
    (tmp_path / "templates" / "U1.yml").rename(tmp_path / "templates" / "U2.yml")
    with pytest.raises(TemplateError, match=r"U2\.yml"):
        templates_of(tmp_path)
