"""Social accounts and chat groups: who uses them, whom they wrote to, who is in them."""

from __future__ import annotations

from datetime import datetime

from samples.model import Assertion, Person, Thing
from samples.plan import CasePlan, Victim, World
from samples.tools import assert_row

_SLUGS = {"微信": "wechat", "旺旺": "wangwang", "陌陌": "momo", "蝙蝠": "bat", "电报": "telegram"}


def account(world: World, case: CasePlan, platform: str, name: str) -> Thing:
    """An account on ``platform``; nobody has one that begins with ``syn-``."""
    uid = f"syn-{name}-{case.tag}"
    slug = _SLUGS.get(platform, platform)
    return world.mint.thing("VirtualIdentity", f"{slug}:{uid}", text=f"{platform}:{uid}")


def group(world: World, case: CasePlan, name: str) -> Thing:
    """A chat group of the case, found on a seized phone."""
    made = world.mint.thing("ChatGroup", f"微信群:{name}{case.tag}")
    assert_row(world, case, made, "INVOLVED_IN", case.case, stage="S2", note="查获手机中的群")
    return made


def use(world: World, case: CasePlan, person: Person, thing: Thing, stage: str = "") -> Assertion:
    """``person`` uses the account, as login records and the phone show."""
    return assert_row(world, case, person, "USES", thing, stage=stage, note="登录设备与聊天记录")


def wrote(
    world: World, case: CasePlan, thing: Thing, victim: Victim, since: datetime, stage: str
) -> Assertion:
    """The account wrote to the victim from ``since`` on: expected in ``stage``."""
    row = assert_row(
        world, case, thing, "CONTACTED", victim.person, stage=stage, note="被害人手机聊天记录"
    )
    row.start = f"{since:%Y-%m-%d %H:%M:%S}"
    case.put(stage, thing)
    return row


def joined(
    world: World, case: CasePlan, who: Person | Thing, chat: Thing, since: datetime, stage: str = ""
) -> None:
    """``who`` is in the group from ``since`` on."""
    row = assert_row(world, case, who, "IN_GROUP", chat, stage=stage, note="群成员")
    row.start = f"{since:%Y-%m-%d %H:%M:%S}"


def lured(world: World, case: CasePlan, source: Thing, target: Thing, stage: str) -> None:
    """The account, text or group sent people on to ``target``."""
    assert_row(world, case, source, "LURED_TO", target, stage=stage, note="引流")


def tell(victim: Victim, thing: Thing) -> None:
    """The victim names the account in the report."""
    victim.told["virtual"] = thing.data["text"]
