"""The known facts of a request for an old account: to the person who asked, to organisers, and to the account that was moved."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, or_, select

from market.actor import Actor, require_organiser
from market.admins import Admins
from market.packaging.place import hubs_of
from market.privacy.forget import OpenMatters, open_matters
from market.recovery.refusals import RecoveryGone
from market.recovery.request import stopped_at
from market.ticket.facts import facts_of
from storage.organiser import Organiser
from storage.person import Person
from storage.recovery import Recovery, RecoveryState, asked_by
from storage.stall import Stall
from storage.ticket import Ticket

MAX_LISTED = 8
OBJECTIONS_SHOWN = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class RecoveryTicket:
    """The ticket that the asker has named: for an organiser to compare with what is shown."""

    code: str
    drop: str
    item: str
    stall: str


@dataclass(frozen=True, kw_only=True)
class RecoveryFacts:
    """A request. `asker` and `account` are first names, "" for a forgotten person; `stall` is the stall that was named, "" where it was a ticket.

    `by_consent`: no phone was lost; both accounts have agreed to become one. `stopped_at`: when the account last refused a request of the same person.
    """

    id: int
    code: str
    asker: str
    account: str
    by_consent: bool
    ticket: RecoveryTicket | None
    stall: str
    state: RecoveryState
    asked_at: datetime
    until: datetime
    ended_at: datetime | None
    decided_by: str
    objected_at: datetime | None
    stopped_at: datetime | None = None

    @property
    def is_stopped(self) -> bool:
        """Return whether the account refused it."""
        return self.state is RecoveryState.REFUSED and self.ended_at == self.stopped_at

    def waits(self, now: datetime) -> bool:
        """Return whether an organiser may decide it."""
        return self.state is RecoveryState.ASKED and self.until > now


@dataclass(frozen=True, kw_only=True)
class RecoveryPage:
    """A request as an organiser sees it: what the account has, as counts, whether its roles would end, and whether either account is blocked."""

    request: RecoveryFacts
    has: OpenMatters | None
    roles: bool
    blocked: bool


def own_recovery(session: Session, person: int, now: datetime) -> RecoveryFacts | None:
    """Return the person's request that waits, also one that they agreed to; None for none."""
    own = select(Recovery).where(
        asked_by(person),
        col(Recovery.state) == RecoveryState.ASKED,
        col(Recovery.until) > now,
    )
    row = session.exec(own.order_by(col(Recovery.id).desc()).limit(1)).first()
    return _facts(session, row) if row else None


def recoveries(session: Session, actor: Actor, now: datetime) -> tuple[RecoveryFacts, ...]:
    """Return up to MAX_LISTED requests that wait or were objected to in the last month, the oldest first. Raises NotOrganiser."""
    require_organiser(session, actor)
    waits = (col(Recovery.state) == RecoveryState.ASKED) & (col(Recovery.until) > now)
    objected = col(Recovery.objected_at) > now - OBJECTIONS_SHOWN
    rows = select(Recovery).where(or_(waits, objected)).order_by(col(Recovery.id)).limit(MAX_LISTED)
    return tuple(_facts(session, row) for row in session.exec(rows))


def recovery_page(
    session: Session, actor: Actor, recovery: int, admins: Admins, *, now: datetime
) -> RecoveryPage:
    """Return a request to an organiser. Raises NotOrganiser, RecoveryGone."""
    require_organiser(session, actor)
    row = session.get(Recovery, recovery)
    if row is None or row.person_id is None or row.account_id is None:
        raise RecoveryGone
    facts, account = _facts(session, row), row.account_id
    people = (session.get_one(Person, row.person_id), session.get_one(Person, account))
    organises = session.get(Organiser, account) is not None or admins.include(session, account)
    return RecoveryPage(
        request=facts,
        has=open_matters(session, account, now) if facts.waits(now) else None,
        roles=organises or bool(hubs_of(session, account)),
        blocked=any(person.blocked_at for person in people),
    )


def any_recovery(session: Session, recovery: int) -> RecoveryFacts:
    """Return a request, for a notification about it. Raises RecoveryGone."""
    row = RecoveryGone.unless(session.get(Recovery, recovery))
    return _facts(session, row)


def _facts(session: Session, row: Recovery) -> RecoveryFacts:
    stall = session.get(Stall, row.stall_id) if row.stall_id else None
    return RecoveryFacts(
        id=row.id or 0,
        code=row.code,
        asker=_name(session, row.person_id),
        account=_name(session, row.account_id),
        by_consent=row.by_consent,
        ticket=_ticket(session, row.ticket_id),
        stall=stall.name if stall else "",
        state=row.state,
        asked_at=row.asked_at,
        until=row.until,
        ended_at=row.ended_at,
        decided_by=_name(session, row.decided_by),
        objected_at=row.objected_at,
        stopped_at=stopped_at(session, row),
    )


def _ticket(session: Session, ticket: int | None) -> RecoveryTicket | None:
    if ticket is None:
        return None
    facts = facts_of(session, session.get_one(Ticket, ticket))
    return RecoveryTicket(code=facts.code, drop=facts.drop_name, item=facts.item, stall=facts.stall_name)


def _name(session: Session, person: int | None) -> str:
    row = session.get(Person, person) if person else None
    return row.first_name if row else ""
