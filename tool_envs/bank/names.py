"""Names and places from which the generator makes customers, payees and addresses."""

from __future__ import annotations

import unicodedata
from random import Random

from tool_envs.bank.database import Address

CIRCLES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = tuple(
    (tuple(first.split()), tuple(last.split()))
    for first, last in (
        (
            "Abigail Dennis Lorna Curtis Holly Vernon Marian Scott Jodie Glenn Rita Neil",
            "Ashworth Copeland Hartley Lockwood Pembroke Sutherland Thackeray Winslow Crane",
        ),
        (
            "Araceli Emilio Paloma Gonzalo Itzel Ramiro Soledad Fermín Jimena Álvaro Rocío Saúl",
            "Barragán Cisneros Echeverría Galindo Lozano Murillo Olvera Padilla Saldívar Urrutia",
        ),
        (
            "Amara Kofi Ngozi Babajide Makena Tendai Zuri Lwazi Efua Samuel Wanjiru Obi",
            "Asante Chukwu Danso Eze Kamau Moyo Ndlovu Owusu Sithole Wekesa",
        ),
        (
            "Aditi Nikhil Priyanka Suresh Devika Harish Ishaan Rukmini Tahir Saira Bilal Nimra",
            "Banerjee Kulkarni Menon Narayan Pillai Rao Sengupta Verma Ansari Chaudhry",
        ),
        (
            "Aiko Haruto Yui Ren Jiwoo Seojun Hana Lihua Zhiwei Xinyi Boyu Meiling",
            "Ishikawa Matsuda Nakagawa Okada Bae Jung Seo Fang Luo Zhao",
        ),
        (
            "Anh Huy Ngọc Phúc Dewi Agus Wulan Chai Suda Efren Luzviminda Rodel",
            "Bùi Đỗ Hoàng Võ Hartono Kusuma Prasetyo Chaiyasit Bautista Magsaysay",
        ),
        (
            "Zofia Kacper Halina Taras Bohdana Vesna Dragan Tereza Marek Zsófia Gábor Anca",
            "Zieliński Lewandowski Kravchenko Bondar Petrović Horvat Svoboda Černý Szabó Ionescu",
        ),
        (
            "Ingrid Lars Sigrid Anders Päivi Jukka Åsa Mikkel Heike Jürgen Ulrike Lotte",
            "Nygaard Holmström Eklund Rasmussen Korhonen Laine Fischer Krüger Baumann Dahl",
        ),
        (
            "Nour Ziad Salma Hamza Dina Youssef Parisa Kaveh Laleh Deniz Burak Aylin",
            "Aziz Bishara Chaouch Daoud Hosseini Karimi Aydemir Güneş Kaplan Sabbagh",
        ),
        (
            "Margaux Thibault Giulia Lorenzo Élodie Bastien Inês Tiago Aoife Declan Siobhán Rhys",
            "Chevalier Fontaine Mercier Colombo Ricci Esposito Carvalho Teixeira Gallagher Maguire",
        ),
        (
            "Kalani Makoa Nohea Ahanu Kiona Tala Sione Mele Afa Lani Nizhoni Chaska",
            "Kamaka Kekona Benally Nez Tupou Fonoti Redcloud Manuelito Iona Makua",
        ),
        (
            "Tyrone Denise Malik Jasmine Cedric Ebony Isaiah Renee Deshawn Vanessa Otis Gloria",
            "Beaumont Dorsey Hairston Ingram Kirkland Lattimore Nettles Purnell Sealy Tolliver",
        ),
    )
)

CITIES: tuple[tuple[str, str, tuple[str, ...]], ...] = tuple(
    (city, state, tuple(zips.split()))
    for city, state, zips in (
        ("Duluth", "MN", "55803 55804 55812"),
        ("Savannah", "GA", "31401 31404 31405"),
        ("Des Moines", "IA", "50310 50311 50312"),
        ("Fresno", "CA", "93704 93711 93720"),
        ("Tacoma", "WA", "98405 98406 98407"),
        ("Rochester", "NY", "14607 14610 14620"),
        ("Knoxville", "TN", "37917 37918 37919"),
        ("Wichita", "KS", "67203 67208 67212"),
        ("El Paso", "TX", "79902 79912 79925"),
        ("Toledo", "OH", "43606 43613 43614"),
        ("Santa Fe", "NM", "87501 87505 87507"),
        ("Worcester", "MA", "01602 01604 01605"),
        ("Mobile", "AL", "36604 36606 36608"),
        ("Reno", "NV", "89502 89509 89511"),
        ("Lansing", "MI", "48910 48911 48912"),
        ("Norfolk", "VA", "23503 23507 23517"),
        ("Tulsa", "OK", "74104 74105 74114"),
        ("Green Bay", "WI", "54301 54302 54303"),
        ("Asheville", "NC", "28801 28804 28806"),
        ("Eugene", "OR", "97401 97402 97405"),
        ("Lincoln", "NE", "68502 68506 68510"),
        ("Hartford", "CT", "06105 06106 06114"),
        ("Fort Collins", "CO", "80521 80524 80526"),
        ("Hilo", "HI", "96720"),
    )
)

STREETS = (
    "Barley Street",
    "Cedar Hollow Road",
    "Driftwood Lane",
    "Elmhurst Avenue",
    "Fiddler Court",
    "Garnet Street",
    "Harbor View Road",
    "Ivy Lane",
    "Jasper Avenue",
    "Kestrel Way",
    "Lighthouse Road",
    "Meadowlark Drive",
    "Northgate Avenue",
    "Old Bridge Road",
    "Pinecrest Drive",
    "Quail Run",
    "Riverbend Street",
    "Saltmarsh Lane",
    "Thistle Court",
    "Upland Avenue",
    "Vineyard Road",
    "Willowbrook Street",
)

DOMAINS = ("example.com", "example.net", "bluemail.example", "inkpost.example")

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
    street = f"{int(random.random() * 3800) + 14} {random.choice(STREETS)}"
    draw = random.random()
    if draw < 0.3:
        street += f", Apt {int(draw * 100) % 9 + 1}{'ABCD'[int(draw * 1000) % 4]}"
    return {"street": street, "city": city, "state": state, "zip": random.choice(zips)}


def draw_nearby(address: Address, random: Random) -> Address:
    """Return another address in the same part of the same city."""
    street = f"{int(random.random() * 3800) + 14} {random.choice(STREETS)}"
    return {**address, "street": street}


def plain(name: str) -> str:
    """Return `name` in lower-case ASCII letters and digits, so that it compares and mails well."""
    bare = unicodedata.normalize("NFKD", name.translate(_PLAIN)).encode("ascii", "ignore").decode()
    return "".join(letter for letter in bare.lower() if letter.isalnum())
