"""The phones of the demo's page as those of newcomers: their people are in the market already, and nobody has written from there yet."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from market.person import mark_people_changed
from storage.address import set_unwritten


def make_newcomers(session: Session, telegram_ids: Collection[int], now: datetime) -> None:
    """Let the next Start from each of these Telegram ids be the first one. locks: address"""
    persons = session.connection().execute(set_unwritten(telegram_ids, now)).scalars()
    mark_people_changed(session, persons.all())
