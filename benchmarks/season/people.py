"""The people of the season and their habits."""

from dataclasses import dataclass
from random import Random

LANGUAGES = {"en": 4, "ms": 4, "zh_Hans": 2}
ZONES = ("", "Asia/Kuching", "Asia/Singapore", "Asia/Jakarta", "Europe/London")
PEOPLE_PER_STALL, ORGANISERS = 8, 3


@dataclass(frozen=True, kw_only=True)
class Habits:
    """A person's habits, each between 0 and 1 except `units`.

    `eager`: how often they act; `reliable`: how often they confirm and come; `generous`: how often they pass things on;
    `private`: how often they ask to be forgotten; `units`: the units that they join for.
    """

    eager: float
    reliable: float
    generous: float
    private: float
    units: int


@dataclass(frozen=True, kw_only=True)
class SimulatedPerson:
    """A person with a Telegram id. `sells`: they run a stall; `organises`: they are an organiser, the first by the settings."""

    telegram_id: int
    language: str
    zone: str
    habits: Habits
    sells: bool = False
    organises: bool = False


def drawn_people(rng: Random, count: int) -> tuple[SimulatedPerson, ...]:
    """Return at least `count` people: organisers first, then vendors, then shoppers, who are the majority."""
    stalls = max(3, count // PEOPLE_PER_STALL)
    return tuple(
        SimulatedPerson(
            telegram_id=1000 + place,
            language=rng.choices(list(LANGUAGES), list(LANGUAGES.values()))[0],
            zone=rng.choice(ZONES),
            habits=_drawn_habits(rng),
            organises=place < ORGANISERS,
            sells=ORGANISERS <= place < ORGANISERS + stalls,
        )
        for place in range(max(count, ORGANISERS + stalls + 1))
    )


def _drawn_habits(rng: Random) -> Habits:
    return Habits(
        eager=rng.betavariate(2, 3),
        reliable=rng.betavariate(4, 2),
        generous=rng.betavariate(1, 5),
        private=rng.betavariate(1, 8),
        units=rng.choices((1, 2, 3, 4), (5, 4, 1, 1))[0],
    )
