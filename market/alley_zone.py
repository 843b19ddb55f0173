"""Which clock and which money an alley has: those of the nearest city we know."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

EARTH = 6371.0


@dataclass(frozen=True)
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
    City("Kota Kinabalu", "Asia/Kuching", "MY", "MYR", 5.98, 116.07),
    City("Sandakan", "Asia/Kuching", "MY", "MYR", 5.84, 118.12),
    City("Kuching", "Asia/Kuching", "MY", "MYR", 1.56, 110.34),
    City("Miri", "Asia/Kuching", "MY", "MYR", 4.40, 113.99),
    City("George Town", "Asia/Kuala_Lumpur", "MY", "MYR", 5.41, 100.34),
    City("Ipoh", "Asia/Kuala_Lumpur", "MY", "MYR", 4.60, 101.08),
    City("Kuala Lumpur", "Asia/Kuala_Lumpur", "MY", "MYR", 3.14, 101.69),
    City("Melaka", "Asia/Kuala_Lumpur", "MY", "MYR", 2.19, 102.25),
    City("Kuala Terengganu", "Asia/Kuala_Lumpur", "MY", "MYR", 5.33, 103.14),
    City("Johor Bahru", "Asia/Kuala_Lumpur", "MY", "MYR", 1.49, 103.74),
    City("Singapore", "Asia/Singapore", "SG", "SGD", 1.30, 103.85),
    City("Bandar Seri Begawan", "Asia/Brunei", "BN", "BND", 4.90, 114.94),
    City("Medan", "Asia/Jakarta", "ID", "IDR", 3.59, 98.67),
    City("Palembang", "Asia/Jakarta", "ID", "IDR", -2.98, 104.76),
    City("Jakarta", "Asia/Jakarta", "ID", "IDR", -6.21, 106.85),
    City("Bandung", "Asia/Jakarta", "ID", "IDR", -6.92, 107.61),
    City("Yogyakarta", "Asia/Jakarta", "ID", "IDR", -7.80, 110.37),
    City("Surabaya", "Asia/Jakarta", "ID", "IDR", -7.26, 112.75),
    City("Pontianak", "Asia/Pontianak", "ID", "IDR", -0.03, 109.33),
    City("Balikpapan", "Asia/Makassar", "ID", "IDR", -1.27, 116.83),
    City("Denpasar", "Asia/Makassar", "ID", "IDR", -8.65, 115.22),
    City("Makassar", "Asia/Makassar", "ID", "IDR", -5.15, 119.43),
    City("Manado", "Asia/Makassar", "ID", "IDR", 1.48, 124.84),
    City("Jayapura", "Asia/Jayapura", "ID", "IDR", -2.59, 140.67),
    City("Dili", "Asia/Dili", "TL", "USD", -8.56, 125.57),
    City("Manila", "Asia/Manila", "PH", "PHP", 14.60, 120.98),
    City("Iloilo", "Asia/Manila", "PH", "PHP", 10.72, 122.56),
    City("Cebu", "Asia/Manila", "PH", "PHP", 10.32, 123.89),
    City("Davao", "Asia/Manila", "PH", "PHP", 7.19, 125.46),
    City("Zamboanga", "Asia/Manila", "PH", "PHP", 6.92, 122.08),
    City("Hat Yai", "Asia/Bangkok", "TH", "THB", 7.01, 100.47),
    City("Bangkok", "Asia/Bangkok", "TH", "THB", 13.76, 100.50),
    City("Khon Kaen", "Asia/Bangkok", "TH", "THB", 16.43, 102.83),
    City("Chiang Mai", "Asia/Bangkok", "TH", "THB", 18.79, 98.99),
    City("Vientiane", "Asia/Vientiane", "LA", "LAK", 17.98, 102.63),
    City("Luang Prabang", "Asia/Vientiane", "LA", "LAK", 19.89, 102.14),
    City("Phnom Penh", "Asia/Phnom_Penh", "KH", "KHR", 11.56, 104.92),
    City("Siem Reap", "Asia/Phnom_Penh", "KH", "KHR", 13.36, 103.86),
    City("Hồ Chí Minh", "Asia/Ho_Chi_Minh", "VN", "VND", 10.78, 106.70),
    City("Đà Nẵng", "Asia/Ho_Chi_Minh", "VN", "VND", 16.05, 108.20),
    City("Hà Nội", "Asia/Ho_Chi_Minh", "VN", "VND", 21.03, 105.85),
    City("Yangon", "Asia/Yangon", "MM", "MMK", 16.84, 96.17),
    City("Mandalay", "Asia/Yangon", "MM", "MMK", 21.98, 96.08),
    City("Hong Kong", "Asia/Hong_Kong", "HK", "HKD", 22.32, 114.17),
    City("Macau", "Asia/Macau", "MO", "MOP", 22.20, 113.54),
    City("Guangzhou", "Asia/Shanghai", "CN", "CNY", 23.13, 113.26),
    City("Xiamen", "Asia/Shanghai", "CN", "CNY", 24.48, 118.09),
    City("Chengdu", "Asia/Shanghai", "CN", "CNY", 30.57, 104.07),
    City("Shanghai", "Asia/Shanghai", "CN", "CNY", 31.23, 121.47),
    City("Tainan", "Asia/Taipei", "TW", "TWD", 22.99, 120.21),
    City("Taipei", "Asia/Taipei", "TW", "TWD", 25.03, 121.57),
    City("Busan", "Asia/Seoul", "KR", "KRW", 35.18, 129.08),
    City("Seoul", "Asia/Seoul", "KR", "KRW", 37.57, 126.98),
    City("Fukuoka", "Asia/Tokyo", "JP", "JPY", 33.59, 130.40),
    City("Osaka", "Asia/Tokyo", "JP", "JPY", 34.69, 135.50),
    City("Dhaka", "Asia/Dhaka", "BD", "BDT", 23.81, 90.41),
    City("Kolkata", "Asia/Kolkata", "IN", "INR", 22.57, 88.36),
    City("Chennai", "Asia/Kolkata", "IN", "INR", 13.08, 80.27),
    City("Colombo", "Asia/Colombo", "LK", "LKR", 6.93, 79.86),
    City("Kathmandu", "Asia/Kathmandu", "NP", "NPR", 27.72, 85.32),
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
