"""The simulated market: its store and clock, and the acts, checks and faults that run on it."""

import asyncio
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from benchmarks.season import change_log, invariants, transitions
from benchmarks.season.faults import STATEMENTS, Fault, Interrupted, StatementFault, copy_files, remove_files
from benchmarks.season.people import SimulatedPerson
from market.admins import Admins
from market.refusal import Refusal
from market.waitlist.join import JOIN
from market.waitlist.join_batch import JoinRequest
from storage.backup import backup, restore
from storage.processed_update import DuplicateUpdate
from storage.schema import upgrade
from storage.store import Store

BEGINS = datetime(2026, 10, 5, tzinfo=UTC)
UNLIMITED_PAGES = 1_073_741_823


class Violated(Exception):
    """An invariant does not hold."""


@dataclass(frozen=True, kw_only=True)
class Act:
    """One act of a person: an action with its arguments, or a request to join, which is decided in a batch."""

    name: str
    action: Callable[[Session], Any] | None = None
    join: JoinRequest | None = None


@dataclass(frozen=True)
class ActResult:
    """The result of an act: its outcome, its refusal, or `lost` where a fault interrupted it."""

    outcome: Any = None
    refusal: Refusal | None = None
    lost: bool = False


@dataclass(kw_only=True)
class Simulation:
    """The market on SQLite in `folder`. Everything random comes from `rng`.

    `rows` reads the database with plain SQL on a separate connection. The invariants are checked after each commit and raise Violated.
    """

    folder: Path
    rng: Random
    admins: Admins
    payment_qr: str
    people: tuple[SimulatedPerson, ...]
    now: datetime = BEGINS
    update: int = 0
    process: int = 0
    commits: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    acts: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    gift_codes: list[str] = field(default_factory=list)
    charges: dict[str, int] = field(default_factory=dict)
    disk_full_for: int = 0

    @property
    def file(self) -> Path:
        return self.folder / "lorong.db"

    @property
    def url(self) -> str:
        return f"sqlite:///{self.file}"

    async def open_new(self, template: Path | None = None) -> None:
        """Create the database, or copy one that has the schema, and open it."""
        if template is None:
            upgrade(self.url)
        else:
            shutil.copyfile(template, self.file)
        change_log.install(self.file)
        self._open()

    def _open(self) -> None:
        self.process += 1
        self.store = Store(self.url, deadline=None)  # the load of the machine must not change a season
        self.interrupting = StatementFault(file=self.file)
        engine = self.store._writing
        event.listen(engine, "connect", _do_not_sync)
        self.interrupting.attach(engine)
        self.reader = sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)
        self.last_change = self.row("SELECT COALESCE(MAX(id), 0) FROM season_change")[0]
        self.disk_full_for = 0

    async def close(self) -> None:
        """Close the database."""
        self.commits += self.interrupting.commits
        await self.store.close()
        self.reader.close()

    @property
    def stored_now(self) -> str:
        """Return the time as it is stored."""
        return self.now.replace(tzinfo=None).isoformat(" ", timespec="microseconds")

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return self.reader.execute(sql, values).fetchall()

    def row(self, sql: str, *values: Any) -> tuple[Any, ...]:
        """Return the single row of a query."""
        (found,) = self.rows(sql, *values)
        return found

    def one_of(self, sql: str, *values: Any) -> tuple[Any, ...]:
        """Return a random row of a query, or () where there is none. `sql` orders its rows, so that a seed determines the choice."""
        found = self.rows(sql, *values)
        return self.rng.choice(found) if found else ()

    # Acts

    async def do(self, act: Act, fault: Fault | None = None) -> ActResult:
        """Do an act as a new update, with a fault where one is given. Raises Violated."""
        self.update += 1
        self.acts[act.name] += 1
        update = self.update
        match fault:
            case None:
                return await self._attempt(act, update)
            case Fault.ERROR:
                result = await self._attempt(act, update, before_statement=self.rng.choice((*STATEMENTS, 0)))
            case Fault.KILL:
                result = await self._killed(act, update, before_statement=self.rng.choice(STATEMENTS))
            case Fault.KILL_AT_COMMIT:
                result = await self._killed(act, update, before_statement=0)
            case Fault.KILL_AFTER_COMMIT:
                await self._attempt(act, update)
                await self.kill()
                result = ActResult(lost=True)
            case Fault.LOST_ANSWER | Fault.DUPLICATE:
                result = await self._attempt(act, update)
        self.faults[fault] += 1
        return await self._repeated(act, update, result)

    async def rush(self, requests: Sequence[JoinRequest]) -> None:
        """Let several people join at one moment. Raises Violated."""
        acts = [Act(name="join", join=request) for request in requests]
        self.acts["join"] += len(acts)
        self.update += len(acts)
        first = self.update - len(acts) + 1
        await asyncio.gather(
            *(self._attempt(act, first + place, concurrent=True) for place, act in enumerate(acts))
        )

    async def run(self, name: str, action: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run an action outside any update, as jobs do. Return its outcome, None where the disk is full. Raises Violated."""
        self.acts[name] += 1
        act = Act(name=name, action=lambda session: action(session, *args, **kwargs))
        return (await self._attempt(act, None)).outcome

    async def _repeated(self, act: Act, update: int, first: ActResult) -> ActResult:
        """Repeat an act with the same update id. Raises Violated where it has a second effect."""
        before = self.version()
        done_before = first.refusal is None and self.is_marked(update)
        again = await self._attempt(act, update)
        if done_before and self.version() != before:
            raise Violated(f"an update has one effect at most: {act.name} of update {update} had two")
        return first if done_before and not first.lost else again

    async def _killed(self, act: Act, update: int, before_statement: int) -> ActResult:
        before, image = self.digest(), self.folder / "image.db"
        result = await self._attempt(act, update, before_statement=before_statement, image=image)
        if not result.lost:
            return result
        await self.close()
        remove_files(self.file)
        copy_files(image, self.file)
        remove_files(image)
        self._open()
        if self.digest() != before:
            raise Violated(f"a transaction that was killed leaves nothing: {act.name} left something")
        return result

    async def kill(self) -> None:
        """End the process between two transactions, and start another."""
        image = self.folder / "image.db"
        copy_files(self.file, image)
        before = self.digest()
        await self.close()
        remove_files(self.file)
        copy_files(image, self.file)
        remove_files(image)
        self._open()
        if self.digest() != before:
            raise Violated("what was committed is there after a kill: something is not")

    async def _attempt(
        self,
        act: Act,
        update: int | None,
        *,
        before_statement: int | None = None,
        image: Path | None = None,
        concurrent: bool = False,
    ) -> ActResult:
        """Do an act once, interrupted at `before_statement` if given, and check its effects. `concurrent`: others act at the same moment."""
        before = self.version()
        if before_statement is not None:
            self.interrupting.arm(before_statement, image)
        try:
            result = ActResult(outcome=await self._execute(act, update))
        except Refusal as refusal:
            self.counts["refused"] += 1
            result = ActResult(refusal=refusal)
        except DuplicateUpdate:
            self.counts["duplicates"] += 1
            result = ActResult()
        except Interrupted:
            result = ActResult(lost=True)
        except OperationalError as error:
            if not (self.disk_full_for and "full" in str(error)):
                raise Violated(f"{act.name} failed: {error}") from error
            self.counts["disk full"] += 1
            result = ActResult(lost=True)
        except Exception as error:
            raise Violated(f"{act.name} failed: {type(error).__name__}: {error}") from error
        finally:
            self.interrupting.disarm()
        if result.lost or result.refusal:
            shared = act.join is not None and (concurrent or result.refusal is not None)
            if self.is_marked(update) if shared else self.version() != before:
                raise Violated(f"what was not done leaves nothing: {act.name} left something")
        self.check()
        return result

    async def _execute(self, act: Act, update: int | None) -> Any:
        if act.join is not None:
            assert update is not None
            return await self.store.run_batched(JOIN, update, self.now, act.join)
        assert act.action is not None
        if update is None:
            return await self.store.write(act.action)
        return await self.store.execute_once(update, self.now, act.action)

    # Checks

    def check(self) -> None:
        """Check what the last commits changed. Raises Violated."""
        changes, self.last_change = transitions.changes_since(self.reader, self.last_change)
        if changes:
            self.counts["changed rows"] += len(changes)
            touched = transitions.touched_rows(changes)
            self._raise(
                [
                    *transitions.broken_transitions(changes),
                    *transitions.units_given_while_closed(self.reader, changes),
                    *transitions.first_in_line_waits(self.reader, touched["item"], self.stored_now),
                    *invariants.check(self.reader, touched),
                ]
            )

    def check_all(self) -> None:
        """Check the whole database. Raises Violated."""
        integrity = [
            f"the database is sound: {row[0]}"
            for row in self.rows("PRAGMA integrity_check")
            if row[0] != "ok"
        ]
        dangling = [f"references lead somewhere: {row}" for row in self.rows("PRAGMA foreign_key_check")]
        self._raise([*invariants.check(self.reader), *integrity, *dangling])
        self.check_payments()

    def check_payments(self) -> None:
        """Check that every payment that came is recorded, once and as it came. Raises Violated."""
        recorded = self.rows("SELECT charge, amount FROM payment")
        if len(recorded) != len(self.charges) or dict(recorded) != self.charges:
            wrong = set(recorded) ^ set(self.charges.items())
            raise Violated(
                f"each payment is recorded once, as it came: {sorted(wrong)[:5]} of {len(recorded)}"
            )

    def _raise(self, violations: Sequence[str]) -> None:
        if violations:
            raise Violated("; ".join(violations[:5]))

    def version(self) -> int:
        """Return a number that changes when another connection commits a change."""
        return int(self.row("PRAGMA data_version")[0])

    def is_marked(self, update: int | None) -> bool:
        """Return whether the effect of an update is stored. For a join, which shares its transaction with others, nothing else shows it."""
        return bool(self.rows("SELECT 1 FROM processed_update WHERE update_id = ?", update))

    def digest(self) -> str:
        """Return a hash of all rows."""
        hashed = sha256()
        tables = self.rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        for (table,) in tables:
            for row in self.reader.execute(f'SELECT * FROM "{table}" ORDER BY rowid'):
                hashed.update(repr(row).encode())
        return hashed.hexdigest()

    # Disruptions between two acts

    async def reopen(self) -> None:
        """Close the market and open it again."""
        await self.close()
        self._open()

    async def fill_disk(self, acts: int) -> None:
        """Prevent the database from growing during so many acts."""
        await self._limit_pages(self.row("PRAGMA page_count")[0])
        self.disk_full_for = acts

    async def empty_disk(self) -> None:
        """Let the database grow again."""
        self.disk_full_for = 0
        await self._limit_pages(UNLIMITED_PAGES)

    async def _limit_pages(self, pages: int) -> None:
        await self.store.write(
            lambda session: session.connection().exec_driver_sql(f"PRAGMA max_page_count={pages}").close()
        )

    async def back_up(self) -> None:
        """Write a backup while the market is open."""
        file = self.folder / "backup.db"
        file.unlink(missing_ok=True)
        backup(self.url, file)

    async def restore(self) -> bool:
        """Restore the last backup; return whether there was one."""
        file = self.folder / "backup.db"
        if not file.exists():
            return False
        await self.close()
        remove_files(self.file)
        restore(file, self.url)
        self._open()
        return True

    def step_clock(self, step: timedelta) -> None:
        """Move the clock forwards or backwards."""
        self.now += step


def _do_not_sync(connection: sqlite3.Connection, _record: Any) -> None:
    """Turn syncing off: power cuts are not simulated, and a season has many commits."""
    connection.execute("PRAGMA synchronous=OFF")
