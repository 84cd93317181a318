"""What holds for every preset: it is read, named in both languages, and leaves no header out."""
# ruff: noqa: E501 (rows of a file stand in one line)

import pytest

from ingest.headers import fold_header
from ingest.plan import plan_sheet
from ingest.preset_files import header_words, presets
from ingest.sources import Table

#: the headers of domain.md §6.1, word for word
HEADERS = {
    "bank-transactions": "交易卡号,交易账号,账户开户名称,开户人证件号码,交易时间,交易金额,交易余额,收付标志,交易对手账卡号,现金标志,对手户名,对手身份证号,对手开户银行,摘要说明,交易币种,交易网点名称,交易网点代码,交易发生地,交易是否成功,传票号,终端号,IP地址,MAC地址,对手交易余额,交易流水号,日志号,凭证种类,凭证号,交易柜员号,商户名称,商户号,备注,交易类型,查询反馈结果原因",
    "bank-accounts": "账户开户名称,开户人证件号码,交易卡号,交易账号,账号开户时间,账户余额,可用余额,开户网点,账户状态,账号开户银行,账户类型,币种,开户网点代码,销户日期,销户网点,开户联系方式,通信地址,联系电话,最后交易时间",
    "call-records": "序号,通联类型,本端号码,对端号码,通话开始/短信发送时间,通话结束时间,通话时长（秒）,本端号码通联位置,本端卡号,本端机身码,本端号码归属地,本端运营商,本端LAC,本端CI,本端经度,本端纬度,对端号码通联位置,对端卡号,对端机身码,对端号码归属地,对端运营商,对端LAC,对端CI,对端经度,对端纬度,短信内容",
    "cells": "基站编号,基站名称,LAC,CI,制式,经度,纬度,方位角,覆盖半径(米),地址,坐标系,运营商",
    "pseudo-base-stations": "序号,扣押清单号,案件编号,设备名称,型号,安装方式,发射频率(MHz),额定功率(W),伪LAC,伪CI,操作系统,短信发送条数,受影响用户数(IMSI),日志起止时间,查获时间,查获地点,经度,纬度,持有人,持有人证件号,车牌号,保管单位,鉴定意见编号,备注",
    "goip-devices": "设备序列号,端口数,插卡数,SIM卡号(ICCID),IMSI,控制端IP,架设地址,架设人",
    "cases": "案件编号,案件名称,案件类别,作案手法,受理时间,立案时间,立案单位,发案时间,发案地点,报案人,报案人联系电话,受害人姓名,受害人证件号码,损失金额(元),嫌疑人账号,嫌疑人电话,涉案网址,简要案情,案件状态,破案时间",
    "suspects": "人员编号,姓名,曾用名,绰号,性别,民族,出生日期,证件类型,证件号码,户籍地址,现住址,联系电话,微信号,QQ号,职业,团伙名称,团伙角色,上线,到案方式,到案时间,强制措施,抓获地点,是否在逃,通缉级别,涉案案件编号",
    "stop-payments": "申请单号,账号,户名,开户行,案件编号,止付时间,止付到期,止付次数,冻结时间,冻结到期,冻结金额,反馈结果",
    "gangs": "团伙编号,团伙名称,案件编号,专案代号,诈骗类型,级别,活动起,活动止,境内外,备注",
    "dens": "窝点编号,窝点类型,地址,国家,经度,纬度,坐标系,所属团伙,启用时间,捣毁时间,网络IP,固定电话,查获设备数,案件编号,备注",
    "personal-info-batches": "批次编号,来源平台,信息类型,条数,文件SHA256,提供人,提供人证件号,接收方,交付时间,价格,案件编号",
    "personal-info-items": "批次编号,行号,姓名,电话,证件号码",
    "relations": "主体类型,主体,关系,客体类型,客体,起,止,数量,金额,角色,案件编号,依据文书,备注",
    "sites-apps": "网址或包名,类型,域名,IP,证书SHA256,注册人,服务器租用人,首见,末见,案件编号",
    "spam-reports": "接收号码,接收时间,显示号码,短信内容,LAC,CI,经度,纬度,坐标系,举报渠道",
    "cash-outs": "卡号,取现时间,金额,银行,网点或ATM编号,地址,经度,纬度,坐标系,影像编号,取款人,取款人证件号,案件编号",
    "victim-reports": "接警编号,接警时间,报警人,报警人电话,被骗金额,付款账号,收款账号,付款时间,嫌疑电话,嫌疑社交账号,涉诈网址,案件编号",
}
#: names of files that hold what their columns lack
FILES: dict[str, str] = {}


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_is_recognised_and_every_column_is_known(name):
    header = HEADERS[name].split(",")
    found = plan_sheet(Table("", [header]), FILES.get(name, ""), None)
    assert found is not None
    assert found.mapping.preset == name
    assert found.binding.share == 1.0
    assert found.binding.unused(found.mapping) == []


@pytest.mark.parametrize("name", presets())
def test_every_preset_has_headers_here(name):
    assert name in HEADERS
    mapping = presets()[name]
    assert mapping.zh != mapping.en
    assert mapping.version >= 1


@pytest.mark.parametrize("name", HEADERS)
def test_every_column_is_used_or_left_out_by_name(name):
    mapping = presets()[name]
    left_out = {fold_header(word) for word in mapping.ignore}
    used = header_words(mapping) - left_out
    for header in HEADERS[name].split(","):
        assert (fold_header(header) in used) != (fold_header(header) in left_out), header
