"""Callbacks as button data: unique, small, and parsed as they were packed."""

from typing import Any, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger

from handlers.callbacks.adults import packed_within, unpacked_within
from handlers.callbacks.alley import AlleyField, AskAlley, ShowAlleys
from handlers.callbacks.broadcast import AddButton, ChooseAudience, PageAudience, RemoveButton, ToggleAudience
from handlers.callbacks.callback import MAX_LONG_ID, MAX_NUMBER, Callback, is_long, parse_callback
from handlers.callbacks.desk import (
    MarkSoldOut,
    ShowDesk,
    ShowDrafts,
    ShowPastDays,
    ShowPastDrop,
    ShowQuantity,
    ShowWaitlist,
)
from handlers.callbacks.list_location import LONGEST_TAG, ListLocation, fits_callback
from handlers.callbacks.own_reminder import PostponeReminder
from handlers.callbacks.people import BlockPerson, ShowPerson
from handlers.callbacks.piece import SendPiece
from handlers.callbacks.reminder import SnoozeReminder
from handlers.callbacks.roster import ShowRosterOfDrop
from handlers.callbacks.settings import PickQuietHours, SetQuietHours
from handlers.callbacks.settlement import AnswerDeposit, SettlementAnswer
from handlers.callbacks.stall_application import RejectStall
from handlers.callbacks.stock import PublishDrop, ShowMyDrop
from handlers.callbacks.waitlist import JoinWaitlist
from handlers.routes import all_routes
from locales.decision_reasons import DecisionReason
from market.broadcast.audience import Criterion
from market.drop.planned_drops import DropFilter, DropPeriod
from market.own_reminder import PostponeStep
from market.quiet_hours import QuietHoursEnd
from market.refusal import ButtonForged
from market.reminder.snooze_choices import SnoozeDelay
from market.stock.draft import MAX_PER_PERSON
from storage.broadcast import ButtonTarget
from storage.stall import StallApproval
from storage.tables import metadata

ROUTES = all_routes()
FAR = ListLocation(DropFilter("20261127", 99_999, "x" * LONGEST_TAG), 999)

tags = st.text(st.characters(exclude_categories=["C"]), max_size=LONGEST_TAG).filter(fits_callback)
locations = st.builds(
    ListLocation,
    st.builds(DropFilter, st.sampled_from([*DropPeriod, "202611", "20261127"]), st.integers(0, 99_999), tags),
    st.integers(1, 999),
)
places = st.builds(lambda kind, number: f"{kind}{number}", st.sampled_from("hs"), st.integers(0, MAX_NUMBER))
FIELDS = {
    "back_to": locations.map(lambda back_to: back_to.code),
    "language": st.just("zh_Hans"),
    "units": st.integers(0, MAX_PER_PERSON),
}
units_of_lines = st.lists(st.integers(0, 99), min_size=1, max_size=8).map(
    lambda units: ".".join(map(str, units))
)
TEXTS = dict.fromkeys(("place", "target"), places) | {"role": st.just("organiser"), "units": units_of_lines}
"""Fields that are texts in some callbacks: the packaging of a hub or stall, whose id a place is elsewhere, a role, and the units of each line of a receipt."""

EITHER: dict[type[Callback], tuple[str, ...]] = {SendPiece: ("target", "haul")}
"""Fields of which a button has at most one."""

SENT: dict[str, Callback] = {
    "rmz:7:1h": SnoozeReminder(notification=7, delay=SnoozeDelay.HOUR),
    "rmz:7:night": SnoozeReminder(notification=7, delay=SnoozeDelay.NIGHT),
    "rmz:7:morning": SnoozeReminder(notification=7, delay=SnoozeDelay.MORNING),
    "xl:7:hour": PostponeReminder(reminder=7, step=PostponeStep.HOUR),
    "xl:7:day": PostponeReminder(reminder=7, step=PostponeStep.DAY),
    "sqp:from": PickQuietHours(end=QuietHoursEnd.FROM),
    "oq:place": AskAlley(field=AlleyField.PLACE),
    "oex:7:keep": AnswerDeposit(deposit=7, answer=SettlementAnswer.KEEP),
    "oex:7:denied": AnswerDeposit(deposit=7, answer=SettlementAnswer.DENIED),
    "bc:alley": ChooseAudience(criterion=Criterion.ALLEY),
    "bdo:doing:2": PageAudience(criterion=Criterion.ACTIVITY, page=2),
    "ba:role:vendor": ToggleAudience(criterion=Criterion.ROLE, value="vendor"),
    "bdd:d:7": AddButton(sort=ButtonTarget.DROP, target_id=7),
    "bdr:s:7": RemoveButton(sort=ButtonTarget.STALL, target_id=7),
    "on:7:asked:talk": RejectStall(stall=7, expected_state=StallApproval.ASKED, reason=DecisionReason.TALK),
    "sqm:until:480": SetQuietHours(end=QuietHoursEnd.UNTIL, minute=480),
}
"""Data of buttons as they stand in the chats, with what they say."""

CODE = "abcdefghijklmnopqrstuvwxyz0123456789._-"
"""The characters of a short code in a button."""


LONG_IDS = st.integers(0, 10**10 - 1)
"""Ids that count up by one: a button beside them has room for another id and a whole place in a list."""
VALUES = {int: st.integers(0, MAX_NUMBER), bool: st.booleans(), str: st.text(CODE, min_size=1, max_size=16)}


def values_of(hint: Any) -> st.SearchStrategy[Any]:
    """Returns the values of a field's type; of an enum its members."""
    return VALUES[hint] if hint in VALUES else st.sampled_from(hint)


def callbacks_of(kind: type[Callback]) -> st.SearchStrategy[Callback]:
    hints = get_type_hints(kind)
    fields = {name: LONG_IDS if is_long(kind, name) else values_of(hints[name]) for name in kind.model_fields}
    given = FIELDS | {name: values for name, values in TEXTS.items() if hints.get(name) is str}
    fields |= {name: values for name, values in given.items() if name in kind.model_fields}
    absent = EITHER.get(kind, ("",))
    return st.one_of(
        st.builds(kind, **{name: values for name, values in fields.items() if name != left_out})
        for left_out in absent
    )


PARTS = 6
"""Into which the callbacks are divided."""


def check_pack(callback: Callback) -> None:
    assert len(callback.pack().encode()) <= 64
    assert parse_callback(callback.pack()) == callback


@pytest.mark.parametrize("part", range(PARTS))
@settings(deadline=None, max_examples=20, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_each_callback_fits_a_button_and_parses_as_it_was_packed(part: int, data: st.DataObject) -> None:
    """In parts, as one example has room for so many values only."""
    for kind in list(Callback.known.values())[part::PARTS]:
        check_pack(data.draw(callbacks_of(kind)))


@pytest.mark.proof
@pytest.mark.parametrize("kind", Callback.known.values(), ids=lambda kind: kind.__name__)
@settings(deadline=None)
@given(data=st.data())
def test_each_callback_fits_whatever_is_in_it(kind: type[Callback], data: st.DataObject) -> None:
    check_pack(data.draw(callbacks_of(kind)))


def test_a_button_from_before_a_field_was_added_has_its_default() -> None:
    assert parse_callback("ol") == ShowAlleys(page=1)
    assert parse_callback("vj:7") == ShowWaitlist(item=7, page=1)
    assert parse_callback("obx:7") == BlockPerson(person=7, reason="")
    for data in ("ol:1:2", "vj", "vj:7:1:1"):
        with pytest.raises(ButtonForged):
            parse_callback(data)


@pytest.mark.parametrize(("data", "callback"), SENT.items(), ids=list(SENT))
def test_the_words_of_buttons_in_the_chats_are_still_read(data: str, callback: Callback) -> None:
    assert parse_callback(data) == callback
    assert callback.pack() == data


@pytest.mark.parametrize(
    "data",
    [
        "rmz:7:2h",
        "rmz:7:",
        "xl:7:week",
        "sqp:noon",
        "sqm:noon:60",
        "oq:map",
        "oex:7:maybe",
        "bc:mood",
        "on:7:asked:nose",
        "bdd:x:1",
    ],
)
def test_a_button_with_a_word_of_nobody_is_forged(data: str) -> None:
    with pytest.raises(ButtonForged):
        parse_callback(data)


def fallback_of(kind: type[Callback]) -> Callback | None:
    given = {
        name: {int: 1, str: "x", bool: True}.get(hint) or next(iter(hint))
        for name, hint in get_type_hints(kind).items()
        if name in kind.model_fields
    }
    return kind(**given).fallback()


def test_each_callback_has_a_route_and_each_fallback_too() -> None:
    kinds = [*Callback.known.values()]
    assert [kind.__name__ for kind in kinds if kind not in ROUTES.callbacks] == []
    fallbacks = [(kind.__name__, fallback) for kind in kinds if (fallback := fallback_of(kind))]
    assert [(name, back) for name, back in fallbacks if type(back) not in ROUTES.callbacks] == []


def test_the_way_back_has_the_fields_of_the_same_names_but_another_list_s_page() -> None:
    assert MarkSoldOut(item=7).fallback() == ShowQuantity(item=7)
    assert ShowDrafts(page=3).fallback() == ShowDesk(page=1)
    assert ShowPastDrop(drop=7, page=3).fallback() == ShowPastDays(page=1)
    assert ShowDesk(page=3).fallback() is None


def test_the_way_back_is_inherited() -> None:
    assert PublishDrop(drop=7).fallback() == ShowMyDrop(drop=7)


def test_prefixes_differ_and_a_second_one_is_refused() -> None:
    assert len(Callback.known) == len({kind.__prefix__ for kind in Callback.known.values()})
    with pytest.raises(TypeError, match="two callbacks with the prefix d"):
        type("ShowDream", (Callback,), {"__module__": __name__}, prefix="d")
    with pytest.raises(KeyError, match="answered twice"):
        all_routes().include([all_routes()])


@given(locations)
def test_where_a_button_comes_from_is_read_as_it_was_written(back_to: ListLocation) -> None:
    assert ListLocation.read(back_to.code) == back_to


@given(st.text(max_size=64))
def test_any_where_is_some_place_and_its_code_is_short(text: str) -> None:
    back_to = ListLocation.read(text)
    assert len(back_to.code.encode()) <= 39
    assert ListLocation.read(back_to.code) == back_to


@given(st.text(max_size=64))
def test_any_data_is_a_callback_or_forged(text: str) -> None:
    try:
        callback = parse_callback(text)
    except ButtonForged:
        return
    assert type(callback) in ROUTES.callbacks


@pytest.mark.parametrize("data", ["vt:1:auction", "vtw:1:heavy", "vtf:1:first:1", "vtf:1::0", "bdi:urgent"])
def test_a_choice_that_nobody_offered_is_forged(data: str) -> None:
    with pytest.raises(ButtonForged):
        parse_callback(data)


@pytest.mark.parametrize("number", [-1, MAX_NUMBER + 1, 10**30])
def test_no_number_is_negative_or_larger_than_its_column(number: int) -> None:
    with pytest.raises(ButtonForged):
        parse_callback(f"d:{number}:all.0..1")


@pytest.mark.parametrize("person", [7_312_345_678, MAX_LONG_ID])
def test_the_id_of_a_person_has_64_bits(person: int) -> None:
    assert parse_callback(ShowPerson(person=person).pack()) == ShowPerson(person=person)


@pytest.mark.parametrize("number", [-1, MAX_LONG_ID + 1, 10**30])
def test_a_long_id_has_an_end_too(number: int) -> None:
    with pytest.raises(ButtonForged):
        parse_callback(f"{ShowPerson.__prefix__}:{number}")


def test_a_field_is_as_long_as_the_key_of_the_row_it_names() -> None:
    """Else a button of a row with a high id would be refused, or a forged one would reach PostgreSQL and fail there."""
    named = {
        (kind.__name__, name): is_long(kind, name)
        for kind in Callback.known.values()
        for name, field in kind.model_fields.items()
        if name in metadata.tables and field.annotation is int
    }
    keys = {name: isinstance(metadata.tables[name].c.id.type, BigInteger) for _, name in named}
    assert {one: keys[one[1]] for one in named} == named
    assert {True, False} == {*named.values()}


@pytest.mark.parametrize(("units", "back_to"), [(1, FAR.code), (MAX_NUMBER, "")])
def test_what_was_begun_is_kept_within_a_question_if_need_be_without_its_list(
    units: int, back_to: str
) -> None:
    begun = JoinWaitlist(item=MAX_NUMBER, units=units, back_to=FAR.code)
    assert unpacked_within(packed_within(begun)) == begun.model_copy(update={"back_to": back_to})


def test_a_list_is_opened_at_its_first_page() -> None:
    pages = {each: each.model_fields["page"] for each in ROUTES.callbacks if "page" in each.model_fields}
    assert {
        each.__name__ for each, page in pages.items() if not page.is_required() and page.default != 1
    } == set()


@pytest.mark.parametrize(
    "button", ["qr:12", "qp:12:3:2", "qo:12:3:2", "qc:12", "ql:12", "qa:12:1", "qd:12:1", "qi:12:1"]
)
def test_buttons_that_name_the_drop_of_a_roster_lead_to_the_roster_of_its_day(button: str) -> None:
    read = parse_callback(button)
    assert isinstance(read, ShowRosterOfDrop)
    assert read.drop == 12
