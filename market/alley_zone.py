"""Which clock and which money an alley has: those of the nearest city we know."""

import csv
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

CITIES_FILE = Path(__file__).with_name("cities.tsv")
EARTH = 6371.0
NEAR = 60.0
"""Kilometres within which a place is taken to be in a city we know."""


@dataclass(frozen=True, kw_only=True)
class City:
    name: str
    zone: str
    territory: str
    currency: str
    latitude: float
    longitude: float

    def kilometres(self, latitude: float, longitude: float) -> float:
        """Along a great circle."""
        here, there = radians(latitude), radians(self.latitude)
        north, east = there - here, radians(self.longitude - longitude)
        half = sin(north / 2) ** 2 + cos(here) * cos(there) * sin(east / 2) ** 2
        return 2 * EARTH * asin(sqrt(min(1.0, half)))


def _read_cities() -> tuple[City, ...]:
    with CITIES_FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, dialect=csv.excel_tab)
        return tuple(
            City(
                name=row["name"],
                zone=row["zone"],
                territory=row["territory"],
                currency=row["currency"],
                latitude=float(row["latitude"]),
                longitude=float(row["longitude"]),
            )
            for row in rows
        )


CITIES = _read_cities()
BY_ZONE = {city.zone: city for city in reversed(CITIES)}
"""A zone names one territory and one currency here."""


def nearest(latitude: float, longitude: float) -> City:
    """The city of the short list that is the fewest kilometres away."""
    return min(CITIES, key=lambda city: city.kilometres(latitude, longitude))


def zones_near(latitude: float, longitude: float, limit: int) -> tuple[City, ...]:
    """The nearest city of each of the nearest zones."""
    by_distance = sorted(CITIES, key=lambda city: city.kilometres(latitude, longitude))
    first = {city.zone: city for city in reversed(by_distance)}
    return tuple(city for city in by_distance if first[city.zone] is city)[:limit]


def read_place(words: str) -> tuple[float, float] | None:
    """Latitude and longitude as somebody typed them: "5.98, 116.07"; None where they are no place on Earth."""
    numbers = words.replace(",", " ").split()
    try:
        latitude, longitude = map(float, numbers)
    except ValueError:
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None
