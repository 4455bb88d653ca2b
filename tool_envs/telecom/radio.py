"""What a phone can do, from both sides: its own settings, and the line behind it."""

from __future__ import annotations

from apigen_mt.environment import ToolError
from tool_envs.telecom.database import Handset, Line, Network, TelecomDatabase

APN = "larkspur.web"
ORDER: tuple[Network, ...] = ("2G", "3G", "4G", "5G")
SPEEDS = {"2G": 0.2, "3G": 4.6, "4G": 62.4, "5G": 238.0}
SAVED = 1.5


def handset(db: TelecomDatabase, number: str) -> Handset:
    """Return the phone with a number; in a write tool a copy that the tool may change.

    Raises:
        ToolError: no phone has it.
    """
    found = db.phones.where(number=number.strip())
    if not found:
        raise ToolError("That is not the number of this phone.", code="not_found")
    return db.phones[found[0]["phone_id"]]


def line_of(db: TelecomDatabase, phone: Handset) -> Line:
    """Return the line that a phone is used with."""
    line = db.lines.get(phone["line_id"])
    assert line is not None
    return line


def network(db: TelecomDatabase, phone: Handset) -> Network:
    """Return the network a phone uses where it has service: its own choice within its plan."""
    plan = db.plans.get(line_of(db, phone)["plan_id"])
    assert plan is not None
    return min(phone["network_mode"], plan["network"], key=ORDER.index)


def covered(db: TelecomDatabase, phone: Handset) -> bool:
    """Whether the network lets a phone in, as far as line, SIM and place go."""
    line = line_of(db, phone)
    if line["status"] != "active" or not db.sims.where(line_id=line["line_id"], status="active"):
        return False
    return line["roaming"] == "on" if phone["abroad"] else not out(db, phone)


def out(db: TelecomDatabase, phone: Handset) -> bool:
    """Whether the network is down where a phone is."""
    area = db.areas.get(line_of(db, phone)["area_id"])
    return not phone["abroad"] and area is not None and area["status"] == "outage"


def service(db: TelecomDatabase, phone: Handset) -> bool:
    """Whether a phone has bars."""
    own = phone["airplane_mode"] == "off" and phone["sim_seated"] and not phone["radio_stuck"]
    return own and covered(db, phone)


def online(db: TelecomDatabase, phone: Handset) -> bool:
    """Whether mobile data gets through."""
    return (
        service(db, phone)
        and phone["mobile_data"] == "on"
        and phone["apn"] == APN
        and line_of(db, phone)["data_left_gb"] > 0
        and (phone["roaming_switch"] == "on" or not phone["abroad"])
    )


def slow(db: TelecomDatabase, phone: Handset) -> bool:
    """Whether a setting of the phone keeps it below what its plan allows."""
    plan = db.plans.get(line_of(db, phone)["plan_id"])
    assert plan is not None
    return phone["data_saver"] == "on" or network(db, phone) != plan["network"]


def speed(db: TelecomDatabase, phone: Handset) -> float:
    """Return the speed of mobile data in megabits a second, 0 where there is none."""
    if not online(db, phone):
        return 0.0
    full = SPEEDS[network(db, phone)]
    return min(SAVED, full) if phone["data_saver"] == "on" else full


def calls(db: TelecomDatabase, phone: Handset) -> bool:
    """Whether a call goes through, over the network or over Wi-Fi."""
    line = line_of(db, phone)
    over_wifi = phone["wifi_calling"] == "on" and line["status"] == "active"
    return service(db, phone) or (over_wifi and phone["sim_seated"])
