"""Names and places from which the generator makes customers and addresses."""

from __future__ import annotations

import unicodedata
from random import Random

from tool_envs.telecom.database import Address

CIRCLES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = tuple(
    (tuple(first.split()), tuple(last.split()))
    for first, last in (
        (
            "Beth Calvin Dora Franklin Georgia Howard Ivy Leland Mavis Ralph",
            "Appleby Birch Draper Fenwick Goodall Hobbs Kendrick Marsh Pruitt Whitcomb",
        ),
        (
            "Alma Benicio Catalina Efraín Graciela Hernán Lucero Mateo Noemí Rosalba",
            "Arango Beltrán Cárdenas Duarte Figueroa Ibarra Luna Montes Quintero Villalobos",
        ),
        (
            "Adaeze Chinedu Folasade Jabari Kwame Lindiwe Nana Rutendo Sade Themba",
            "Abiola Boateng Dlamini Gitau Koroma Mbeki Nkosi Okafor Tembo Yeboah",
        ),
        (
            "Ananya Deepak Farhan Gauri Jaspreet Kavya Manoj Nasreen Rohan Shreya",
            "Bhatt Dhillon Gupta Iyer Joshi Khan Malhotra Nair Reddy Siddiqui",
        ),
        (
            "Akira Bao Chiyo Daiki Eunji Kaori Minho Rina Shu Yuna",
            "Chen Fujita Hayashi Kang Lim Mori Saito Shin Tanaka Yang",
        ),
        (
            "Anjali Bình Citra Dinh Hanh Joko Kanya Lan Putri Somchai",
            "Đặng Halim Lê Nguyễn Phạm Santoso Siregar Suwan Trần Widodo",
        ),
        (
            "Agnieszka Bogdan Darina Emil Ilinca Jarmila Katya Luka Miloš Oksana",
            "Dvořák Georgiev Ivanov Jankowski Kovač Marinescu Novotný Orlov Rusu Wójcik",
        ),
        (
            "Astrid Björn Elin Frida Henning Ilse Kerttu Magnus Runa Stellan",
            "Aalto Berglund Christensen Ekström Haugen Lindholm Moen Nyberg Schröder Virtanen",
        ),
        (
            "Amal Bassam Cemre Fadi Ghada Idris Leyla Maryam Omid Selin",
            "Akyol Darwish Erdem Farouk Haddad Jaber Mansour Najafi Rahimi Yilmaz",
        ),
        (
            "Beatriz Ciarán Delphine Fabrizio Gwen Ilaria Jorge Maëlle Nuno Orla",
            "Bianchi Brennan Dubois Ferreira Girard Kavanagh Moretti Pires Renaud Vasconcelos",
        ),
        (
            "Alvin Bernice Clyde Dwayne Ernestine Felicia Jerome Keisha Lamont Yolanda",
            "Battle Coleman Dupree Gaines Hollis Jeffries Mayfield Pettway Rollins Stallworth",
        ),
    )
)

CITIES: tuple[tuple[str, str, tuple[str, ...]], ...] = tuple(
    (city, state, tuple(zips.split()))
    for city, state, zips in (
        ("Spokane", "WA", "99201 99203 99205"),
        ("Boise", "ID", "83702 83704 83705"),
        ("Omaha", "NE", "68104 68106 68132"),
        ("Dayton", "OH", "45402 45409 45419"),
        ("Macon", "GA", "31201 31204 31210"),
        ("Albany", "NY", "12203 12206 12208"),
        ("Peoria", "IL", "61603 61604 61614"),
        ("Laredo", "TX", "78040 78041 78043"),
        ("Bangor", "ME", "04401"),
        ("Flagstaff", "AZ", "86001 86004"),
        ("Shreveport", "LA", "71104 71105 71106"),
        ("Roanoke", "VA", "24014 24015 24018"),
        ("Salem", "OR", "97301 97302 97304"),
        ("Topeka", "KS", "66604 66606 66614"),
        ("Fargo", "ND", "58102 58103"),
        ("Chico", "CA", "95926 95928"),
    )
)
OUT = {"Macon": "a cut cable", "Bangor": "a storm", "Fargo": "a power cut at a mast"}
"""Where the network is down, and why."""

STREETS = (
    "Alder Street",
    "Bellflower Lane",
    "Canal Road",
    "Dovecote Lane",
    "Evergreen Avenue",
    "Foundry Street",
    "Gristmill Road",
    "Heron Court",
    "Juniper Way",
    "Kiln Street",
    "Larch Avenue",
    "Mulberry Drive",
    "Orchard Hill Road",
    "Poplar Street",
    "Quarry Lane",
    "Ropewalk",
    "Sycamore Drive",
    "Tannery Row",
    "Windmill Lane",
)

DOMAINS = ("example.com", "example.net", "postbox.example", "quillmail.example")

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
    draw = random.random()
    street = f"{int(random.random() * 2900) + 11} {random.choice(STREETS)}"
    if draw < 0.3:
        street += f", Apt {int(draw * 100) % 9 + 1}{'ABCD'[int(draw * 1000) % 4]}"
    return {"street": street, "city": city, "state": state, "zip": random.choice(zips)}


def draw_nearby(address: Address, random: Random) -> Address:
    """Return another address in the same part of the same city."""
    street = f"{int(random.random() * 2900) + 11} {random.choice(STREETS)}"
    return {**address, "street": street}


def plain(name: str) -> str:
    """Return `name` in lower-case ASCII letters and digits, so that it compares and mails well."""
    bare = unicodedata.normalize("NFKD", name.translate(_PLAIN)).encode("ascii", "ignore").decode()
    return "".join(letter for letter in bare.lower() if letter.isalnum())
