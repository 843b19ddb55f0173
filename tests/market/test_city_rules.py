"""Rules of cities: what the files say, and each way in which a file is refused, with the file and the key."""

import re
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

import market.city_rules
from market.city_rules import ANYWHERE, PACKS, RULES, CityTask, DailyHours, RulesUnfit, read_rules, rules_of
from market.drop.hold_length import alley_quiet_hours, hold_until
from storage.alley import Alley
from storage.licence import LicenceKind

CITY = 'territory = "SG"\ncity = "Singapore"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files of a market in which one more city can be written."""
    for path in PACKS.glob("*.toml"):
        (tmp_path / path.name).write_text(path.read_text())
    return tmp_path


def refusal(folder: Path, text: str, name: str = "singapore.toml") -> str:
    (folder / name).write_text(text)
    with pytest.raises(RulesUnfit) as refused:
        read_rules(folder)
    assert str(refused.value).startswith(f"{name}: ")
    return str(refused.value)


@pytest.mark.feature("R02")
def test_kota_kinabalu_is_as_its_by_law_and_else_as_anywhere() -> None:
    city = rules_of("MY", "kota KINABALU")
    assert city is RULES[0]
    assert city.licence.model_dump() == {
        "kinds": (LicenceKind.HAWKER, LicenceKind.FOOD, LicenceKind.OTHER),
        "grace_days": 7,
        "revival_fee": 100,
        "currency": "MYR",
        "cancelled_at_month_end": True,
        "masks_number": False,
        "ends_with_year": True,
        "fee": {"amount": 0, "due_day": 0},
    }
    assert (city.take_down, city.before_opening) == (ANYWHERE.take_down, ANYWHERE.before_opening)
    assert {rules_of("MY", "Kuching"), rules_of("SG", "Kota Kinabalu"), rules_of("", "")} == {ANYWHERE}


def test_anywhere_a_pilot_has_90_days_and_a_place_is_left_within_48_hours() -> None:
    assert (ANYWHERE.longest_pilot, ANYWHERE.licence.fee) == (90, None)
    assert ANYWHERE.quiet_hours == DailyHours(start=time(21), end=time(8))
    assert (ANYWHERE.noise_limit, ANYWHERE.separate_food_waste) == (None, None), "nobody knows them"
    assert ANYWHERE.take_down[0].due_hours == 0
    last = ANYWHERE.take_down[-1]
    assert (last.task, last.due_hours, last.photo) == (CityTask.PLACE_HANDED_BACK, 48, True)
    used = {each.task for rules in RULES for each in rules.take_down} | {*ANYWHERE.before_opening}
    assert used == {*CityTask}, "each task is one of some city"


def test_a_city_says_only_what_is_different_there(folder: Path) -> None:
    (folder / "singapore.toml").write_text(
        CITY + 'longest_pilot = 30\nnoise_limit = 55\nbefore_opening = ["power"]\n[licence]\ngrace_days = 3\n'
    )
    (folder / "singapore_all.toml").write_text('territory = "SG"\ncity = ""\nlongest_pilot = 60\n')
    rules = read_rules(folder)
    assert [each.city for each in rules] == ["Kota Kinabalu", "Singapore", "", ""]
    assert rules[-1] == ANYWHERE
    singapore, territory = rules[1:3]
    assert (singapore.longest_pilot, singapore.noise_limit, singapore.licence.grace_days) == (30, 55, 3)
    assert singapore.licence.kinds == ANYWHERE.licence.kinds, "a table is changed key by key"
    assert singapore.before_opening == (CityTask.POWER,), "a list as a whole"
    assert territory.longest_pilot == 60


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("longest_pilots = 30", "longest_pilots: Extra inputs"),
        ("longest_pilot = 0", "longest_pilot: Input should be greater than or equal to 1"),
        ('longest_pilot = "30"', "longest_pilot: Input should be a valid integer"),
        ("longest_pilot = true", "longest_pilot: Input should be a valid integer"),
        ("longest_pilot = 30.0", "longest_pilot: Input should be a valid integer"),
        ("noise_limit = -5", "noise_limit: Input should be greater than or equal to 30"),
        ("separate_food_waste = 1", "separate_food_waste: Input should be a valid boolean"),
        ('quiet_hours = { start = "21:00" }', "quiet_hours.start: Input should be a valid time"),
        ("quiet_hours = { start = 07:00:00 }", "quiet_hours: Value error, they begin in the evening"),
        ("quiet_hours = 21", "quiet_hours: Input should be a valid dictionary"),
        ('before_opening = ["sing"]', "before_opening.0: Input should be "),
        ('before_opening = ["power", "power"]', "before_opening: a task is there twice"),
        ("take_down = [{ due_hours = 3 }]", "take_down.0.task: Field required"),
        ('take_down = [{ task = "power", due_hours = 49 }]', "take_down.0.due_hours: Input should be less"),
        (
            'take_down = [{ task = "power", due_hours = -1 }]',
            "take_down.0.due_hours: Input should be greater",
        ),
        (
            'take_down = [{ task = "power", due_hours = 1, photos = true }]',
            "take_down.0.photos: Extra inputs",
        ),
        (
            'take_down = [{ task = "power", due_hours = 9 }, { task = "way_clear", due_hours = 2 }]',
            "take_down: the hours are not in order",
        ),
        (
            'take_down = [{ task = "power", due_hours = 2 }, { task = "power", due_hours = 2 }]',
            "take_down: a task is there twice",
        ),
        ("[licence]\ngrace_days = -1", "licence.grace_days: Input should be greater than or equal to 0"),
        ("[licence]\ngrace = 1", "licence.grace: Extra inputs"),
        ("[licence]\nkinds = []", "licence.kinds: Tuple should have at least 1 item"),
        ('[licence]\nkinds = ["boat"]', "licence.kinds.0: Input should be "),
        ("[licence]\nrevival_fee = 100", "licence: Value error, an amount needs a currency"),
        ("[licence.fee]\namount = 1\ndue_day = 1", "licence: Value error, an amount needs a currency"),
        ("[licence.fee]\namount = 0\ndue_day = 31", "licence.fee.due_day: Input should be less"),
        ("[licence.fee]\namount = 0", "licence.fee.due_day: Field required"),
        ('[licence]\ncurrency = "ringgit"', "licence.currency: String should match"),
        ("longest_pilot = ", "Invalid value"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_its_name_and_the_key(
    folder: Path, line: str, wrong: str
) -> None:
    assert wrong in refusal(folder, CITY + line)


def test_a_file_names_one_city_that_no_other_file_names(folder: Path) -> None:
    again = refusal(folder, 'territory = "MY"\ncity = "Kota Kinabalu"\n', "sabah.toml")
    assert again == "sabah.toml: city: another file has 'Kota Kinabalu'"
    (folder / "sabah.toml").unlink()
    assert "anywhere.toml alone has none" in refusal(folder, "longest_pilot = 30\n")
    assert "city: Input should be a valid string" in refusal(folder, 'territory = "SG"\ncity = 7\n')
    (folder / "singapore.toml").unlink()
    text = (PACKS / "anywhere.toml").read_text()
    assert "anywhere.toml alone has none" in refusal(
        folder, text.replace('city = ""', 'city = "X"'), "anywhere.toml"
    )
    missing = refusal(folder, re.sub("longest_pilot.*", "", text), "anywhere.toml")
    assert missing == "anywhere.toml: longest_pilot: Field required"


def test_a_folder_without_the_file_for_anywhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RulesUnfit, match=r"^anywhere\.toml: "):
        read_rules(tmp_path)


def test_holds_stand_still_in_the_quiet_hours_of_their_city(monkeypatch: pytest.MonkeyPatch) -> None:
    early = RULES[0].model_copy(update={"quiet_hours": DailyHours(start=time(18, 30), end=time(6))})
    monkeypatch.setattr(market.city_rules, "RULES", (early, ANYWHERE))
    now, drop = datetime(2026, 11, 27, 10, tzinfo=UTC), datetime(2026, 11, 29, 10, tzinfo=UTC)
    kota_kinabalu, kuching = (
        hold_until(now, drop, drop, alley_quiet_hours(Alley(territory="MY", city=city, zone="Asia/Kuching")))
        for city in ("Kota Kinabalu", "Kuching")
    )
    assert kota_kinabalu == datetime(2026, 11, 28, 9, 30, tzinfo=UTC), (
        "30 minutes this evening, the rest from 06:00"
    )
    assert kuching == datetime(2026, 11, 28, 9, tzinfo=UTC), "three hours this evening, the rest from 08:00"
