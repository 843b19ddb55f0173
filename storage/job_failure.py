"""Items of jobs that failed, until they succeed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, select
from sqlmodel import Session, col

from storage.column import ForgetRule, PrivacyRule, column
from storage.insert import insert_of
from storage.reminder import Reminder
from storage.row import Row
from storage.ticket import Loan
from storage.waitlist import Hold

FAILURE = PrivacyRule(mydata=False, forget=ForgetRule.KEPT, days=30)
REMINDERS, HOLDS, LOANS = (
    "reminders that repeat",
    "holds that somebody was told of",
    "loans to write off",
)
"""The jobs whose items are each one person's own."""
OF_PEOPLE: dict[str, type[Reminder] | type[Hold] | type[Loan]] = {
    REMINDERS: Reminder,
    HOLDS: Hold,
    LOANS: Loan,
}
FIRST_RETRY, MAX_RETRY = timedelta(minutes=1), timedelta(hours=1)
"""The delay until the first new try; it doubles each time, to MAX_RETRY at most."""


class JobFailure(Row, table=True):
    """One item that a job could not do, such as a drop to wind up. It has failed `tries` times since `since` and is not tried before `retry_at`.

    `item` is its id in the table that the job is about; `error` is the name of the last error, without values.
    """

    __tablename__ = "job_failure"

    job: str = column(FAILURE, primary_key=True, max_length=64)
    item: int = column(FAILURE, primary_key=True)
    error: str = column(FAILURE, max_length=64)
    tries: int = column(FAILURE, default=1)
    since: datetime = column(FAILURE)
    retry_at: datetime = column(FAILURE)


def failures_of(job: str) -> Select[int, datetime]:
    """Return the listed items of a job and when each is tried again."""
    return select(col(JobFailure.item), col(JobFailure.retry_at)).where(col(JobFailure.job) == job)


def all_failures() -> Select[JobFailure]:
    """Return every item that fails, the oldest first."""
    return select(JobFailure).order_by(col(JobFailure.since), col(JobFailure.job), col(JobFailure.item))


def retry_delay(tries: int) -> timedelta:
    """Return the delay after so many failed tries."""
    return min(MAX_RETRY, FIRST_RETRY * (1 << min(tries - 1, 10)))


def record_failure(session: Session, job: str, item: int, error: str, now: datetime) -> int:
    """Record that an item of a job failed; return how often it has. locks: job_failure"""
    row = session.get(JobFailure, (job, item), with_for_update={"key_share": True})
    if row is None:
        values = {"job": job, "item": item, "error": error, "tries": 1, "since": now}
        statement = insert_of(session, JobFailure).values(**values, retry_at=now + retry_delay(1))
        session.connection().execute(statement.on_conflict_do_nothing())
        return 1
    row.error, row.tries = error, row.tries + 1
    row.retry_at = now + retry_delay(row.tries)
    return row.tries


def forget_failures(session: Session, job: str, items: Sequence[int]) -> None:
    """Take items off the list, because they were done. locks: job_failure"""
    session.connection().execute(
        delete(JobFailure).where(col(JobFailure.job) == job, col(JobFailure.item).in_(items))
    )


def forget_failures_of(session: Session, person: int) -> None:
    """Take off the list what is a person's own, as they are forgotten. locks: job_failure"""
    for job, table in OF_PEOPLE.items():
        theirs = select(col(table.id)).where(col(table.person_id) == person)
        failed = delete(JobFailure).where(col(JobFailure.job) == job, col(JobFailure.item).in_(theirs))
        session.connection().execute(failed)


def sweep_failures(session: Session, now: datetime) -> None:
    """Delete failures that nobody has tried again for a month: their items are gone."""
    session.connection().execute(
        delete(JobFailure).where(col(JobFailure.retry_at) < now - timedelta(days=FAILURE.days or 0))
    )
