"""Lists of any length: each page keeps to Telegram's limits, everything is on one of them, and a few taps lead to any."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.alley.organiser_views import alley_list
from handlers.callbacks.alley import ShowAlleys
from handlers.callbacks.callback import Callback
from handlers.callbacks.drop import FilterAlley, FilterTag, ShowDrops, ShowStallDrops
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.my_items import ShowBlockers
from handlers.callbacks.settings import ShowReminders
from handlers.callbacks.stall import OpenStall, PickAlley
from handlers.callbacks.stock import ChooseDropAlley, PickDropAlley
from handlers.drop import list_views, views
from handlers.my_items.views import blockers_page
from handlers.organiser.role_views import organiser_list
from handlers.stall.views import stall_form
from handlers.start.views import DropCounts, HomeFacts, newcomers_page
from handlers.stock.change_views import alley_choice
from handlers.ui.button_layout import layout_buttons
from handlers.ui.paging import FAR, page_of, page_text, pager
from handlers.ui.screen import Screen
from locales.say import Say, speak
from market.alley import AlleyName
from market.drop.planned_drops import DropFilter, DropPeriod
from market.drop.status import Status
from market.organiser.alleys import OverseenAlley
from market.organiser.roles import NamedOrganiser
from market.waitlist.blocker import Blocker, BlockerPage, BlockerReason, EntryBlocker
from market.waitlist.position import MyItem, WaitingEntry
from tests.handlers.test_screens import IDS, LONG, SAYS, TODAY, check_screen
from tests.journeys.harness import without_bidi_marks
from tests.market.samples import DAY, DROP, LINE, NOW, ZONE

EN = speak("en")
ALLEYS = [
    AlleyName(id=n, name=f"Lorong {n}", city="Kuching", territory="MY", currency="MYR") for n in range(1, 301)
]


def targets(screen: Screen, kind: type[Callback]) -> list[Callback]:
    return [button.callback for row in screen.rows for button in row if isinstance(button.callback, kind)]


def page_buttons(page: int, pages: int) -> dict[str, int]:
    groups = pager(EN, page, pages, lambda other: ShowReminders(page=other))
    return {
        button.label: button.callback.page
        for group in groups
        for button in group
        if isinstance(button.callback, ShowReminders)
    }


@pytest.mark.parametrize(
    ("page", "pages", "expected"),
    [
        (1, 1, {}),
        (1, 2, {"Next": 2}),
        (2, 2, {"Previous": 1}),
        (2, 3, {"Previous": 1, "Next": 3}),
        (1, 3, {"Next": 2, "Last": 3}),
        (3, 3, {"Previous": 2, "First": 1}),
        (1, 187, {"Next": 2, "+10": 11, "Last": 187}),
        (90, 187, {"Previous": 89, "Next": 91, "First": 1, "-10": 80, "+10": 100, "Last": 187}),
        (11, 187, {"Previous": 10, "Next": 12, "First": 1, "+10": 21, "Last": 187}),
        (300, 999, {"Previous": 299, "Next": 301, "First": 1, "-100": 200, "+100": 400, "Last": 999}),
    ],
)
def test_a_page_leads_to_its_neighbours_to_the_ends_and_ten_or_a_hundred_pages_on(
    page: int, pages: int, expected: dict[str, int]
) -> None:
    assert page_buttons(page, pages) == expected


@given(st.integers(1, FAR).flatmap(lambda pages: st.tuples(st.integers(1, pages), st.just(pages))))
def test_every_page_of_a_thousand_things_is_at_most_sixteen_taps_away(given_: tuple[int, int]) -> None:
    wanted, pages = given_
    reached, taps = {1}, 0
    while wanted not in reached:
        reached |= {other for page in reached for other in page_buttons(page, pages).values()}
        taps += 1
    assert taps <= 16
    assert all(1 <= page <= pages for page in reached)


@given(st.lists(st.integers(), max_size=200), st.integers(1, 9))
def test_the_pages_together_are_the_whole_list_and_number_its_things(things: list[int], size: int) -> None:
    pages = page_of(things, 1, size).pages
    parts = [page_of(things, number, size) for number in range(1, pages + 1)]
    assert [thing for part in parts for thing in part.shown] == things
    assert [place for part in parts for place, _ in part.numbered()] == [*range(1, len(things) + 1)]
    assert page_of(things, pages + 5, size) == parts[-1]
    assert page_of(things, 0, size) == parts[0]


def test_the_page_is_named_where_there_are_several() -> None:
    assert page_text(EN, 1, 1) == []
    assert [without_bidi_marks(line) for line in page_text(EN, 3, 1_187)] == ["Page 3 of 1,187."]


@pytest.mark.parametrize("say", SAYS, ids=IDS)
@pytest.mark.parametrize("pages", [2, 11, 187, 999])
def test_the_buttons_of_a_page_stand_in_two_rows(say: Say, pages: int) -> None:
    rows = layout_buttons(*pager(say, pages // 2, pages, lambda other: ShowReminders(page=other)))
    assert len(rows) <= 2


@pytest.mark.parametrize("say", SAYS, ids=IDS)
def test_a_market_of_three_hundred_alleys_can_be_chosen_from_and_overseen(say: Say) -> None:
    picked: list[Callback] = []
    moved: list[Callback] = []
    for page in range(1, 39):
        form, choice = stall_form(say, ALLEYS, page), alley_choice(say, DROP, ALLEYS, page)
        check_screen(say, form)
        check_screen(say, choice)
        picked += targets(form, PickAlley)
        moved += targets(choice, PickDropAlley)
    assert picked == [PickAlley(alley=alley.id) for alley in ALLEYS]
    assert moved == [PickDropAlley(drop=DROP.id, alley=alley.id) for alley in ALLEYS]
    assert OpenStall(page=38) in targets(stall_form(say, ALLEYS, 1), OpenStall)
    assert ChooseDropAlley(drop=DROP.id, page=38) in targets(
        alley_choice(say, DROP, ALLEYS, 1), ChooseDropAlley
    )
    overseen = [
        OverseenAlley(
            id=n, name=LONG[:64], city=LONG[:64], permit_until=TODAY, neighbours=12_345, closed_at=None
        )
        for n in range(300)
    ]
    named = [
        NamedOrganiser(person=n, first_name=LONG[:64], named_by=LONG[:64], at=NOW) for n in range(1, 301)
    ]
    for page in (1, 25, 50):
        check_screen(say, alley_list(say, overseen, page))
        check_screen(say, organiser_list(say, named, ZONE, page))
    assert ShowAlleys(page=50) in targets(alley_list(say, overseen, 1), ShowAlleys)


ONE = DropCounts(everything=1, weekend=1, lists=((DropPeriod.WEEKEND, 1),))
HOME = HomeFacts(cities=(), drops=(DROP,), counts=ONE, today=TODAY, now=NOW)


def test_the_start_screen_names_a_few_of_many_cities() -> None:
    screen = newcomers_page(EN, replace(HOME, cities=tuple(f"City {n}" for n in range(300))))
    check_screen(EN, screen)
    assert "City 5 and 294 more cities" in without_bidi_marks(screen.text)


def test_the_start_screen_names_all_of_few_cities() -> None:
    screen = newcomers_page(EN, replace(HOME, cities=("Kuching", "Sibu")))
    assert "Kuching and Sibu." in without_bidi_marks(screen.text)


@pytest.mark.parametrize("say", SAYS, ids=IDS)
def test_all_hundred_drops_of_a_stall_are_on_its_card(say: Say) -> None:
    drops = tuple(replace(DROP, id=n, name=LONG[:128]) for n in range(1, 101))
    cards = [views.stall_card(say, drops, ListLocation(), DROP.id, page=page) for page in range(1, 21)]
    for card in cards:
        check_screen(say, card)
    assert ShowStallDrops(stall=DROP.stall.id, drop=DROP.id, page=20) in targets(cards[0], ShowStallDrops)
    assert "20" in cards[-1].text


@pytest.mark.parametrize("say", SAYS, ids=IDS)
def test_a_list_of_934_drops_is_crossed_in_jumps(say: Say) -> None:
    location = ListLocation(DropFilter("20261127", 99_999, "returnable"), 90)
    screen = list_views.drop_list(say, location, (DROP,) * 4, 934, alleys={}, now=NOW)
    check_screen(say, screen)
    pages = {ListLocation.read(callback.back_to).page for callback in targets(screen, ShowDrops)}  # type: ignore[attr-defined]
    assert pages == {1, 89, 91, 190, 234}


@pytest.mark.parametrize("kind", [FilterAlley, FilterTag])
def test_a_filter_offers_all_of_three_hundred_choices(kind: type[FilterAlley | FilterTag]) -> None:
    location = ListLocation(DropFilter("20261127", 99_999, "returnable"))
    choices = [(EN("{alley}", alley=f"Lorong {n}"), DropFilter("all", n), n) for n in range(300)]
    screen = list_views.choice_list(
        EN,
        EN("Which alley?"),
        page_of(choices, 2, 8),
        location,
        callback_for=lambda page: kind(back_to=location.at(page).code),
    )
    check_screen(EN, screen)
    assert kind(back_to=location.at(38).code) in targets(screen, kind)


@pytest.mark.parametrize("say", SAYS, ids=IDS)
def test_every_page_of_reasons_is_short_enough_for_one_message(say: Say) -> None:
    drop = replace(DROP, name=LONG[:128])
    waiting = WaitingEntry(item=LINE.id, number=12_345, units=6, skipped=0, served_up_to=1)
    blocker = Blocker(
        reason=BlockerReason.HOLD, at=NOW + DAY, number=12_344, units=6, free=3, component=LONG[:64]
    )
    entry = EntryBlocker(MyItem(drop, replace(LINE, name=LONG[:64]), waiting), waiting, blocker)
    screen = blockers_page(say, BlockerPage(entries=(entry,) * 8, held=None, page=2, pages=9))
    check_screen(say, screen)
    assert ShowBlockers(page=9) in targets(screen, ShowBlockers)


def test_a_page_of_one_says_which_one_it_is() -> None:
    first = ListLocation(DropFilter(DropPeriod.ALL))
    only = list_views.drop_list(speak("en"), first, (DROP,), 1, alleys={}, now=NOW)
    assert only.text.startswith("<b>All days</b> · 1 of 1\n")
    last = list_views.drop_list(speak("en"), first.at(2), (DROP,), 5, alleys={}, now=NOW)
    assert last.text.startswith("<b>All days</b> · 5 of 5\n")


def test_a_large_number_of_a_draw_is_grouped() -> None:
    drawn = list_views.short_status(
        speak("en"), replace(DROP, items=(replace(DROP.items[0], quantity=12_000),)), Status.DRAW
    )
    assert drawn == "draw for 12,000"
