"""Troubles that take both sides, and the steps that put each right for a person.

The order is the policy's: first the line, then a look at the phone, then its settings from airplane
mode to the restart, and at last a test. A step is there only if something is wrong at that place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

from apigen_mt.environment import Matter
from tool_envs.telecom import radio
from tool_envs.telecom.books import extras, overdue
from tool_envs.telecom.data import NAMES
from tool_envs.telecom.database import Handset, Line, TelecomDatabase
from tool_envs.telecom.device import DEVICE_TOOLS

Steps = list[tuple[str, dict[str, Any]]]
Trouble = Literal["data", "abroad", "calls", "speed", "outage calls", "outage data"]

PACK = "pack_5"
_TOUCHES = {tool.name for tool in DEVICE_TOOLS if tool.writes}
_NOTE = "No mobile data; the phone was restarted, which did not help."


def steps(
    db: TelecomDatabase, person: Mapping[str, Any], name: str | None, trouble: Trouble
) -> Steps:
    """Return the right calls for a trouble with a person's line of that name, or their only one."""
    lines = db.lines.where(customer_id=person["customer_id"])
    if (name is None) != (len(lines) == 1):
        return []
    for line in lines:
        phone = db.phones.where(line_id=line["line_id"])[0]
        if name in (None, line["name"]) and trouble in set(_troubles(db, phone)):
            found = _way_out(db, line, phone, trouble)
            return found if any(tool in _TOUCHES for tool, _ in found) else []
    return []


def _troubles(db: TelecomDatabase, phone: Handset) -> Iterator[Trouble]:
    """Yield what does not work with a phone."""
    if radio.line_of(db, phone)["suspended_for"] in ("a lost phone", "a stolen phone"):
        return  # it is out of service because its owner wants it to be
    if not db.sims.where(line_id=phone["line_id"], status="active"):
        return
    if radio.out(db, phone):
        active = radio.line_of(db, phone)["status"] == "active"
        own = active and phone["airplane_mode"] == "off" and phone["sim_seated"]
        if own and not radio.calls(db, phone):
            yield "outage calls"
        if own:
            yield "outage data"
    elif not radio.online(db, phone):
        yield "abroad" if phone["abroad"] else "data"
        if not phone["abroad"] and not radio.calls(db, phone):
            yield "calls"
    elif radio.slow(db, phone):
        yield "speed"


def _way_out(db: TelecomDatabase, line: Line, phone: Handset, trouble: Trouble) -> Steps:
    number = {"number": phone["number"]}
    look: Steps = [("look_at_status_bar", number)]
    if trouble in ("outage calls", "outage data"):
        network: Steps = [("get_network_status", {"area_id": line["area_id"]})]
        return [("get_line", _key(line)), *network, *look, *_outage(line, phone, trouble)]
    test = "try_a_call" if trouble == "calls" else "run_speed_test"
    data = trouble != "calls"
    return [
        *_line_side(db, line, phone, data),
        *look,
        *_phone_side(db, phone, data),
        (test, number),
    ]


def _line_side(db: TelecomDatabase, line: Line, phone: Handset, data: bool) -> Steps:
    """Return what the desk does: look, and put the line right."""
    customer = {"customer_id": line["customer_id"]}
    found: Steps = [("get_line", _key(line))]
    if data:
        found.append(("get_usage", _key(line)))
    if line["status"] == "suspended":
        methods = db.payment_methods.where(**customer, preferred=True)
        for bill in overdue(db, line["customer_id"]):
            found += [
                ("list_bills", customer),
                ("get_bill", {"bill_id": bill["bill_id"]}),
                ("list_payment_methods", customer),
                ("pay_bill", {"bill_id": bill["bill_id"], "method_id": methods[0]["method_id"]}),
            ]
        found.append(("lift_suspension", _key(line)))
    if phone["abroad"] and line["roaming"] == "off":
        found.append(("set_line_roaming", {**_key(line), "roaming": "on"}))
    if data and line["data_left_gb"] <= 0:
        found += [("list_packs", {}), ("add_data_pack", {**_key(line), "pack_id": _pack(db, line)})]
    return found


def _pack(db: TelecomDatabase, line: Line) -> str:
    """Return the 5 GB pack, or the largest that the spending limit allows."""
    room = line["spending_limit"] - extras(db, line["line_id"], line["customer_id"])
    small = [pack for pack in db.packs if pack["price"] <= room and pack["data_gb"] <= 5]
    return small[-1]["pack_id"] if small else PACK


def _phone_side(db: TelecomDatabase, phone: Handset, data: bool) -> Steps:
    """Return what the person does, from airplane mode to the restart."""
    number = {"number": phone["number"]}
    found: Steps = []
    if phone["airplane_mode"] == "on":
        found.append(("switch_airplane_mode", {**number, "to": "off"}))
    if not phone["sim_seated"]:
        found.append(("reseat_sim", number))
    if data:
        found.append(("read_network_settings", number))
        found += _settings(db, phone)
    if phone["radio_stuck"]:
        found.append(("restart_phone", number))
    return found


def _settings(db: TelecomDatabase, phone: Handset) -> Iterator[tuple[str, dict[str, Any]]]:
    number = {"number": phone["number"]}
    if phone["mobile_data"] == "off":
        yield "switch_mobile_data", {**number, "to": "on"}
    if phone["abroad"] and phone["roaming_switch"] == "off":
        yield "switch_phone_roaming", {**number, "to": "on"}
    plan = db.plans.get(radio.line_of(db, phone)["plan_id"])
    assert plan is not None
    if radio.network(db, phone) != plan["network"]:
        yield "set_network_mode", {**number, "mode": plan["network"]}
    if phone["apn"] != radio.APN:
        yield "reset_access_point", number
    if phone["data_saver"] == "on":
        yield "switch_data_saver", {**number, "to": "off"}


def _outage(line: Line, phone: Handset, trouble: Trouble) -> Steps:
    """Return what helps while the network is down: Wi-Fi for calls, a ticket for data."""
    number = {"number": phone["number"]}
    if trouble == "outage calls":
        return [("switch_wifi_calling", {**number, "to": "on"}), ("try_a_call", number)]
    ticket = {**_key(line), "subject": "no mobile data", "note": _NOTE}
    return [("restart_phone", number), ("run_speed_test", number), ("open_ticket", ticket)]


def _key(line: Line) -> dict[str, str]:
    return {"line_id": line["line_id"]}


_WANTS: dict[Trouble, tuple[list[str], list[str], list[str]]] = {
    "data": (
        [
            "get the internet on my {phone} working again",
            "get mobile data back on my {phone}",
            "go online with my {phone} again, there's no mobile data",
            "find out why the mobile data on my {phone} doesn't work",
        ],
        [
            "Pages just don't load unless I'm on Wi-Fi.",
            "It (stopped|quit) (this morning|yesterday|some time last night).",
            "I've got no idea what I did.",
            "At home on Wi-Fi it's fine.",
        ],
        [
            "There you go: your mobile data works again.",
            "That did it, you're back online.",
            "Good, the mobile data is running again.",
        ],
    ),
    "abroad": (
        [
            "use mobile data on my {phone} while I'm abroad",
            "get the internet on my {phone} to work here, I'm traveling abroad",
            "go online with my {phone} in another country",
        ],
        [
            "I landed (last night|this morning) and nothing loads.",
            "I need maps to find my hotel.",
            "The hotel Wi-Fi is (dreadful|hopeless).",
        ],
        [
            "Wonderful, your data works abroad now.",
            "That's it: you're online where you are now.",
            "Good, you can use your data there now.",
        ],
    ),
    "calls": (
        [
            "make calls with my {phone} again",
            "get my {phone} to make calls again",
            "find out why I can't call anybody with my {phone}",
        ],
        [
            "It just beeps at me when I dial.",
            "My (mother|sister) couldn't reach me all day.",
            "I've been without it since (breakfast|yesterday).",
        ],
        [
            "There we are: your calls go through again.",
            "That did it, you can make calls again.",
            "Good, calls work again.",
        ],
    ),
    "speed": (
        [
            "get a faster connection on my {phone}",
            "find out why the internet on my {phone} is so slow",
            "have my {phone} load things faster, mobile data is crawling",
        ],
        [
            "Videos stop every few seconds.",
            "A single picture takes a minute.",
            "My (neighbor's|friend's) phone is much faster in the same spot.",
        ],
        [
            "That's the full speed of your plan now.",
            "Much better: that's as fast as your plan goes.",
            "Good, that's the speed you pay for.",
        ],
    ),
    "outage calls": (
        [
            "make calls from home with my {phone}, there's no signal here",
            "be able to call people with my {phone} even though there are no bars",
        ],
        [
            "I've got Wi-Fi, but that doesn't seem to help.",
            "There hasn't been a signal since (this morning|last night).",
        ],
        [
            "The network is down in your area, but your calls go over Wi-Fi now.",
            "Until our network is back, you can call over Wi-Fi.",
        ],
    ),
    "outage data": (
        [
            "get the mobile data on my {phone} looked at, nothing loads",
            "find out why there's no internet on my {phone} at home",
        ],
        [
            "My neighbors say theirs is gone too.",
            "It's been like that since (this morning|last night).",
        ],
        [
            "As soon as the network is back in your area, your data works again.",
            "I'm sorry about that; once the network is back, so is your data.",
        ],
    ),
}


def _matter(trouble: Trouble, name: str | None) -> Matter:
    want, why, done = _WANTS[trouble]
    phone = f"{name} phone" if name else "phone"
    way: Callable[[Any, Mapping[str, Any]], Steps] = lambda db, row: steps(db, row, name, trouble)  # noqa: E731
    return Matter(want=[one.format(phone=phone) for one in want], why=why, steps=way, done=done)


MATTERS = tuple(_matter(trouble, name) for trouble in _WANTS for name in (None, *NAMES))
