"""What the generator breaks: one to three things, on the phone, on the line, or on both."""

from __future__ import annotations

from random import Random

from tool_envs.telecom.database import Handset, Line, Plan
from tool_envs.telecom.radio import ORDER

WRONG_APNS = ("internet.old", "web.default", "larkspur.wap")
AT_HOME = ("airplane", "sim", "stuck", "no data", "apn")
ON_THE_LINE = ("paused", "unpaid", "unpaid", "used up")
ABROAD = ("line roaming", "phone roaming", "airplane", "no data", "apn")
SLUGGISH = ("saver", "mode")


def break_something(random: Random, phone: Handset, line: Line, plan: Plan) -> set[str]:
    """Break one to three things about a phone and its line; return what."""
    draw = random.random()
    if draw < 0.24 and plan["roaming"]:
        phone["abroad"] = True
        faults = set(random.sample(ABROAD, random.choice((1, 2, 2, 3))))
    elif draw < 0.42 and plan["network"] in ("4G", "5G"):
        faults = set(random.sample(SLUGGISH, random.choice((1, 2))))
    else:
        faults = set(random.sample(AT_HOME, random.choice((1, 1, 2))))
        if random.random() < 0.45:
            faults.add(random.choice(ON_THE_LINE))
    for fault in sorted(faults):
        _break(random, fault, phone, line, plan)
    return faults


def _break(random: Random, fault: str, phone: Handset, line: Line, plan: Plan) -> None:
    if fault == "airplane":
        phone["airplane_mode"] = "on"
    elif fault == "sim":
        phone["sim_seated"] = False
    elif fault == "stuck":
        phone["radio_stuck"] = True
    elif fault == "no data":
        phone["mobile_data"] = "off"
    elif fault == "apn":
        phone["apn"] = random.choice(WRONG_APNS)
    elif fault == "saver":
        phone["data_saver"] = "on"
    elif fault == "mode":
        slower = ORDER[: ORDER.index(plan["network"])]
        phone["network_mode"] = random.choice(slower[-2:])
    elif fault == "phone roaming":
        phone["roaming_switch"] = "off"
    elif fault == "line roaming":
        line["roaming"] = "off"
    elif fault == "used up":
        line["data_used_gb"] = round(line["data_used_gb"] + line["data_left_gb"], 1)
        line["data_left_gb"] = 0.0
    elif fault == "paused":
        line["status"], line["suspended_for"] = "suspended", "a long absence"
    elif fault == "unpaid":
        line["status"], line["suspended_for"] = "suspended", "an unpaid bill"
