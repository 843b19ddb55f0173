"""The limit of people in an alley: set by organisers, who are told when it is near and when it is reached."""

from datetime import datetime

from sqlmodel import Session

from market.actor import Actor
from market.admins import Admins, reachable_organisers
from market.alley import AlleyUnknown, lock_organised_alley
from market.gate.headcount import is_full, is_near
from market.gate.notifications import AlleyFilling
from market.gate.people_inside import PeopleInside, people_inside
from market.gate.refusals import LimitUnfit, RoomAgain
from market.notification.outbox import notify
from storage.alley import MOST_PEOPLE, Alley


def set_people_limit(session: Session, actor: Actor, alley: int, limit: int | None) -> None:
    """Set how many people may be inside an alley; None: as many as like. Raises NotOrganiser, Blocked, AlleyUnknown, LimitUnfit. locks: person, alley"""
    row = lock_organised_alley(session, actor, alley)
    if limit is not None and not 1 <= limit <= MOST_PEOPLE:
        raise LimitUnfit(MOST_PEOPLE)
    row.people_limit = limit


def tell_of_limit(session: Session, alley: Alley, admins: Admins, now: datetime) -> None:
    """Tell each organiser, once a market day, that an alley is nearly full now, and once that it is full."""
    people = people_inside(session, alley, now)
    if not is_near(people.inside, people.limit):
        return
    filling = AlleyFilling(alley_id=people.alley, is_full=is_full(people.inside, people.limit))
    about = f"gate:{people.alley}:{people.ends_at:%Y-%m-%d}:{'full' if filling.is_full else 'near'}"
    for organiser in reachable_organisers(session, admins):
        notify(session, organiser, filling, now, about=about, once=about)


def filling_alley(session: Session, alley: int, now: datetime) -> PeopleInside:
    """Return the people inside an alley that is near its limit. Raises AlleyUnknown, RoomAgain."""
    people = people_inside(session, AlleyUnknown.unless(session.get(Alley, alley)), now)
    if not is_near(people.inside, people.limit):
        raise RoomAgain
    return people
