"""Names and places from which the generator makes customers and their addresses."""

from __future__ import annotations

import unicodedata
from random import Random

from tool_envs.retail.database import Address

CIRCLES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = tuple(
    (tuple(first.split()), tuple(last.split()))
    for first, last in (
        (
            "Hannah Caleb Ruth Wesley Joanna Travis Bridget Owen Paula Grant Tessa Russell",
            "Whitaker Holloway Pruitt Lindgren Dalton Mercer Fairbanks Stroud Kessler Boyd",
        ),
        (
            "Tomás Lucía Joaquín Ximena Rubén Inés Andrés Marisol Iván Noemí Héctor Belén",
            "Quintero Ibáñez Villaseñor Montoya Cárdenas Peña Zúñiga Arellano Fuentes Rincón",
        ),
        (
            "Chidi Adaeze Kwame Abena Tunde Folasade Sekou Aminata Thabo Naledi Desta Hiwot",
            "Okafor Adeyemi Mensah Boateng Traoré Diallo Mokoena Tesfaye Nwosu Achebe",
        ),
        (
            "Ananya Rohan Meera Vikram Kavya Arjun Lakshmi Farhan Zainab Imran Nadia Sanjay",
            "Raghavan Deshpande Chatterjee Iyer Malhotra Siddiqui Qureshi Perera Gill Bhatt",
        ),
        (
            "Wei Mei-Ling Jun Xiaoyu Haruka Kenji Sora Min-Ji Hyun-Woo Yuna Bao Jiahao",
            "Zhang Huang Lin Tanaka Kobayashi Fujimoto Park Choi Kwon Tsai",
        ),
        (
            "Minh Linh Thảo Khoa Siti Budi Ratna Somchai Malee Jomar Ligaya Dung",
            "Nguyễn Trần Phạm Lê Wijaya Santoso Suwan Reyes Dimaculangan Đặng",
        ),
        (
            "Łukasz Agnieszka Zbigniew Oksana Dmytro Milena Bojan Jana Ondřej Réka István Ioana",
            "Wójcik Kowalczyk Szymański Shevchenko Jovanović Novotný Dvořák Nagy Popescu Kovač",
        ),
        (
            "Søren Astrid Björn Freja Eero Aino Signe Torsten Maren Jörg Liesel Anke",
            "Sørensen Bergström Lindqvist Håkansson Virtanen Mäkinen Brandt Schröder Vogel Køhler",
        ),
        (
            "Leïla Karim Yasmin Tarek Samira Omar Rana Dariush Shirin Emre Elif Çağla",
            "Haddad Mansour Benali Khoury Farahani Moradi Öztürk Şahin Çelik Najjar",
        ),
        (
            "Zoë Étienne Aurélie Luca Chiara Matteo Benoît Catarina Rui Beatriz Niamh Cormac",
            "Lefèvre Girard Moreau Bianchi Ferrari Conti Araújo Gonçalves O'Dowd Brennan",
        ),
        (
            "Keanu Leilani Malia Talia Dakota Winona Sefa Losa Tui Mana Kai Noelani",
            "Kahale Kealoha Begaye Yazzie Tuiasosopo Faleolo Whiteplume Tsosie Akana Paulo",
        ),
        (
            "Jamal Latoya Darnell Monique Andre Keisha Marcus Simone Terrell Imani Reggie Dionne",
            "Broussard Gaines Whitfield Mayfield Toussaint Bolden Pettway Rollins Baptiste",
        ),
    )
)

CITIES: tuple[tuple[str, str, tuple[str, ...]], ...] = tuple(
    (city, state, tuple(zips.split()))
    for city, state, zips in (
        ("Chicago", "IL", "60618 60614 60640 60657"),
        ("Austin", "TX", "78704 78745 78751"),
        ("Houston", "TX", "77006 77007 77008"),
        ("San Antonio", "TX", "78209 78210 78212"),
        ("Seattle", "WA", "98103 98115 98118"),
        ("Spokane", "WA", "99201 99203 99205"),
        ("Portland", "OR", "97202 97211 97214"),
        ("Denver", "CO", "80205 80209 80220"),
        ("Minneapolis", "MN", "55407 55408 55418"),
        ("Boston", "MA", "02118 02130 02135"),
        ("Providence", "RI", "02906 02908 02909"),
        ("Portland", "ME", "04101 04102 04103"),
        ("Philadelphia", "PA", "19125 19143 19147"),
        ("Pittsburgh", "PA", "15206 15217 15224"),
        ("Atlanta", "GA", "30307 30312 30316"),
        ("Nashville", "TN", "37206 37209 37211"),
        ("Louisville", "KY", "40204 40205 40206"),
        ("Phoenix", "AZ", "85014 85016 85032"),
        ("Tucson", "AZ", "85705 85716 85719"),
        ("San Diego", "CA", "92104 92116 92117"),
        ("Sacramento", "CA", "95816 95818 95820"),
        ("Oakland", "CA", "94602 94610 94611"),
        ("Los Angeles", "CA", "90026 90034 90065"),
        ("Salt Lake City", "UT", "84102 84105 84106"),
        ("Albuquerque", "NM", "87106 87108 87110"),
        ("Boise", "ID", "83702 83704 83706"),
        ("Omaha", "NE", "68104 68106 68132"),
        ("Kansas City", "MO", "64110 64111 64113"),
        ("St. Louis", "MO", "63109 63116 63118"),
        ("Milwaukee", "WI", "53207 53211 53212"),
        ("Madison", "WI", "53703 53704 53711"),
        ("Ann Arbor", "MI", "48103 48104 48105"),
        ("Columbus", "OH", "43201 43202 43206"),
        ("Buffalo", "NY", "14209 14213 14222"),
        ("Brooklyn", "NY", "11215 11218 11238"),
        ("Baltimore", "MD", "21211 21218 21230"),
        ("Richmond", "VA", "23220 23221 23223"),
        ("Charlotte", "NC", "28203 28205 28209"),
        ("New Orleans", "LA", "70115 70117 70119"),
        ("Tampa", "FL", "33603 33606 33609"),
        ("Honolulu", "HI", "96814 96816 96822"),
        ("Anchorage", "AK", "99501 99503 99508"),
    )
)

STREETS = (
    "Juniper Street",
    "Larkspur Lane",
    "Alder Avenue",
    "Cobbler's Way",
    "Wren Court",
    "Prospect Street",
    "Mill Road",
    "Harvest Drive",
    "Chestnut Street",
    "Quarry Road",
    "Linden Avenue",
    "Foundry Street",
    "Sycamore Lane",
    "Bellflower Drive",
    "Granite Avenue",
    "Orchard Street",
    "Heron Way",
    "Tamarack Road",
    "Union Street",
    "Clover Court",
    "Magnolia Avenue",
    "Ridge Road",
    "Kingfisher Lane",
    "Poplar Street",
    "Depot Street",
    "Windmill Road",
    "Aspen Court",
    "Sage Avenue",
    "Ferry Street",
    "Hawthorn Place",
)

DOMAINS = ("example.com", "example.org", "example.net", "fernmail.example", "postbox.example")

_PLAIN = str.maketrans("łŁøØđĐßæ", "lLoOdDsa")


def draw_name(random: Random) -> tuple[str, str]:
    """Return a first and a last name, mostly from one circle of names."""
    firsts, lasts = random.choice(CIRCLES)
    if random.random() < 0.15:
        lasts = random.choice(CIRCLES)[1]
    return random.choice(firsts), random.choice(lasts)


def draw_address(random: Random) -> Address:
    """Return an address whose zip code lies in its city."""
    city, state, zips = random.choice(CITIES)
    street = f"{int(random.random() * 4000) + 12} {random.choice(STREETS)}"
    draw = random.random()
    if draw < 0.35:
        street += f", Apt {int(draw * 100) % 9 + 1}{'ABCD'[int(draw * 1000) % 4]}"
    return {"street": street, "city": city, "state": state, "zip": random.choice(zips)}


def draw_nearby(address: Address, random: Random) -> Address:
    """Return another address in the same part of the same city."""
    street = f"{int(random.random() * 4000) + 12} {random.choice(STREETS)}"
    return {**address, "street": street}


def plain(name: str) -> str:
    """Return `name` in lower-case ASCII letters, so that it compares and mails well."""
    bare = unicodedata.normalize("NFKD", name.translate(_PLAIN)).encode("ascii", "ignore").decode()
    return "".join(letter for letter in bare.lower() if letter.isalpha())
