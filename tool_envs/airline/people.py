"""Names from which the generator makes customers and those who travel with them."""

from __future__ import annotations

import unicodedata
from random import Random

CIRCLES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = tuple(
    (tuple(first.split()), tuple(last.split()))
    for first, last in (
        (
            "Philippa Gareth Nerys Rhodri Fiona Callum Isla Hamish Bronwyn Ewan Morag Alistair",
            "Pendry Llewellyn Abernathy Carrick Drummond Penhallow Strachan Maddox Tregenza Kerr",
        ),
        (
            "Esteban Paloma Ramiro Consuelo Gael Itzel Maximiliano Rocío Saúl Amparo Efraín Nayeli",
            "Cisneros Olivares Treviño Escamilla Barrios Ordóñez Valdivia Luján Becerra Saldaña",
        ),
        (
            "Kofi Ngozi Emeka Wanjiru Otieno Fatou Mamadou Lerato Sipho Zola Makena Ayo",
            "Asante Onyango Kamau Eze Balogun Ndiaye Cissé Dlamini Khumalo Mwangi Sarpong",
        ),
        (
            "Devika Nikhil Ishaan Pooja Harpreet Gurdeep Tahir Mehreen Ashok Shreya Kiran Bilal",
            "Kulkarni Banerjee Sandhu Dhaliwal Krishnan Menon Chaudhry Rahman Bose Saxena",
        ),
        (
            "Yifan Zhiwei Lanying Shiori Ryota Ayaka Seo-Yeon Ji-Ho Hye-Jin Pei-Shan Takumi Rui",
            "Xu Zheng Guo Watanabe Ishikawa Matsuda Yoon Shin Hwang Hsieh Nakamura",
        ),
        (
            "Anh Quang Mai Dewi Agus Wayan Niran Kanya Rodel Marites Hồng Tuấn",
            "Vũ Bùi Hoàng Nugroho Setiawan Chaiyasit Magsaysay Villanueva Dương Lim",
        ),
        (
            "Kasia Bartosz Halyna Taras Vesna Goran Zdeněk Lenka Gábor Ilona Radu Simona",
            "Zieliński Dąbrowska Bondarenko Melnyk Horvat Petrović Černý Szabó Ionescu Novak",
        ),
        (
            "Ingrid Håkon Saga Lars Pirkko Jukka Birgitta Anders Frauke Detlef Imke Sjoerd",
            "Nygård Halvorsen Ekström Åkesson Lehtinen Niemelä Claussen Petersen Hofstra Dijkman",
        ),
        (
            "Amira Walid Hanan Bassam Laleh Kaveh Yusuf Defne Selim Nour Rami Parisa",
            "Sabbagh Hakimi Rahimi Tehrani Öztoprak Karadeniz Barakat Nasser Zand Demir",
        ),
        (
            "Maëlle Thibault Ginevra Alessio Inês Duarte Aoife Ciarán Oriane Federico Eimear Joana",
            "Chevalier Marchand Rinaldi Colombo Teixeira Figueira Gallagher Devlin Roussel O'Shea",
        ),
        (
            "Nalani Makoa Aiyana Chayton Tala Koa Sione Mele Kaimana Takoda Lani Elu",
            "Kamaka Nakai Benally Tafuna Vaipulu Manuelito Kekoa Tallman Redhouse Fonoti",
        ),
        (
            "Deshawn Tanisha Jerome Ebony Malik Shanice Curtis Yvette Lamar Nadine Isaiah Renee",
            "Beaumont Langston Guidry Ellington Hargrove Dupree Winfield Batiste Mosley Crawford",
        ),
    )
)

DOMAINS = ("example.com", "example.org", "skymail.example", "inkpost.example", "birch.example")

_PLAIN = str.maketrans("łŁøØđĐßæıą", "lLoOdDsaia")


def draw_name(random: Random) -> tuple[str, str]:
    """Return a first and a last name, mostly from one circle of names."""
    firsts, lasts = random.choice(CIRCLES)
    if random.random() < 0.15:
        lasts = random.choice(CIRCLES)[1]
    return random.choice(firsts), random.choice(lasts)


def draw_companions(first: str, last: str, random: Random) -> list[str]:
    """Return the full names of up to five people who travel along, most of them relatives."""
    count = random.choices((0, 1, 2, 3, 4, 5), (24, 34, 20, 12, 6, 4))[0]
    circle = next((one for one in CIRCLES if first in one[0]), CIRCLES[0])
    names: dict[str, None] = {}
    for one in random.sample([name for name in circle[0] if name != first], count):
        names[f"{one} {last if random.random() < 0.7 else random.choice(circle[1])}"] = None
    return list(names)


def respelt(name: str, random: Random) -> str:
    """Return a full name with one slip of a letter in it."""
    spots = [place for place in range(1, len(name) - 1) if name[place - 1 : place + 2].isalpha()]
    if not spots:
        return name + name[-1]
    place = random.choice(spots)
    kind = random.random()
    if kind < 0.4:
        return name[:place] + name[place + 1 :]
    if kind < 0.7 or name[place] == name[place + 1]:
        return name[:place] + name[place] + name[place:]
    swapped = name[place + 1].lower() + name[place]
    return name[:place] + swapped + name[place + 2 :]


def letters_apart(one: str, other: str) -> int:
    """Return how many letters must be added, dropped or replaced to get from one to the other."""
    row = list(range(len(other) + 1))
    for place, mine in enumerate(one, 1):
        before, row[0] = row[0], place
        for spot, theirs in enumerate(other, 1):
            least = min(row[spot] + 1, row[spot - 1] + 1, before + (mine != theirs))
            before, row[spot] = row[spot], least
    return row[-1]


def plain(name: str) -> str:
    """Return `name` in lower-case ASCII letters, so that it compares and mails well."""
    bare = unicodedata.normalize("NFKD", name.translate(_PLAIN)).encode("ascii", "ignore").decode()
    return "".join(letter for letter in bare.lower() if letter.isalpha())
