"""Organisers on duty on a market day, who are told of a call for help first."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, select

from market.actor import Actor, require_organiser
from market.admins import Admins, organises, reachable_organisers
from market.help_call.refusals import DutyDayUnknown
from market.market_day.day import day_of
from storage.alley import Alley
from storage.help_call import OrganiserDuty
from storage.insert import insert_once
from storage.market_day import MarketDay
from storage.person import Person


@dataclass(frozen=True, kw_only=True)
class DutyFacts:
    """The organisers on duty on a market day, by their first names; `reads`: who asks is one of them."""

    organisers: tuple[str, ...] = ()
    reads: bool = False


def start_duty(session: Session, actor: Actor, market_day: int, now: datetime) -> None:
    """Be on duty on a market day. Raises NotOrganiser, DutyDayUnknown."""
    require_organiser(session, actor)
    DutyDayUnknown.unless(session.get(MarketDay, market_day))
    insert_once(session, OrganiserDuty, market_day_id=market_day, person_id=actor.person, since=now)


def end_duty(session: Session, actor: Actor, market_day: int) -> None:
    """Be on duty on a market day no more. Raises NotOrganiser."""
    require_organiser(session, actor)
    own = col(OrganiserDuty.market_day_id) == market_day, col(OrganiserDuty.person_id) == actor.person
    session.exec(delete(OrganiserDuty).where(*own))


def duty_facts(session: Session, actor: Actor, market_day: int, admins: Admins) -> DutyFacts:
    """Return who is on duty on a market day, in the order in which they said so. Raises NotOrganiser."""
    require_organiser(session, actor)
    rows = (
        select(Person.id, Person.first_name)
        .join(OrganiserDuty, col(OrganiserDuty.person_id) == col(Person.id))
        .where(col(OrganiserDuty.market_day_id) == market_day, organises(admins))
        .order_by(col(OrganiserDuty.since), col(Person.id))
    )
    found = session.exec(rows).all()
    return DutyFacts(
        organisers=tuple(name for _, name in found), reads=actor.person in {person for person, _ in found}
    )


def first_told(
    session: Session, alley: Alley, caller: int | None, admins: Admins, *, now: datetime
) -> list[int]:
    """Return the organisers who are told of a call at once: those on duty in the alley now, or where nobody is, all."""
    others = all_others(session, caller, admins)
    there = on_duty(session, alley, now)
    return [each for each in others if each in there] or others


def on_duty(session: Session, alley: Alley, now: datetime) -> set[int]:
    """Return who said that they are on duty in an alley now, also those who are no organisers any more."""
    today = col(MarketDay.alley_id) == alley.id, col(MarketDay.day) == day_of(now, alley.zone)
    rows = select(OrganiserDuty.person_id).join(
        MarketDay, col(MarketDay.id) == col(OrganiserDuty.market_day_id)
    )
    return {*session.exec(rows.where(*today))}


def all_others(session: Session, caller: int | None, admins: Admins) -> list[int]:
    """Return every organiser whom messages reach, but for the caller."""
    return [each for each in reachable_organisers(session, admins) if each != caller]
