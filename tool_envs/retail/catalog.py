"""What the shop sells: fifty products with their options; the generator prices and stocks them."""

from __future__ import annotations

from typing import NamedTuple

from tool_envs.retail.database import Category


class Line(NamedTuple):
    """One product: its name, a base price in dollars and the options it comes in."""

    name: str
    category: Category
    price: int
    options: dict[str, tuple[str, ...]]
    final_sale: bool = False


_LIGHT = ("warm white", "cool white")
_SHOE = ("7", "8", "9", "10", "11")
_WEAR = ("small", "medium", "large", "extra large")
_BED = ("twin", "queen", "king")

LINES: tuple[Line, ...] = (
    Line("desk lamp", "lighting", 64, {"color": ("brass", "black", "white"), "light": _LIGHT}),
    Line("floor lamp", "lighting", 129, {"color": ("black", "copper"), "light": _LIGHT}),
    Line("string lights", "lighting", 29, {"length": ("20-foot", "40-foot"), "light": _LIGHT}),
    Line("clip-on reading light", "lighting", 19, {"color": ("black", "mint", "red")}),
    Line(
        "pour-over kettle",
        "kitchen",
        72,
        {"capacity": ("0.8-liter", "1-liter"), "color": ("matte black", "steel", "cream")},
    ),
    Line("cast-iron skillet", "kitchen", 44, {"diameter": ("8-inch", "10-inch", "12-inch")}),
    Line(
        "chef's knife", "kitchen", 89, {"length": ("6-inch", "8-inch"), "handle": ("oak", "black")}
    ),
    Line(
        "French press",
        "kitchen",
        38,
        {"capacity": ("3-cup", "8-cup"), "color": ("copper", "black", "navy")},
    ),
    Line(
        "cutting board",
        "kitchen",
        34,
        {"material": ("bamboo", "walnut", "maple"), "size": ("small", "large")},
    ),
    Line("stoneware mug", "kitchen", 14, {"color": ("sage", "sand", "cobalt", "charcoal")}),
    Line("lunch box", "kitchen", 26, {"color": ("yellow", "teal", "gray")}),
    Line(
        "trail running shoes",
        "footwear",
        118,
        {"color": ("slate", "orange"), "size": _SHOE},
    ),
    Line("hiking boots", "footwear", 164, {"color": ("brown", "black"), "size": _SHOE}),
    Line("house slippers", "footwear", 39, {"color": ("gray", "rust"), "size": _SHOE[:4]}),
    Line("rain boots", "footwear", 58, {"color": ("yellow", "forest green"), "size": _SHOE}),
    Line("rain jacket", "clothing", 112, {"color": ("navy", "ochre"), "size": _WEAR}),
    Line("wool sweater", "clothing", 94, {"color": ("oatmeal", "burgundy"), "size": _WEAR}),
    Line("linen shirt", "clothing", 62, {"color": ("white", "sky blue"), "size": _WEAR}),
    Line("down vest", "clothing", 99, {"color": ("black", "olive"), "size": _WEAR}),
    Line("knit beanie", "clothing", 24, {"color": ("mustard", "gray", "plum")}),
    Line(
        "merino socks",
        "clothing",
        18,
        {"color": ("charcoal", "moss"), "size": ("small", "medium", "large")},
        final_sale=True,
    ),
    Line(
        "camping tent",
        "outdoors",
        229,
        {"sleeps": ("two-person", "four-person"), "color": ("green", "sand")},
    ),
    Line(
        "sleeping bag",
        "outdoors",
        139,
        {"season": ("summer", "three-season"), "color": ("blue", "red")},
    ),
    Line("headlamp", "outdoors", 42, {"color": ("black", "orange", "white")}),
    Line(
        "daypack",
        "outdoors",
        76,
        {"capacity": ("18-liter", "26-liter"), "color": ("black", "teal", "clay")},
    ),
    Line(
        "insulated water bottle",
        "outdoors",
        33,
        {"capacity": ("18-ounce", "32-ounce"), "color": ("white", "lilac", "black")},
    ),
    Line("camp chair", "outdoors", 68, {"color": ("navy", "tan", "green")}),
    Line(
        "duvet cover", "bedding", 84, {"bed size": _BED, "color": ("white", "terracotta", "indigo")}
    ),
    Line(
        "throw pillow",
        "bedding",
        28,
        {"color": ("rust", "cream", "teal"), "material": ("linen", "velvet")},
    ),
    Line(
        "weighted blanket",
        "bedding",
        92,
        {"weight": ("12-pound", "15-pound", "20-pound"), "color": ("gray", "navy")},
    ),
    Line(
        "foam pillow", "bedding", 54, {"firmness": ("soft", "medium-firm", "firm")}, final_sale=True
    ),
    Line("flannel sheet set", "bedding", 79, {"bed size": _BED, "pattern": ("plain", "plaid")}),
    Line(
        "office chair",
        "office",
        249,
        {"color": ("black", "gray", "blue"), "material": ("mesh", "fabric")},
    ),
    Line(
        "standing desk",
        "office",
        419,
        {"width": ("48-inch", "60-inch"), "material": ("oak", "walnut", "white laminate")},
    ),
    Line(
        "notebook",
        "office",
        12,
        {"ruling": ("dotted", "lined", "blank"), "color": ("red", "black", "olive")},
    ),
    Line("desk organizer", "office", 36, {"material": ("bamboo", "cork", "steel")}),
    Line("monitor arm", "office", 97, {"color": ("black", "silver")}),
    Line(
        "wireless earbuds",
        "electronics",
        109,
        {"color": ("white", "black", "sage")},
        final_sale=True,
    ),
    Line("bluetooth speaker", "electronics", 85, {"color": ("black", "coral", "stone")}),
    Line(
        "charging cable",
        "electronics",
        17,
        {"length": ("3-foot", "6-foot", "10-foot"), "color": ("white", "black")},
    ),
    Line("alarm clock", "electronics", 41, {"color": ("white", "walnut", "mint")}),
    Line("record player", "electronics", 189, {"color": ("black", "cherry", "cream")}),
    Line("carry-on suitcase", "travel", 175, {"color": ("navy", "silver", "blush")}),
    Line(
        "toiletry bag", "travel", 31, {"material": ("canvas", "leather"), "color": ("tan", "black")}
    ),
    Line("travel pillow", "travel", 27, {"color": ("gray", "navy", "pink")}),
    Line(
        "yoga mat",
        "fitness",
        48,
        {"thickness": ("thin", "thick"), "color": ("violet", "charcoal", "sage")},
    ),
    Line("foam roller", "fitness", 29, {"firmness": ("soft", "firm"), "color": ("blue", "black")}),
    Line(
        "watering can",
        "garden",
        37,
        {"capacity": ("4-liter", "8-liter"), "color": ("zinc", "green")},
    ),
    Line("bath towel set", "bath", 56, {"color": ("white", "slate", "blush", "pine")}),
    Line(
        "scented candle",
        "bath",
        22,
        {"scent": ("cedar", "fig", "sea salt"), "size": ("small", "large")},
        final_sale=True,
    ),
)
