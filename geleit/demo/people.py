"""Invent people: names in use in each country, combined at random."""

from datetime import date, timedelta
from random import Random

from geleit.domain.enclosure import PersonDetails
from geleit.domain.persons.state import Person, PersonRole

NATIONALITIES = {
    "TR": 24, "SY": 20, "RU": 8, "IQ": 7, "AZ": 5, "MK": 4, "GE": 4, "AL": 3,
    "RS": 3, "AM": 3, "IN": 2, "NG": 2, "IR": 2, "MD": 2, "CO": 2, "PK": 1,
    "VN": 1, "GH": 1, "MA": 1, "BA": 1, "KE": 1, "LK": 1, "PE": 1, "UZ": 1,
}  # fmt: skip
"""24 countries; weights after the departures of 2025, the small ones filled up."""

NAMES: dict[str, tuple[str, str]] = {
    "TR": (
        "Yıldız Şahin Öztürk Kaya Çelik Aydın Arslan Koç",
        "Elif Emre Zeynep Mehmet Ayşe Hüseyin Defne Can",
    ),
    "SY": (
        "Haddad Khoury Al-Hamwi Darwish Nasser Qabbani",
        "Yousef Layla Khaled Rima Omar Salma Bassel Hala",
    ),
    "RU": ("Magomedow Iwanow Achmatow Sokolow Dudajew", "Aslan Zarema Ruslan Malika Timur Alina Iwan Oksana"),
    "IQ": ("Karim Hassan Barzani Salih Mahmoud", "Dilan Shilan Rebin Awin Hiwa Nasrin Soran Zana"),
    "AZ": ("Aliyev Mammadov Huseynov Guliyev", "Rashad Leyla Elchin Nigar Tural Aysel"),
    "MK": ("Ademi Jovanoska Petrovski Bajrami", "Arjeta Bekim Snežana Dragan Vesna Goran"),
    "GE": ("Beridze Kapanadze Gelaschwili Lomidze", "Nino Lascha Tamar Giorgi Eka Dato"),
    "AL": ("Hoxha Krasniqi Shehu Leka", "Mirela Gentian Arta Besnik Elira Ilir"),
    "RS": ("Jovanović Petrović Nikolić", "Milica Dragan Jelena Marko Ana Nenad"),
    "AM": ("Petrosjan Sargsjan Grigorjan", "Armen Ani Hayk Lilit Tigran Mane"),
    "IN": ("Sharma Kaur Patel", "Priya Arjun Simran Raj Meera Vikram"),
    "NG": ("Okonkwo Adeyemi Eze", "Chidi Ngozi Emeka Amaka Tunde Ifeoma"),
    "IR": ("Rezaei Ahmadi Karimi", "Parisa Reza Shirin Amir Nasim Dariush"),
    "MD": ("Rusu Ceban Moraru", "Ion Elena Vasile Natalia Andrei Doina"),
    "CO": ("Rodríguez Gómez Peña", "Camila Andrés Valentina Julián Mariana Óscar"),
    "PK": ("Malik Butt Qureshi", "Ayesha Imran Sana Bilal Hina Usman"),
    "VN": ("Trần Nguyễn Phạm", "Văn Minh,Thị Hoa,Quang Huy,Thu Hà,Đức Anh,Ngọc Lan"),
    "GH": ("Mensah Owusu Boateng", "Kofi Abena Kwame Akosua Kojo Ama"),
    "MA": ("El Idrissi,Benali,Amrani", "Fatima Youssef Khadija Hamza Salma Driss"),
    "BA": ("Hadžić Kovačević Delić", "Amra Emir Lejla Adnan Selma Haris"),
    "KE": ("Wanjiru Otieno Kamau", "Grace Peter Faith Brian Mercy Kevin"),
    "LK": ("Perera Fernando Sivakumar", "Nimal Kavitha Ruwan Priyanka Suresh Dilani"),
    "PE": ("Quispe Huamán Flores", "Rosa Luis Carmen Jorge Lucía Raúl"),
    "UZ": ("Karimov Yusupov Rahimov", "Dilnoza Rustam Nodira Sherzod Malika Bobur"),
}


def draw_roles(random: Random) -> tuple[PersonRole, ...]:
    """Draw who leaves together: 55 % alone, 15 % a couple, 30 % a family with one to five minors."""
    kind = random.random()
    if kind < 0.55:
        return (PersonRole.APPLICANT,)
    if kind < 0.70:
        return (PersonRole.APPLICANT, PersonRole.SPOUSE)
    parents = (PersonRole.APPLICANT, PersonRole.SPOUSE) if random.random() < 0.75 else (PersonRole.APPLICANT,)
    children = random.choices((1, 2, 3, 4, 5), weights=(30, 32, 22, 11, 5))[0]
    return (*parents, *(PersonRole.CHILD,) * children)


def invent_family(
    random: Random, *, nationality: str, roles: tuple[PersonRole, ...], day: date
) -> tuple[tuple[Person, ...], tuple[PersonDetails, ...]]:
    """Invent the persons of a departure and their details, as of `day`."""
    surnames, given = (_words(text) for text in NAMES[nationality])
    surname = random.choice(surnames)
    first_names = random.sample(given if len(roles) <= len(given) else given * 2, len(roles))
    persons = tuple(Person(number=number, role=role) for number, role in enumerate(roles, start=1))
    details = tuple(
        PersonDetails(
            number=person.number,
            family_name=surname,
            given_name=first_name,
            birth_date=day - timedelta(days=_age_in_days(random, person.role)),
            nationality=nationality,
        )
        for person, first_name in zip(persons, first_names, strict=True)
    )
    return persons, details


def _age_in_days(random: Random, role: PersonRole) -> int:
    years = (0, 17) if role is PersonRole.CHILD else (19, 62)
    return random.randint(years[0] * 366 + 20, years[1] * 365)


def _words(text: str) -> list[str]:
    return text.split(",") if "," in text else text.split()
