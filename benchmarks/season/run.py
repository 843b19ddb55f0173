"""One season: acts, jobs and faults in the order of a seed."""

import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from benchmarks.season.faults import Disruption, drawn_disruption, drawn_fault
from benchmarks.season.jobs import run_jobs, sweep
from benchmarks.season.opening import open_season
from benchmarks.season.organiser_acts import drawn_organiser_act
from benchmarks.season.outbox import SimulatedSender
from benchmarks.season.payments import InvoicePaid, receive_payment, recover
from benchmarks.season.people import SimulatedPerson, drawn_people
from benchmarks.season.shopper_acts import drawn_rush, drawn_shopper_act
from benchmarks.season.simulation import BEGINS, Act, Simulation, Violated
from benchmarks.season.stall_acts import drawn_vendor_act
from bot.demo.data.people_and_stalls import ROS_QR
from market.admins import Admins

ACTS_PER_PERSON_AND_WEEK = 25
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
NIGHT_SLOWDOWN, NIGHT = 6.0, range(16, 23)
"""The factor by which acts are rarer at night, and the UTC hours of night in the alleys."""
RUSH_RATE, ANSWER_RATE, JOBS_EVERY = 0.02, 0.5, HOUR
PEOPLE_WITH_HOLDS_OR_BOOKINGS = """
SELECT external_id FROM address WHERE person_id IN (SELECT person_id FROM hold WHERE state = 'live')
UNION SELECT external_id FROM address WHERE person_id IN (SELECT person_id FROM booking WHERE state = 'booked') ORDER BY external_id
"""


@dataclass(frozen=True, kw_only=True)
class SeasonSize:
    """The length and the people of a season; `until` is the step after which it stops, None for its end."""

    weeks: float = 12
    people: int = 3000
    until: int | None = None


@dataclass(kw_only=True)
class SeasonResult:
    """The result of a season; `violation` describes what was violated at its last step, "" for nothing."""

    seed: int
    steps: int
    acts: int
    commits: int
    faults: int
    refused: int
    violation: str = ""
    digest: str = ""
    by_act: dict[str, int] = field(default_factory=dict)
    by_fault: dict[str, int] = field(default_factory=dict)


@dataclass(kw_only=True)
class Season:
    """A season in progress. Steps run one after another and share one random generator."""

    size: SeasonSize
    simulation: Simulation
    sender: SimulatedSender
    by_telegram_id: dict[int, SimulatedPerson] = field(default_factory=dict)
    step: int = 0
    jobs_ran_at: datetime | None = None
    last_sweep: datetime | None = None

    async def run(self) -> None:
        """Run to the end. Raises Violated."""
        self.by_telegram_id = {person.telegram_id: person for person in self.simulation.people}
        await open_season(self.simulation)
        end = BEGINS + self.size.weeks * WEEK
        while self.simulation.now < end and self.step != self.size.until:
            self.step += 1
            await self._step()
        self.simulation.check_all()
        await self.simulation.empty_disk()

    async def _step(self) -> None:
        simulation, rng = self.simulation, self.simulation.rng
        self._advance_clock()
        disruption = drawn_disruption(rng)
        if disruption:
            await self._apply(disruption)
        await self._run_jobs()
        if simulation.disk_full_for:
            simulation.disk_full_for -= 1
            if not simulation.disk_full_for:
                await simulation.empty_disk()
        if rng.random() < RUSH_RATE:
            await simulation.rush(drawn_rush(simulation, rng))
            return
        act = self._drawn_act(rng)
        if isinstance(act, InvoicePaid):
            await receive_payment(simulation, act)
        elif act:
            await simulation.do(act, drawn_fault(rng))

    def _advance_clock(self) -> None:
        rng, now = self.simulation.rng, self.simulation.now
        acts_per_second = len(self.simulation.people) * ACTS_PER_PERSON_AND_WEEK / WEEK.total_seconds()
        slowdown = NIGHT_SLOWDOWN if now.hour in NIGHT else 1.0
        self.simulation.step_clock(timedelta(seconds=int(rng.expovariate(acts_per_second / slowdown)) + 1))

    def _drawn_act(self, rng: Random) -> Act | InvoicePaid | None:
        person = self._drawn_person(rng)
        if person.organises:
            return drawn_organiser_act(self.simulation, person)
        if person.sells and rng.random() < 0.85:
            return drawn_vendor_act(self.simulation, person)
        return drawn_shopper_act(self.simulation, person)

    def _drawn_person(self, rng: Random) -> SimulatedPerson:
        people = self.simulation.people
        if rng.random() < 0.06:
            return rng.choice([person for person in people if person.organises])
        if rng.random() < 0.25:
            return rng.choice([person for person in people if person.sells])
        if rng.random() < ANSWER_RATE and (answering := self._person_with_something()):
            return answering
        return rng.choices(people, [person.habits.eager for person in people])[0]

    def _person_with_something(self) -> SimulatedPerson | None:
        """Return a random person with a hold or a booking, or None."""
        found = self.simulation.one_of(PEOPLE_WITH_HOLDS_OR_BOOKINGS)
        return self.by_telegram_id.get(found[0]) if found else None

    async def _run_jobs(self) -> None:
        now = self.simulation.now
        if self.jobs_ran_at is None or not (self.jobs_ran_at <= now < self.jobs_ran_at + JOBS_EVERY):
            self.jobs_ran_at = now
            await run_jobs(self.simulation, self.sender)
        if self.last_sweep is None or not (self.last_sweep <= now < self.last_sweep + DAY):
            self.last_sweep = now
            await sweep(self.simulation)
            self.simulation.check_all()

    async def _apply(self, disruption: Disruption) -> None:
        simulation = self.simulation
        simulation.faults[disruption] += 1
        match disruption:
            case Disruption.REOPENED:
                await simulation.reopen()
            case Disruption.HOUR_BACK:
                simulation.step_clock(-HOUR)
            case Disruption.HOUR_AHEAD:
                simulation.step_clock(HOUR)
            case Disruption.DAY_AHEAD:
                simulation.step_clock(DAY)
            case Disruption.DISK_FULL:
                await simulation.fill_disk(acts=simulation.rng.randint(1, 8))
            case Disruption.BACKUP:
                await simulation.back_up()
            case Disruption.RESTORE:
                await simulation.restore()
                self.sender.sent.clear()
                await recover(simulation)
                simulation.check_all()


async def run_season(seed: int, size: SeasonSize, template: Path | None = None) -> SeasonResult:
    """Run the season of a seed in a temporary folder; `template` is a database with the schema."""
    rng = Random(seed)
    with tempfile.TemporaryDirectory(prefix="lorong-season-") as folder:
        people = drawn_people(rng, size.people)
        simulation = Simulation(
            folder=Path(folder),
            rng=rng,
            people=people,
            admins=Admins(frozenset({people[0].telegram_id})),
            payment_qr=ROS_QR,
        )
        season = Season(size=size, simulation=simulation, sender=SimulatedSender(simulation=simulation))
        violation = ""
        await simulation.open_new(template)
        try:
            await season.run()
        except Violated as error:
            violation = str(error)
        digest = simulation.digest()
        await simulation.close()
    return SeasonResult(
        seed=seed,
        steps=season.step,
        acts=simulation.acts.total(),
        commits=simulation.commits,
        faults=simulation.faults.total(),
        refused=simulation.counts["refused"],
        violation=violation,
        digest=digest,
        by_act=dict(simulation.acts),
        by_fault={str(fault): count for fault, count in simulation.faults.items()},
    )
