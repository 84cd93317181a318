"""The rules every file is cleaned by, for the cleaning log; a change of a rule raises RULE_SET.

The mapping (preset) in use has a version of its own. Rules: domain.md §2.3 and §6.3.
"""

from __future__ import annotations

from typing import Final

#: kept with every import; raised with each change of what a rule below does
RULE_SET: Final = 1

#: rule → what it does, in zh and en
RULES: Final[dict[str, tuple[str, str]]] = {
    "C01": (
        "编码与分隔符由字节判定，按 GB18030/UTF 解码",
        "encoding and separator told from the bytes",
    ),
    "C02": (
        "前 20 行按列名得分定位表头；缺列按相近列名和内容识别",
        "header by score over 20 rows",
    ),
    "C03": (
        "标题、空行、重复表头、合计和页脚略去并计数",
        "titles, blanks, totals, footers dropped and counted",
    ),
    "C04": (
        "合并单元格只在声明的列向下填充",
        "merged cells filled down in declared columns only",
    ),
    "C05": (
        "号码、金额 NFKC 归一，去空格与引号；原值保留",
        "numbers and amounts NFKC-folded; raw kept",
    ),
    "C06": (
        "科学计数等已丢位数的卡号不成为账户",
        "numbers whose digits were lost make no account",
    ),
    "C07": (
        "金额逐位换算为最小单位，不经浮点",
        "amounts as exact minor units, never floats",
    ),
    "C08": (
        "时间按固定格式表解析为 UTC 微秒，仅有日期者次序不定",
        "times by a list of formats, UTC microseconds",
    ),
    "C09": (
        "证件、卡、电话等分项校验，问题随值保留",
        "identifiers checked in parts; issues kept",
    ),
    "C10": (
        "必填项缺失或不可读的行写入拒绝文件",
        "rows without a needed value go to the rejects file",
    ),
    "C11": (
        "相同行（同键同次序）跨文件只计一次，仍入库",
        "equal rows of several files count once, are stored",
    ),
    "C12": (
        "失败、冲正、退款入库但不计入合计与追踪",
        "failed, reversed, refunded rows never enter sums",
    ),
}

#: why rows carry nothing (:mod:`ingest.rows`)
DROPPED: Final[dict[str, tuple[str, str]]] = {
    "title": ("标题行", "title"),
    "header": ("表头", "header"),
    "blank": ("空行", "blank row"),
    "repeated": ("重复表头", "repeated header"),
    "total": ("合计行", "total"),
    "footer": ("页脚", "footer"),
}
