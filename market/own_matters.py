"""All that a person has at the market, as /mine shows it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from market.deposit.facts import has_deposits
from market.showroom.visit import count_visits_ahead
from market.split.facts import count_own_shares
from market.waitlist.position import MyItem, my_items


@dataclass(frozen=True, kw_only=True)
class OwnMatters:
    """A person's items, their visits to showrooms ahead, and of how many shares of drops they are a party.

    `deposits`: there are some to look at, also where nothing is booked any more, such as a refund.
    """

    items: tuple[MyItem, ...] = ()
    visits: int = 0
    shares: int = 0
    deposits: bool = False


def own_matters(session: Session, person: int, now: datetime) -> OwnMatters:
    """Return what a person has, all of one moment."""
    return OwnMatters(
        items=my_items(session, person, now),
        visits=count_visits_ahead(session, person, now),
        shares=count_own_shares(session, person),
        deposits=has_deposits(session, person),
    )
