"""IP, MAC, web addresses and app packages."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.identifiers import normalise, parse


@pytest.mark.parametrize(
    ("written", "norm", "issues"),
    [
        ("203.0.113.7", "203.0.113.7", ()),
        ("２０３．０．１１３．７", "203.0.113.7", ()),
        ("203.0.113.7:8080", "203.0.113.7", ()),
        ("203.000.113.007", "203.0.113.7", ()),
        ("192.168.1.1", "192.168.1.1", ("private",)),
        ("100.64.1.1", "100.64.1.1", ("private",)),
        ("2001:DB8::1", "2001:db8::1", ()),
        ("[2001:db8::1]:443", "2001:db8::1", ()),
        ("::ffff:203.0.113.7", "203.0.113.7", ()),
    ],
)
def test_ip(written, norm, issues):
    parsed = parse("ip", written)
    assert (parsed.norm, parsed.issues) == (norm, issues)


@pytest.mark.parametrize(
    "nothing", ["0.0.0.0", "255.255.255.255", "::", "-", "999.1.1.1", "1.2.3", "x"]
)
def test_no_ip(nothing):
    assert parse("ip", nothing).norm is None


@given(
    st.lists(st.one_of(st.ip_addresses().map(str), st.from_regex(r"[0-9.]{0,15}", fullmatch=True)))
)
def test_columns_read_as_single_values_do(values):
    rows = normalise("ip", pl.Series(values, dtype=pl.String)).drop("raw").rows()
    singles = [parse("ip", value) for value in values]
    assert rows == [(p.norm, p.ok, list(p.issues), p.hint, p.pattern) for p in singles]


@pytest.mark.parametrize(
    "written", ["00-1A-2B-3C-4D-5E", "00:1a:2b:3c:4d:5e", "001A.2B3C.4D5E", "001A2B3C4D5E"]
)
def test_mac(written):
    assert parse("mac", written).norm == "001a2b3c4d5e"


@pytest.mark.parametrize("nothing", ["00:00:00:00:00:00", "FF-FF-FF-FF-FF-FF", "001A2B", "无"])
def test_no_mac(nothing):
    assert parse("mac", nothing).norm is None


@pytest.mark.parametrize(
    ("written", "norm", "host"),
    [
        ("http://www.abc.com.cn/a?b=1", "abc.com.cn", "www.abc.com.cn"),
        ("WAP.ABC.COM", "abc.com", "wap.abc.com"),
        ("hxxps://abc[.]com/x", "abc.com", "abc.com"),
        ("abc。com", "abc.com", "abc.com"),
        ("https://www.gaj-check.example/login", "gaj-check.example", "www.gaj-check.example"),
        ("shop.github.io", "shop.github.io", "shop.github.io"),
        ("http://203.0.113.7:8080/x", "203.0.113.7", "203.0.113.7"),
        ("user:pw@abc.com", "abc.com", "abc.com"),
        ("中国银行.example", "xn--fiqs8s856bruk.example", "xn--fiqs8s856bruk.example"),
    ],
)
def test_url(written, norm, host):
    parsed = parse("url", written)
    assert (parsed.norm, parsed.hint) == (norm, host)


@pytest.mark.parametrize(
    "bad", ["localhost", "一个网站", "http://", "http://[::1", "javascript:alert(1)"]
)
def test_no_url(bad):
    assert parse("url", bad).norm is None


@given(st.text(max_size=40))
def test_any_text_has_an_answer(text):
    assert parse("url", text).norm != ""


def test_app():
    assert parse("app", "com.example.SafePay").norm == "com.example.SafePay"
    assert parse("app", "安全支付").norm is None
