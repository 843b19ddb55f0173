"""The rules of cities: a file a city in `city_packs/`, checked when it is loaded. docs/city_rules.md explains each key."""

import tomllib
from datetime import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    ValidationError,
    model_validator,
)

from storage.licence import LicenceKind

PACKS = Path(__file__).with_name("city_packs")
ANYWHERE_FILE = "anywhere.toml"
LAST_HOUR = 48
"""Within so many hours after its end a market has left its place."""

Count = Annotated[StrictInt, Field(ge=0)]


class CityTask(StrEnum):
    """A task before the opening of an alley, or when it is taken down. Its words are a text of the catalogues."""

    LOW_NOISE = "low_noise"
    NO_GLARE = "no_glare"
    MOTION_LIGHT = "motion_light"
    POWER = "power"
    WAY_CLEAR = "way_clear"
    PLACE_PHOTO = "place_photo"
    SALES_OVER = "sales_over"
    POWER_DISCONNECTED = "power_disconnected"
    BINS_EMPTIED = "bins_emptied"
    PACKAGING_COLLECTED = "packaging_collected"
    EQUIPMENT_RETURNED = "equipment_returned"
    NEIGHBOURS_TOLD = "neighbours_told"
    WAY_SWEPT = "way_swept"
    PLACE_HANDED_BACK = "place_handed_back"


class RulesUnfit(Exception):
    """A file of rules that cannot be used; its text names the file and the key."""


class Rules(BaseModel, frozen=True, extra="forbid"):
    """A table of a file: its keys and no others."""


class MonthlyFee(Rules):
    """A fee for each month, `amount` in minor units of the city's currency; 0 where the city asks each stall its own.

    It is due by the day `due_day` of its month; 0 is the last day of the month before. A licence of which a month is not paid ends with that day.
    """

    amount: Count
    due_day: Annotated[StrictInt, Field(ge=0, le=28)]


class LicenceRules(Rules):
    """The rules for the licences of stalls.

    A licence that is not renewed lapses `grace_days` after its last day. Where `cancelled_at_month_end`, it is revived until the end of the month
    in which it lapses, for `revival_fee` in minor units of `currency`; else at any time.

    Where there is a `fee`, a licence ends when a month is not paid. Where it `ends_with_year`, every licence ends by 31 December.

    `kinds` are those that a stall there may have. Its public card shows the whole number, or its end alone where `masks_number`.
    """

    kinds: Annotated[tuple[LicenceKind, ...], Field(min_length=1)]
    grace_days: Count
    revival_fee: Count
    currency: Annotated[str, StringConstraints(strict=True, pattern=r"^([A-Z]{3})?$")]
    cancelled_at_month_end: StrictBool
    masks_number: StrictBool
    ends_with_year: StrictBool
    fee: MonthlyFee | None = None

    @model_validator(mode="after")
    def _has_currency(self) -> "LicenceRules":
        if not self.currency and (self.revival_fee or (self.fee and self.fee.amount)):
            raise ValueError("an amount needs a currency")
        return self


class DailyHours(Rules):
    """From an evening until the morning after it, by the clock of the alley."""

    start: Annotated[time, Field(strict=True)]
    end: Annotated[time, Field(strict=True)]

    @model_validator(mode="after")
    def _is_over_night(self) -> "DailyHours":
        if self.end >= self.start:
            raise ValueError("they begin in the evening and end in the morning")
        return self


class TakeDownTask(Rules):
    """A task that is done at most `due_hours` after a market is over for good; `photo` where a photo proves it."""

    task: CityTask
    due_hours: Annotated[StrictInt, Field(ge=0, le=LAST_HOUR)]
    photo: StrictBool = False


class CityRules(Rules):
    """The rules of a city; "" is any city of a territory, and any territory.

    A rapid pilot of an alley has at most `longest_pilot` days. Clocks of holds stand still in the `quiet_hours`. `noise_limit` is in dB(A), and
    `separate_food_waste` whether it is composted apart from the rest: None where nobody knows.

    `take_down` are the tasks after the last market day, the first due first, `before_opening` those before the first.
    """

    territory: Annotated[str, StringConstraints(strict=True, pattern=r"^([A-Z]{2})?$")]
    city: Annotated[str, StringConstraints(strict=True)]
    longest_pilot: Annotated[StrictInt, Field(ge=1)]
    quiet_hours: DailyHours
    noise_limit: Annotated[StrictInt, Field(ge=30, le=120)] | None = None
    separate_food_waste: StrictBool | None = None
    licence: LicenceRules
    take_down: tuple[TakeDownTask, ...]
    before_opening: tuple[CityTask, ...]

    @model_validator(mode="after")
    def _has_each_task_once(self) -> "CityRules":
        hours = [each.due_hours for each in self.take_down]
        if hours != sorted(hours):
            raise ValueError("take_down: the hours are not in order")
        for key, tasks in (
            ("take_down", [each.task for each in self.take_down]),
            ("before_opening", self.before_opening),
        ):
            if len({*tasks}) < len(tasks):
                raise ValueError(f"{key}: a task is there twice")
        return self


def read_rules(folder: Path) -> tuple[CityRules, ...]:
    """Return the rules of each file in a folder, those of `anywhere.toml` last. A key that a city's file lacks is as anywhere.

    Raises RulesUnfit, with the file and the key.
    """
    first = folder / ANYWHERE_FILE
    anywhere = _read_file(first)
    found: dict[tuple[str, str], CityRules] = {}
    for path in (first, *sorted({*folder.glob("*.toml")} - {first})):
        rules = _checked(path, _over(anywhere, _read_file(path)))
        if (path == first) != (rules.city == rules.territory == ""):
            raise RulesUnfit(f"{path.name}: territory, city: {ANYWHERE_FILE} alone has none")
        place = rules.territory, rules.city.casefold()
        if place in found:
            raise RulesUnfit(f"{path.name}: city: another file has {rules.city!r}")
        found[place] = rules
    return tuple(sorted(found.values(), key=lambda rules: (rules.city == "", rules.territory == "")))


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RulesUnfit(f"{path.name}: {error}") from error


def _over(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Return a table with the changes of another in it; a list is changed as a whole."""
    tables = (
        key for key, value in changes.items() if isinstance(value, dict) and isinstance(base.get(key), dict)
    )
    return base | changes | {key: _over(base[key], changes[key]) for key in tables}


def _checked(path: Path, table: dict[str, Any]) -> CityRules:
    try:
        return CityRules.model_validate(table)
    except ValidationError as error:
        wrong = (
            f"{'.'.join(map(str, each['loc']))}: {each['msg']}".removeprefix(": ") for each in error.errors()
        )
        raise RulesUnfit(f"{path.name}: " + "; ".join(wrong)) from error


RULES = read_rules(PACKS)
"""The first that fits counts."""

ANYWHERE = RULES[-1]
"""Where nothing else is known."""


def rules_of(territory: str, city: str) -> CityRules:
    """Return the rules of a city, in whatever case it is written."""
    written = city.casefold()
    fitting = (
        each for each in RULES if each.territory in ("", territory) and each.city.casefold() in ("", written)
    )
    return next(fitting)
