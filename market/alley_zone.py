"""Which clock and which money an alley has: those of the nearest city we know."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

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


CITIES = (
    City(
        name="Kota Kinabalu",
        zone="Asia/Kuching",
        territory="MY",
        currency="MYR",
        latitude=5.98,
        longitude=116.07,
    ),
    City(
        name="Sandakan", zone="Asia/Kuching", territory="MY", currency="MYR", latitude=5.84, longitude=118.12
    ),
    City(
        name="Kuching", zone="Asia/Kuching", territory="MY", currency="MYR", latitude=1.56, longitude=110.34
    ),
    City(name="Miri", zone="Asia/Kuching", territory="MY", currency="MYR", latitude=4.40, longitude=113.99),
    City(
        name="George Town",
        zone="Asia/Kuala_Lumpur",
        territory="MY",
        currency="MYR",
        latitude=5.41,
        longitude=100.34,
    ),
    City(
        name="Ipoh", zone="Asia/Kuala_Lumpur", territory="MY", currency="MYR", latitude=4.60, longitude=101.08
    ),
    City(
        name="Kuala Lumpur",
        zone="Asia/Kuala_Lumpur",
        territory="MY",
        currency="MYR",
        latitude=3.14,
        longitude=101.69,
    ),
    City(
        name="Melaka",
        zone="Asia/Kuala_Lumpur",
        territory="MY",
        currency="MYR",
        latitude=2.19,
        longitude=102.25,
    ),
    City(
        name="Kuala Terengganu",
        zone="Asia/Kuala_Lumpur",
        territory="MY",
        currency="MYR",
        latitude=5.33,
        longitude=103.14,
    ),
    City(
        name="Johor Bahru",
        zone="Asia/Kuala_Lumpur",
        territory="MY",
        currency="MYR",
        latitude=1.49,
        longitude=103.74,
    ),
    City(
        name="Singapore",
        zone="Asia/Singapore",
        territory="SG",
        currency="SGD",
        latitude=1.30,
        longitude=103.85,
    ),
    City(
        name="Bandar Seri Begawan",
        zone="Asia/Brunei",
        territory="BN",
        currency="BND",
        latitude=4.90,
        longitude=114.94,
    ),
    City(name="Medan", zone="Asia/Jakarta", territory="ID", currency="IDR", latitude=3.59, longitude=98.67),
    City(
        name="Palembang",
        zone="Asia/Jakarta",
        territory="ID",
        currency="IDR",
        latitude=-2.98,
        longitude=104.76,
    ),
    City(
        name="Jakarta", zone="Asia/Jakarta", territory="ID", currency="IDR", latitude=-6.21, longitude=106.85
    ),
    City(
        name="Bandung", zone="Asia/Jakarta", territory="ID", currency="IDR", latitude=-6.92, longitude=107.61
    ),
    City(
        name="Yogyakarta",
        zone="Asia/Jakarta",
        territory="ID",
        currency="IDR",
        latitude=-7.80,
        longitude=110.37,
    ),
    City(
        name="Surabaya", zone="Asia/Jakarta", territory="ID", currency="IDR", latitude=-7.26, longitude=112.75
    ),
    City(
        name="Pontianak",
        zone="Asia/Pontianak",
        territory="ID",
        currency="IDR",
        latitude=-0.03,
        longitude=109.33,
    ),
    City(
        name="Balikpapan",
        zone="Asia/Makassar",
        territory="ID",
        currency="IDR",
        latitude=-1.27,
        longitude=116.83,
    ),
    City(
        name="Denpasar",
        zone="Asia/Makassar",
        territory="ID",
        currency="IDR",
        latitude=-8.65,
        longitude=115.22,
    ),
    City(
        name="Makassar",
        zone="Asia/Makassar",
        territory="ID",
        currency="IDR",
        latitude=-5.15,
        longitude=119.43,
    ),
    City(
        name="Manado", zone="Asia/Makassar", territory="ID", currency="IDR", latitude=1.48, longitude=124.84
    ),
    City(
        name="Jayapura",
        zone="Asia/Jayapura",
        territory="ID",
        currency="IDR",
        latitude=-2.59,
        longitude=140.67,
    ),
    City(name="Dili", zone="Asia/Dili", territory="TL", currency="USD", latitude=-8.56, longitude=125.57),
    City(name="Manila", zone="Asia/Manila", territory="PH", currency="PHP", latitude=14.60, longitude=120.98),
    City(name="Iloilo", zone="Asia/Manila", territory="PH", currency="PHP", latitude=10.72, longitude=122.56),
    City(name="Cebu", zone="Asia/Manila", territory="PH", currency="PHP", latitude=10.32, longitude=123.89),
    City(name="Davao", zone="Asia/Manila", territory="PH", currency="PHP", latitude=7.19, longitude=125.46),
    City(
        name="Zamboanga", zone="Asia/Manila", territory="PH", currency="PHP", latitude=6.92, longitude=122.08
    ),
    City(
        name="Hat Yai", zone="Asia/Bangkok", territory="TH", currency="THB", latitude=7.01, longitude=100.47
    ),
    City(
        name="Bangkok", zone="Asia/Bangkok", territory="TH", currency="THB", latitude=13.76, longitude=100.50
    ),
    City(
        name="Khon Kaen",
        zone="Asia/Bangkok",
        territory="TH",
        currency="THB",
        latitude=16.43,
        longitude=102.83,
    ),
    City(
        name="Chiang Mai",
        zone="Asia/Bangkok",
        territory="TH",
        currency="THB",
        latitude=18.79,
        longitude=98.99,
    ),
    City(
        name="Vientiane",
        zone="Asia/Vientiane",
        territory="LA",
        currency="LAK",
        latitude=17.98,
        longitude=102.63,
    ),
    City(
        name="Luang Prabang",
        zone="Asia/Vientiane",
        territory="LA",
        currency="LAK",
        latitude=19.89,
        longitude=102.14,
    ),
    City(
        name="Phnom Penh",
        zone="Asia/Phnom_Penh",
        territory="KH",
        currency="KHR",
        latitude=11.56,
        longitude=104.92,
    ),
    City(
        name="Siem Reap",
        zone="Asia/Phnom_Penh",
        territory="KH",
        currency="KHR",
        latitude=13.36,
        longitude=103.86,
    ),
    City(
        name="Hồ Chí Minh",
        zone="Asia/Ho_Chi_Minh",
        territory="VN",
        currency="VND",
        latitude=10.78,
        longitude=106.70,
    ),
    City(
        name="Đà Nẵng",
        zone="Asia/Ho_Chi_Minh",
        territory="VN",
        currency="VND",
        latitude=16.05,
        longitude=108.20,
    ),
    City(
        name="Hà Nội",
        zone="Asia/Ho_Chi_Minh",
        territory="VN",
        currency="VND",
        latitude=21.03,
        longitude=105.85,
    ),
    City(name="Yangon", zone="Asia/Yangon", territory="MM", currency="MMK", latitude=16.84, longitude=96.17),
    City(
        name="Mandalay", zone="Asia/Yangon", territory="MM", currency="MMK", latitude=21.98, longitude=96.08
    ),
    City(
        name="Hong Kong",
        zone="Asia/Hong_Kong",
        territory="HK",
        currency="HKD",
        latitude=22.32,
        longitude=114.17,
    ),
    City(name="Macau", zone="Asia/Macau", territory="MO", currency="MOP", latitude=22.20, longitude=113.54),
    City(
        name="Guangzhou",
        zone="Asia/Shanghai",
        territory="CN",
        currency="CNY",
        latitude=23.13,
        longitude=113.26,
    ),
    City(
        name="Xiamen", zone="Asia/Shanghai", territory="CN", currency="CNY", latitude=24.48, longitude=118.09
    ),
    City(
        name="Chengdu", zone="Asia/Shanghai", territory="CN", currency="CNY", latitude=30.57, longitude=104.07
    ),
    City(
        name="Shanghai",
        zone="Asia/Shanghai",
        territory="CN",
        currency="CNY",
        latitude=31.23,
        longitude=121.47,
    ),
    City(name="Tainan", zone="Asia/Taipei", territory="TW", currency="TWD", latitude=22.99, longitude=120.21),
    City(name="Taipei", zone="Asia/Taipei", territory="TW", currency="TWD", latitude=25.03, longitude=121.57),
    City(name="Busan", zone="Asia/Seoul", territory="KR", currency="KRW", latitude=35.18, longitude=129.08),
    City(name="Seoul", zone="Asia/Seoul", territory="KR", currency="KRW", latitude=37.57, longitude=126.98),
    City(name="Fukuoka", zone="Asia/Tokyo", territory="JP", currency="JPY", latitude=33.59, longitude=130.40),
    City(name="Osaka", zone="Asia/Tokyo", territory="JP", currency="JPY", latitude=34.69, longitude=135.50),
    City(name="Dhaka", zone="Asia/Dhaka", territory="BD", currency="BDT", latitude=23.81, longitude=90.41),
    City(
        name="Kolkata", zone="Asia/Kolkata", territory="IN", currency="INR", latitude=22.57, longitude=88.36
    ),
    City(
        name="Chennai", zone="Asia/Kolkata", territory="IN", currency="INR", latitude=13.08, longitude=80.27
    ),
    City(name="Colombo", zone="Asia/Colombo", territory="LK", currency="LKR", latitude=6.93, longitude=79.86),
    City(
        name="Kathmandu",
        zone="Asia/Kathmandu",
        territory="NP",
        currency="NPR",
        latitude=27.72,
        longitude=85.32,
    ),
)
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
