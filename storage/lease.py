"""The lease: which process leads, and the number of its term."""

from sqlalchemy import BigInteger, Select, case, exists, literal, or_, select, update
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from storage.column import PUBLIC, column
from storage.database_clock import database_seconds
from storage.insert import insert_of
from storage.row import Row

LEADER = "leader"
"""The name of the leader's lease."""


class Lease(Row, table=True):
    """A lease of one process at a time: `holder` has it until the database's clock says `until` (Unix seconds). Each new holder gets the next `epoch`.

    So far there is the lease of the leader. No row: nobody has led yet.
    """

    __tablename__ = "lease"

    name: str = column(PUBLIC, primary_key=True, max_length=16)
    holder: str = column(PUBLIC, max_length=36)
    epoch: int = column(PUBLIC, sa_type=BigInteger)
    until: float = column(PUBLIC)


IS_LEADERS = col(Lease.name) == LEADER


def take_lease(
    session: Session, holder: str, seconds: float, *, now: float | None = None, at_once: bool = False
) -> int | None:
    """Take or renew the lease for `seconds`; return its epoch, None while another process holds it.

    `at_once`: the holder is known to have ended. `now` is the database's clock unless given. A lease that ends later than anybody can have
    written is one from before the clock was set back, and is free. locks: lease
    """
    clock = database_seconds(session) if now is None else literal(now)
    held_by_another = col(Lease.holder) != holder
    new = insert_of(session, Lease).values(name=LEADER, holder=holder, epoch=1, until=clock + seconds)
    free = or_(
        ~held_by_another,
        literal(at_once),
        col(Lease.until) < clock,
        col(Lease.until) > clock + 2 * seconds,
    )
    renewed = {
        "epoch": col(Lease.epoch) + case((held_by_another, 1), else_=0),
        "holder": holder,
        "until": clock + seconds,
    }
    taken = new.on_conflict_do_update(index_elements=["name"], set_=renewed, where=free)
    return session.connection().execute(taken.returning(col(Lease.epoch))).scalar()


def give_up_lease(session: Session, holder: str) -> None:
    """Let another process take the lease at once. locks: lease"""
    session.connection().execute(
        update(Lease).where(IS_LEADERS, col(Lease.holder) == holder).values(until=0.0)
    )


def current_lease() -> Select[str, int, float]:
    """Return holder, epoch and end of the lease."""
    return select(col(Lease.holder), col(Lease.epoch), col(Lease.until)).where(IS_LEADERS)


def is_deposed(epoch: ColumnElement[int] | int) -> ColumnElement[bool]:
    """Whether a newer term than `epoch` has begun."""
    return exists().where(IS_LEADERS, col(Lease.epoch) > epoch)
