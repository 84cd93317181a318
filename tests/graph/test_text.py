"""Folding, pinyin, digits and masks."""

import pytest

from graph import text


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("張三", "张三"),
        ("  张　三 ", "张 三"),
        ("臺灣陳國樑轉帳", "台湾陈国梁转账"),
        ("ＡＢＣ１２３", "abc123"),
        ("张\u202e三\u200b", "张三"),
        ("", ""),
    ],
)
def test_fold(typed, folded):
    assert text.fold(typed) == folded


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("张三", "zhangsan", "zs"),
        ("張三", "zhangsan", "zs"),
        ("仇英", "qiuying", "qy"),
        ("单雄信", "shanxiongxin", "sxx"),
        ("区海", "ouhai", "oh"),
        ("曾国", "zengguo", "zg"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("吕布", "lvbu", "lb"),
    ],
)
def test_likeliest_spelling_comes_first(name, full, initials):
    assert text.pinyin_readings(name)[0] == (full, initials)


def test_every_reading_is_kept_within_the_bound():
    assert ("chouying", "cy") in text.pinyin_readings("仇英")
    assert text.pinyin_readings("Wang") == ()
    assert len(text.pinyin_readings("重" * 12)) == text.MAX_SPELLINGS


@pytest.mark.parametrize("typed", ["lü bu", "LYUBU", "lvbu", "lǚ bù", "lv'bu"])
def test_typed_pinyin(typed):
    assert "lvbu" in text.typed_pinyin(typed)


def test_typed_pinyin_that_reads_two_ways():
    assert text.typed_pinyin("bian yun yu") == ("bianyunyu", "bianvnv")
    assert text.typed_pinyin("zs") == ("zs",)


def test_numbers_are_squeezed():
    assert text.squeeze("６２２２ ０２０１-1234") == "622202011234"
    assert text.squeeze("+86 138 0013 8000") == "8613800138000"
    assert text.is_number_like("138 0013-8000")
    assert not text.is_number_like("张三8000")


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("6222****0123", ("6222", 4, "0123")),
        ("138＊＊＊＊8000", ("138", 4, "8000")),
        ("6222 **** 0123", ("6222", 4, "0123")),
        ("6222*0123", ("6222", 0, "0123")),
        ("62**01**23", None),
    ],
)
def test_masks(typed, parts):
    assert text.is_mask(typed)
    assert text.mask_parts(typed) == parts


@pytest.mark.parametrize(
    ("left", "right", "close"),
    [
        ("abcd", "abcd", True),
        ("abcd", "abd", True),
        ("abcd", "abxd", True),
        ("abcd", "acbd", True),
        ("abcd", "acxd", False),
        ("ab", "abcd", False),
    ],
)
def test_one_slip(left, right, close):
    assert text.edit_distance_at_most_one(left, right) is close
    assert text.edit_distance_at_most_one(right, left) is close


def test_full_text_keeps_words_whole():
    assert text.spaced("余干县ABC路12号") == "余 干 县 abc 路 12 号"
