"""What money is spent on, who is paid, and what accounts are called: the generator's word lists."""

from __future__ import annotations

from typing import NamedTuple


class Shop(NamedTuple):
    """A merchant, and the least and most that is spent there, in dollars."""

    name: str
    low: float
    high: float


SHOPS = tuple(
    Shop(name, low, high)
    for name, low, high in (
        ("Pine Street Grocery", 14, 130),
        ("Corner Bean Coffee", 4, 19),
        ("Hearth & Harvest Bakery", 5, 28),
        ("Wheelhouse Gas", 22, 74),
        ("Northwind Hardware", 11, 240),
        ("Larkfield Pharmacy", 8, 95),
        ("Blue Heron Books", 12, 88),
        ("Tandem Bicycle Works", 25, 780),
        ("Silver Reel Cinema", 13, 52),
        ("Marigold Florist", 24, 95),
        ("Copper Kettle Diner", 16, 84),
        ("Stonebridge Furniture", 90, 1450),
        ("Harborline Ferries", 18, 140),
        ("Redwood Outfitters", 35, 420),
        ("Lumen Electronics", 29, 1290),
        ("Sunday Market Online", 15, 310),
        ("Paper Crane Toys", 12, 110),
        ("Greenway Pet Supply", 17, 125),
        ("Velvet Note Records", 14, 96),
        ("Summit Ski Rentals", 60, 350),
        ("Clearview Opticians", 75, 520),
        ("Tin Roof Tacos", 11, 58),
    )
)

COMPANIES = (
    "Lakeside Property Management",
    "Brightwater Utilities",
    "Maple Row Dental",
    "Cobalt Internet",
    "Little Acorns Daycare",
    "Fairweather Insurance",
    "Ironwood Gym",
    "Summerhill Music School",
    "Old Mill Storage",
    "Juniper Lawn Care",
    "Crestline Water District",
    "Riverside Housing Cooperative",
)

BANKS = (
    "Fernhill Bank",
    "Coastal Union",
    "Prairie Mutual",
    "Beacon Savings",
    "Granite State Credit",
    "Blue Ridge Trust",
)

EMPLOYERS = (
    "Harlan Foods",
    "Tidewell Logistics",
    "Northgate School District",
    "Osprey Software",
    "St. Brendan Hospital",
    "Keystone Printing",
    "Vantage Builders",
    "City Parks Department",
)

CHECKING = ("everyday", "household", "bills")
SAVINGS = ("rainy-day", "vacation", "new-car", "college", "renovation", "emergency")
JOINT = ("family", "shared")

QUESTIONS = (
    ("What was the name of your first pet?", "Biscuit Domino Pepper Waffles Mango Clover Ziggy"),
    ("In which street did you grow up?", "Orchard Birchwood Tannery Lakeview Hillcrest Chapel"),
    ("What was your first car?", "Corolla Beetle Mustang Civic Volvo Pontiac Saturn"),
    ("Who was your favorite teacher?", "Delgado Whitmore Ferrante Okonjo Hathaway Lindholm"),
)

CODE_WORDS = (
    "lantern pelican saffron harvest thimble compass juniper velvet marble canyon "
    "whistle anchor blossom pepper glacier meadow copper falcon ribbon walnut"
).split()
