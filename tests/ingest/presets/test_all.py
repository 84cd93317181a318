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
    "personal-statements": "交易日期,交易时间,摘要,收入金额,支出金额,余额,对方户名,对方账号,对方开户行,交易渠道,备注",
    "sub-accounts": "子账户账号,子账户类别,余额",
    "freeze-measures": "措施序号,账号,冻结机关,冻结金额,开始日期,截止日期",
    "bank-customers": "客户名称,证照类型,证照号码,单位地址,联系电话,联系手机,工作单位,法人代表",
    "alipay-registrations": "用户Id,登陆邮箱,登陆手机,账户名称,证件类型,证件号,可用余额,绑定手机,绑定银行卡,对应的协查数据",
    "alipay-logins": "登陆账号,支付宝用户ID,账户名,客户端ip,操作发生时间,对应的协查数据",
    "alipay-statements": "交易号,商户订单号,交易创建时间,付款时间,最近修改时间,交易来源地,类型,用户信息,交易对方信息,消费名称,金额（元）,收/支,交易状态,支付方式,清算流水号,备注,对应的协查数据",
    "alipay-trades": "交易号,外部交易号,交易状态,合作伙伴ID,买家用户id,买家信息,卖家用户id,卖家信息,交易金额（元）,收款时间,最后修改时间,创建时间,交易类型,来源地,商品名称,收货人地址,对应的协查数据",
    "alipay-transfers": "交易号,付款方支付宝账号,收款方支付宝账号,收款机构信息,到账时间,转账金额（元）,转账产品名称,交易发生地,提现流水号,对应的协查数据",
    "tenpay-trades": "用户ID,交易单号,大单号,用户侧账号名称,借贷类型,交易业务类型,交易用途类型,交易时间,交易金额(分),账户余额(分),用户银行卡号,对手方ID,对手侧账户名称,对手方银行卡号,对手侧银行名称,对手方接收时间,对手方接收金额(分),第三方账户名称,备注1,备注2",
    "tenpay-registrations": "账户状态,账号,注册姓名,注册时间,注册身份证号,绑定手机,绑定状态,开户行信息,银行账号",
    "illegal-broadcasts": "频率(MHz),功率(W),覆盖半径(km),播出内容,天线位置,遥控号码",
    "hotel-stays": "姓名,性别,民族,出生日期,证件类型,证件号码,旅店代码,旅店名称,旅店区划,旅店地址,旅店联系号码,房间号码,入住时间,离店时间,省级名称,户籍地区划,户籍地详情",
    "train-tickets": "车票序号,发车日期,发车时间,乘车人姓名,证件类型,证件号码,票号,列车车次,发站,到站,车厢号,席别,席位号,售票车站,售票时间,购票人,购票人证件号码,购票人联系方式,退票车站,退票日期,退票时间,改签车站,改签时间,改签新票票号",
    "train-payments": "车票序号,列车车次,发车日期,交易订单号,交易时间,收单行",
    "border-crossings": "姓名,证件号码,出入标识,出入境时间,口岸,前往/来自国家,交通方式,航班号",
    "flights": "姓名,证件号,航班号,起飞时间,起飞机场,到达机场,座位号",
    "vehicles": "号牌号码,号牌种类,车辆品牌,车辆识别代号,机动车所有人,身份证明号码,联系电话,初次登记日期,机动车状态",
    "seized-items": "编号,名称,数量,特征,备注",
    "wanted-notices": "编号,级别,姓名,证件号码,发布单位,发布日期,撤销日期,状态,奖金",
}

#: further forms of the same kinds, and the preset that reads them
FORMS = {
    "开始时间,事件类型,用户号码,通话时长,对端号码,对端归属地,活动地区": "call-records",
    "起始时间,呼叫类型,用户号码,通话时长,对方号码,通话地,大区,小区,基站编号": "call-records",
    "卡号,开户行,户名,U盾,绑定手机": "bank-accounts",
    "交易户名,交易证件号码,交易卡号,交易账号,交易时间,交易金额,余额,借贷标志,对手卡号,对手户名,对手证件号,交易方开户行,对手余额": "bank-transactions",
    "户名,证件号码,卡号,交易日期,金额,收/支,对手账号,对手户名,摘要": "bank-transactions",
}


#: names of files that hold what their columns lack
FILES = {"personal-statements": "6900120000000000128.xlsx"}


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_is_recognised_and_every_column_is_known(name):
    header = HEADERS[name].split(",")
    found = plan_sheet(Table("", [header]), FILES.get(name, ""), None)
    assert found is not None
    assert found.mapping.preset == name
    assert found.binding.share == 1.0
    assert found.binding.unused(found.mapping) == []


@pytest.mark.parametrize("header", FORMS)
def test_other_forms_of_a_kind_are_recognised(header):
    found = plan_sheet(Table("", [header.split(",")]), "", None)
    assert found is not None
    assert found.mapping.preset == FORMS[header]
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
