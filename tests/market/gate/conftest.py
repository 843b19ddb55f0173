"""An alley with two stalls, its organiser Ken, and its kiosks, on SQLite and on PostgreSQL."""

from tests.market.kiosk.conftest import kiosk, scenario

__all__ = ["kiosk", "scenario"]
