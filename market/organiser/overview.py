"""The organisers' first screen, as counts."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from market.actor import Actor, require_organiser
from market.deposit.stalled import count_stalled
from market.deposit.unmatched import count_unmatched
from market.draw.overdue_draws import count_overdue
from market.organiser.objections import count_objections
from market.organiser.reports import count_reports
from market.organiser.stall_list import count_licences, count_stalls
from market.support import count_open
from storage.alley import Alley
from storage.drop import Drop, DropState
from storage.person import Person
from storage.recovery import count_requests
from storage.stall import Stall, StallApproval


@dataclass(frozen=True, kw_only=True)
class OrganiserOverview:
    asking: int
    alleys: int
    stalls: int
    listed: int
    """Stalls in the list, in whatever state."""
    drops: int
    people: int
    draws: int
    """Overdue draws."""
    payments: int
    """Payments without a deposit."""
    deposits: int
    """Deposits that their stall cannot answer."""
    questions: int
    """Questions that wait for an answer."""
    recoveries: int
    """Requests of people who lost their phone."""
    reports: int
    """Reports that this organiser may decide."""
    objections: int
    """Objections that wait for an answer."""
    licences: int
    """Approved stalls whose licence waits for a look."""

    @property
    def stands(self) -> bool:
        """Return whether there is an alley, and a stall that may sell."""
        return bool(self.alleys and self.stalls)


def overview(session: Session, actor: Actor, now: datetime) -> OrganiserOverview:
    """Return the counts. Raises NotOrganiser."""
    require_organiser(session, actor)
    ahead = select(func.count()).where(col(Drop.state) != DropState.DRAFT, col(Drop.ends_at) > now)
    return OrganiserOverview(
        asking=_stalls(session, StallApproval.ASKED),
        alleys=session.exec(select(func.count()).select_from(Alley)).one(),
        stalls=_stalls(session, StallApproval.APPROVED),
        listed=count_stalls(session),
        drops=session.exec(ahead).one(),
        people=session.exec(select(func.count()).select_from(Person)).one(),
        draws=count_overdue(session, now),
        payments=count_unmatched(session),
        deposits=count_stalled(session, now),
        questions=count_open(session),
        recoveries=session.connection().execute(count_requests(now)).scalar_one(),
        reports=count_reports(session, actor),
        objections=count_objections(session),
        licences=count_licences(session),
    )


def _stalls(session: Session, state: StallApproval) -> int:
    return session.exec(select(func.count()).where(col(Stall.state) == state)).one()
