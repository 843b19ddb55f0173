"""Matters that wait for organisers, of all kinds, by one statement; the one that is due first stands first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, cast, func, literal, null, select, union_all
from sqlalchemy.orm import InstrumentedAttribute
from sqlmodel import Session, col

from market.actor import Actor, require_organiser
from market.admins import Admins
from market.deposit.stalled import is_stalled
from market.deposit.unmatched import is_unmatched
from market.draw.overdue_draws import is_overdue
from market.organiser.objections import is_objection_for
from market.organiser.reports import is_for
from market.organiser.stall_list import is_unchecked
from storage.alley import Alley
from storage.complaint import Complaint
from storage.deposit import Deposit
from storage.draw import Draw
from storage.drop import Drop, Item
from storage.help_call import HelpCall, HelpCallState
from storage.licence import LicenceDocument
from storage.payment import Payment
from storage.person import Person
from storage.recovery import Recovery, waits_for_organiser
from storage.report import Objection, Report
from storage.stall import Stall, StallApproval
from storage.support import SupportState, SupportThread
from storage.task_list import Task, TaskList

MOST = 200
MOMENT = Recovery.__table__.c.until.type  # type: ignore[attr-defined]


class MatterKind(StrEnum):
    """The kinds of what waits for an organiser. The number of one is that of its row, that of a stall for LICENCE, of an alley for COMPLAINT."""

    HELP = "help"
    STALL = "stall"
    LICENCE = "licence"
    QUESTION = "question"
    RECOVERY = "recovery"
    REPORT = "report"
    OBJECTION = "objection"
    DRAW = "draw"
    PAYMENT = "payment"
    DEPOSIT = "deposit"
    TASK = "task"
    COMPLAINT = "complaint"


ANSWERED_WITHIN: dict[MatterKind, timedelta] = {
    MatterKind.HELP: timedelta(minutes=3),
    MatterKind.STALL: timedelta(days=2),
    MatterKind.LICENCE: timedelta(days=2),
    MatterKind.QUESTION: timedelta(days=1),
    MatterKind.REPORT: timedelta(days=1),
    MatterKind.OBJECTION: timedelta(days=2),
    MatterKind.DRAW: timedelta(minutes=10),
    MatterKind.PAYMENT: timedelta(days=1),
    MatterKind.DEPOSIT: timedelta(days=1),
    MatterKind.TASK: timedelta(days=2),
    MatterKind.COMPLAINT: timedelta(hours=2),
}
"""The time that each may wait, by this market's own rule (docs/office.md). A lost phone's request, a task and a complaint have an end of their own."""

URGENT = tuple(
    kind.value for kind in (MatterKind.HELP, MatterKind.DRAW, MatterKind.RECOVERY, MatterKind.COMPLAINT)
)
"""Those that are due soon after they came: however much waits, they are among the first MOST."""


@dataclass(frozen=True, kw_only=True)
class Matter:
    """Something that waits. `name` is that of a stall, an alley, a drop or a person, "" where there is none."""

    kind: MatterKind
    id: int
    name: str
    since: datetime
    due_at: datetime


def waiting_for_organisers(
    session: Session, actor: Actor, admins: Admins, now: datetime
) -> tuple[Matter, ...]:
    """Return what this organiser may decide, what is due first, at most MOST. Raises NotOrganiser."""
    require_organiser(session, actor)
    waits = union_all(*_kinds(session, actor, admins, now)).subquery()
    is_urgent = waits.c.kind.in_(URGENT)
    rows = session.connection().execute(select(waits).order_by(is_urgent.desc(), waits.c.since).limit(MOST))
    found = (_matter(row) for row in rows)
    return tuple(sorted(found, key=lambda matter: (matter.due_at, matter.kind, matter.id)))


def _matter(row: Any) -> Matter:
    kind = MatterKind(row.kind)
    due_at = row.until or row.since + ANSWERED_WITHIN[kind]
    return Matter(kind=kind, id=row.id, name=row.name or "", since=row.since, due_at=due_at)


def _kinds(session: Session, actor: Actor, admins: Admins, now: datetime) -> list[Select[Any]]:
    """Return a statement for each kind, all with the same columns."""
    alley, person, stall = col(Alley.name), col(Person.first_name), col(Stall.name)
    return [
        _rows(MatterKind.HELP, HelpCall.id, alley, HelpCall.asked_at)
        .join(Alley, col(Alley.id) == col(HelpCall.alley_id))
        .where(col(HelpCall.state) == HelpCallState.ASKED),
        _rows(MatterKind.STALL, Stall.id, stall, Stall.asked_at).where(
            col(Stall.state) == StallApproval.ASKED
        ),
        _rows(MatterKind.LICENCE, Stall.id, stall, func.min(LicenceDocument.sent_at))
        .join(LicenceDocument, col(LicenceDocument.stall_id) == col(Stall.id))
        .where(is_unchecked())
        .group_by(col(Stall.id), stall),
        _rows(MatterKind.QUESTION, SupportThread.id, person, SupportThread.asked_at)
        .join(Person, col(Person.id) == col(SupportThread.person_id))
        .where(col(SupportThread.state) == SupportState.ASKED),
        _rows(MatterKind.RECOVERY, Recovery.id, person, Recovery.asked_at, until=Recovery.until)
        .outerjoin(Person, col(Person.id) == col(Recovery.person_id))
        .where(*waits_for_organiser(now)),
        _rows(MatterKind.REPORT, Report.id, stall, Report.made_at)
        .join(Stall, col(Stall.id) == col(Report.stall_id))
        .where(is_for(session, actor)),
        _rows(MatterKind.OBJECTION, Objection.id, person, Objection.made_at)
        .join(Person, col(Person.id) == col(Objection.person_id))
        .where(is_objection_for(session, actor, admins, now)),
        _rows(MatterKind.DRAW, Draw.id, col(Drop.name), func.coalesce(Draw.closed_at, Draw.opened_at))
        .join(Item, col(Item.id) == col(Draw.item_id))
        .join(Drop, col(Drop.id) == col(Item.drop_id))
        .where(*is_overdue(now)),
        _rows(MatterKind.PAYMENT, Payment.id, literal(""), Payment.received_at).where(*is_unmatched()),
        _rows(
            MatterKind.DEPOSIT,
            Deposit.id,
            stall,
            func.coalesce(Deposit.due_at, Deposit.said_at, Deposit.asked_at),
        )
        .join(Stall, col(Stall.id) == col(Deposit.stall_id))
        .where(is_stalled(now)),
        _rows(MatterKind.TASK, Task.id, alley, TaskList.began_at, until=Task.due_at)
        .join(TaskList, col(TaskList.id) == col(Task.list_id))
        .join(Alley, col(Alley.id) == col(TaskList.alley_id))
        .where(col(TaskList.ended_at).is_(None), col(Task.settled_at).is_(None)),
        _rows(
            MatterKind.COMPLAINT,
            Alley.id,
            alley,
            func.min(Complaint.made_at),
            until=func.min(Complaint.due_at),
        )
        .join(Complaint, col(Complaint.alley_id) == col(Alley.id))
        .where(col(Complaint.closed_at).is_(None))
        .group_by(col(Alley.id), alley),
    ]


def _rows(
    kind: MatterKind,
    number: InstrumentedAttribute[Any] | Any,
    name: ColumnElement[Any] | Any,
    since: ColumnElement[Any] | Any,
    until: ColumnElement[Any] | Any = None,
) -> Select[Any]:
    columns: Any = (
        literal(kind.value).label("kind"),
        number.label("id"),
        name.label("name"),
        since.label("since"),
        (cast(null(), MOMENT) if until is None else until).label("until"),
    )
    return select(*columns)
