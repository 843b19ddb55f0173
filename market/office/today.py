"""The health of a market, and where somebody works: for the first page of the office."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from market.actor import Actor, Right, require_organiser, stalls_with
from market.organiser.alarm import find_trouble
from market.organiser.outbox_overview import is_missed
from market.packaging.place import hubs_of
from storage.hub import Hub
from storage.notification import Notification
from storage.stall import Stall, is_withdrawn


@dataclass(frozen=True, kw_only=True)
class Health:
    """Things that went wrong: notifications of 30 days that did not arrive, updates that were set aside, and items that jobs have failed to do for an hour."""

    missed: int
    set_aside: int
    failures: int


@dataclass(frozen=True, kw_only=True)
class Workplace:
    """A stall or a hub where somebody works; the other number is 0. `is_closed`: a stall that they closed, of which they keep the figures."""

    name: str
    stall: int = 0
    hub: int = 0
    is_closed: bool = False


def market_health(session: Session, actor: Actor, now: datetime) -> Health:
    """Return how the market does. Raises NotOrganiser."""
    require_organiser(session, actor)
    missed = select(func.count()).select_from(Notification).where(*is_missed(now))
    trouble = find_trouble(session, now)
    return Health(missed=session.exec(missed).one(), set_aside=trouble.updates, failures=trouble.failures)


def office_workplaces(session: Session, actor: Actor) -> tuple[Workplace, ...]:
    """Return the stalls where somebody owns or helps, their own first, then the hubs where they work, then the stalls that they closed."""
    stalls, hubs = stalls_with(session, actor.person, Right.VIEW), hubs_of(session, actor.person)
    stall_names = dict(session.exec(select(Stall.id, Stall.name).where(col(Stall.id).in_(stalls))).all())
    hub_names = dict(session.exec(select(Hub.id, Hub.name).where(col(Hub.id).in_(hubs))).all())
    own = col(Stall.owner_id) == actor.person, col(Stall.closed_at).is_not(None), ~is_withdrawn()
    closed = session.exec(select(Stall.id, Stall.name).where(*own).order_by(col(Stall.id)))
    return (
        *(Workplace(name=stall_names[stall], stall=stall) for stall in stalls),
        *(Workplace(name=hub_names[hub], hub=hub) for hub in hubs),
        *(Workplace(name=name, stall=stall or 0, is_closed=True) for stall, name in closed),
    )
