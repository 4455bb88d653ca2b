"""The customer's own tools: looking at the phone, and changing its settings.

The desk cannot use them; it can only ask. A phone is named by its number, which its owner knows.
"""

from __future__ import annotations

from apigen_mt.environment import Row, ToolError, tool
from tool_envs.telecom import radio
from tool_envs.telecom.books import today
from tool_envs.telecom.database import Network, Switch, TelecomDatabase


class Bar(Row):
    """What the top edge of the screen shows."""

    shows: str
    battery: int


class Settings(Row):
    """What the pages of the network settings say."""

    mobile_data: Switch
    roaming: Switch
    network_mode: Network
    access_point: str
    data_saver: Switch


class Speed(Row):
    """What the speed test says."""

    says: str


class Call(Row):
    """What is heard when a call is tried."""

    heard: str


class Switched(Row):
    """A setting after it was touched."""

    setting: str
    now: str


@tool("read")
def look_at_status_bar(db: TelecomDatabase, number: str) -> Bar:
    """Look at the top edge of the phone's screen: signal, network and battery.

    Args:
        number: The number of your phone, such as 312-555-0148.
    """
    phone = radio.handset(db, number)
    if phone["airplane_mode"] == "on":
        shows = "a little airplane where the bars used to be"
    elif not phone["sim_seated"]:
        shows = "“No SIM card”"
    elif not radio.service(db, phone):
        shows = "“No service”"
    else:
        shows = f"full bars and {radio.network(db, phone)}"
    return {"shows": shows, "battery": phone["battery"]}


@tool("read")
def read_network_settings(db: TelecomDatabase, number: str) -> Settings:
    """Read the network pages of the phone's settings.

    Args:
        number: The number of your phone.
    """
    phone = radio.handset(db, number)
    return {
        "mobile_data": phone["mobile_data"],
        "roaming": phone["roaming_switch"],
        "network_mode": phone["network_mode"],
        "access_point": phone["apn"],
        "data_saver": phone["data_saver"],
    }


@tool("read")
def run_speed_test(db: TelecomDatabase, number: str) -> Speed:
    """Run the speed test of the company's app over mobile data.

    Args:
        number: The number of your phone.
    """
    megabits = radio.speed(db, radio.handset(db, number))
    return {"says": f"{megabits:g} megabits a second" if megabits else "“No connection”"}


@tool("read")
def try_a_call(db: TelecomDatabase, number: str) -> Call:
    """Call the company's test number and listen.

    Args:
        number: The number of your phone.
    """
    through = radio.calls(db, radio.handset(db, number))
    return {"heard": "a voice that said the test worked" if through else "nothing but three beeps"}


@tool("write")
def switch_airplane_mode(db: TelecomDatabase, number: str, to: Switch) -> Switched:
    """Switch airplane mode on or off.

    Args:
        number: The number of your phone.
        to: How it should be.
    """
    radio.handset(db, number)["airplane_mode"] = to
    return {"setting": "airplane mode", "now": to}


@tool("write")
def switch_mobile_data(db: TelecomDatabase, number: str, to: Switch) -> Switched:
    """Switch mobile data on or off.

    Args:
        number: The number of your phone.
        to: How it should be.
    """
    radio.handset(db, number)["mobile_data"] = to
    return {"setting": "mobile data", "now": to}


@tool("write")
def switch_phone_roaming(db: TelecomDatabase, number: str, to: Switch) -> Switched:
    """Switch data roaming on or off in the phone's own settings.

    Args:
        number: The number of your phone.
        to: How it should be.
    """
    radio.handset(db, number)["roaming_switch"] = to
    return {"setting": "data roaming", "now": to}


@tool("write")
def switch_data_saver(db: TelecomDatabase, number: str, to: Switch) -> Switched:
    """Switch the data saver on or off.

    Args:
        number: The number of your phone.
        to: How it should be.
    """
    radio.handset(db, number)["data_saver"] = to
    return {"setting": "data saver", "now": to}


@tool("write")
def switch_wifi_calling(db: TelecomDatabase, number: str, to: Switch) -> Switched:
    """Switch Wi-Fi calling on or off.

    Args:
        number: The number of your phone.
        to: How it should be.
    """
    radio.handset(db, number)["wifi_calling"] = to
    return {"setting": "Wi-Fi calling", "now": to}


@tool("write")
def set_network_mode(db: TelecomDatabase, number: str, mode: Network) -> Switched:
    """Choose the fastest network that the phone may use.

    Args:
        number: The number of your phone.
        mode: The network type.
    """
    radio.handset(db, number)["network_mode"] = mode
    return {"setting": "preferred network", "now": mode}


@tool("write")
def reset_access_point(db: TelecomDatabase, number: str) -> Switched:
    """Reset the access point name to what the company set.

    Args:
        number: The number of your phone.
    """
    radio.handset(db, number)["apn"] = radio.APN
    return {"setting": "access point", "now": radio.APN}


@tool("write")
def reseat_sim(db: TelecomDatabase, number: str) -> Switched:
    """Take the SIM tray out and put the SIM back in properly.

    Args:
        number: The number of your phone.
    """
    radio.handset(db, number)["sim_seated"] = True
    return {"setting": "SIM", "now": "in its tray"}


@tool("write")
def restart_phone(db: TelecomDatabase, number: str) -> Switched:
    """Switch the phone off and on again; a radio that was stuck comes back.

    Args:
        number: The number of your phone.
    """
    phone = radio.handset(db, number)
    if phone["battery"] < 5:
        raise ToolError("The battery is too low to restart.", code="battery_low")
    phone["radio_stuck"] = False
    phone["restarted_on"] = today(db)
    return {"setting": "phone", "now": "back on"}


DEVICE_TOOLS = (
    look_at_status_bar,
    read_network_settings,
    run_speed_test,
    try_a_call,
    switch_airplane_mode,
    switch_mobile_data,
    switch_phone_roaming,
    switch_data_saver,
    switch_wifi_calling,
    set_network_mode,
    reset_access_point,
    reseat_sim,
    restart_phone,
)
