"""How the desk asks for a look or a tap on the phone, and what the customer then tells."""

from __future__ import annotations

from apigen_mt.environment import ToolPhrasing

DEVICE_SAYINGS: dict[str, ToolPhrasing] = {
    "look_at_status_bar": ToolPhrasing(
        guide=[
            "take the phone with the number {number} and tell me what you see at the very top "
            "edge of its screen",
            "pick up the phone with the number {number} and tell me what the top edge of the "
            "screen shows",
        ],
        told=[
            "It says {result.shows}, and the battery is at {result.battery} percent.",
            "Up there I see {result.shows}.",
            "There's {result.shows}(, that's all|).",
            "At the top it shows {result.shows}. Battery's at {result.battery}.",
        ],
    ),
    "read_network_settings": ToolPhrasing(
        guide=[
            "open the settings, tap “Mobile network” and read me what it says there",
            "go into the settings, tap “Mobile network” and tell me what is written there",
        ],
        told=[
            "Mobile data is {result.mobile_data}, roaming {result.roaming}, preferred network "
            "{result.network_mode}, data saver {result.data_saver}, and the access point is "
            "called {result.access_point}.",
            "It says: mobile data {result.mobile_data}, data roaming {result.roaming}, network "
            "type {result.network_mode}, access point {result.access_point}, data saver "
            "{result.data_saver}.",
            "Let me read it: mobile data {result.mobile_data}, roaming {result.roaming}, "
            "{result.network_mode}, then something called access point with "
            "{result.access_point}, and the data saver is {result.data_saver}.",
        ],
    ),
    "run_speed_test": ToolPhrasing(
        guide=[
            "switch Wi-Fi off for a moment, open our app, tap “Speed test” and tell me the result",
            "leave your Wi-Fi for a moment, start the speed test in our app and tell me what "
            "it says",
        ],
        told=[
            "It ran for a bit, and now it says {result.says}.",
            "The app says {result.says}.",
            "(Okay, it|It)'s finished: {result.says}.",
            "I get {result.says}.",
        ],
    ),
    "try_a_call": ToolPhrasing(
        guide=[
            "dial our test number, star 611, and tell me what you hear",
            "call our test number, which is star 611, and tell me what you hear",
        ],
        told=[
            "I heard {result.heard}.",
            "There was {result.heard}.",
            "I dialed it, and there was {result.heard}.",
        ],
    ),
    "switch_airplane_mode": ToolPhrasing(
        guide=[
            "swipe down from the top of the screen and tap the little plane, so that airplane "
            "mode goes {to}",
            "swipe down from the top edge of the screen and tap the plane symbol to turn airplane "
            "mode {to}",
        ],
        told=[
            "The little plane is gone now.",
            "The plane isn't lit up any more.",
            "Oh, that was on the whole time?",
        ],
    ),
    "switch_mobile_data": ToolPhrasing(
        guide=[
            "go to “Mobile network” in the settings and slide the switch next to “Mobile data” "
            "to {to}",
            "stay in “Mobile network” and tap the switch for “Mobile data”, so that it's {to}",
        ],
        told=[
            "The switch is {result.now} now.",
            "It's {result.now} now, the switch turned green.",
            "I must have switched that off by accident.",
        ],
    ),
    "switch_phone_roaming": ToolPhrasing(
        guide=[
            "find “Data roaming” under “Mobile network” and turn the switch {to}",
            "scroll down in “Mobile network” to “Data roaming” and slide the switch to {to}",
        ],
        told=[
            "It asked me whether I'm sure, and I tapped OK. It's {result.now}.",
            "Roaming is {result.now} now.",
            "I see, it was the other way round before. It's {result.now} now.",
        ],
    ),
    "switch_data_saver": ToolPhrasing(
        guide=[
            "open the settings, tap “Data saver” and turn it {to}",
            "look for “Data saver” in the settings and slide that switch to {to}",
        ],
        told=[
            "It's {result.now} now. I didn't even know I had that.",
            "The data saver is {result.now}.",
            "The switch is grey now.",
        ],
    ),
    "switch_wifi_calling": ToolPhrasing(
        guide=[
            "open the settings, tap “Calls” and turn the switch for “Wi-Fi calling” {to}",
            "go to “Calls” in the settings and slide “Wi-Fi calling” to {to}",
        ],
        told=[
            "It's {result.now} now, and there's a little Wi-Fi sign next to it.",
            "Wi-Fi calling is {result.now}.",
            "I found it, it's {result.now} now.",
        ],
    ),
    "set_network_mode": ToolPhrasing(
        guide=[
            "tap “Preferred network type” under “Mobile network” and choose {mode}",
            "open “Preferred network type” in the same menu and pick {mode}",
        ],
        told=[
            "There's a dot next to {result.now} now.",
            "It says {result.now} there now.",
            "I picked {result.now}.",
        ],
    ),
    "reset_access_point": ToolPhrasing(
        guide=[
            "tap “Access point names” under “Mobile network”, then the three dots, then “Reset "
            "to default”",
            "open “Access point names” in the same menu, tap the three dots and choose “Reset "
            "to default”",
        ],
        told=[
            "Now it says {result.now} there.",
            "It thought for a second, and now there's {result.now}.",
            "The name has changed to {result.now}.",
        ],
    ),
    "reseat_sim": ToolPhrasing(
        guide=[
            "push the little pin into the hole at the side, take the SIM tray out, lay the SIM "
            "in flat and slide the tray back in",
            "open the SIM tray with a paper clip, put the SIM in again so that it lies flat and "
            "push the tray back in",
        ],
        told=[
            "It was a bit crooked, I think. The tray is back in.",
            "The tray is in again.",
            "That was fiddly, but it's back in.",
        ],
    ),
    "restart_phone": ToolPhrasing(
        guide=[
            "hold the power button until a menu comes up, tap “Restart” and wait until the phone "
            "is back",
            "press the power button for a few seconds, tap “Restart” and give the phone a minute "
            "to come back",
        ],
        told=[
            "It's back on.",
            "It took a while, but it's back on.",
            "The home screen is there again.",
        ],
    ),
}
