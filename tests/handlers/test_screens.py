"""Every screen, in every language, with the longest values of the tables: within Telegram's limits, and with a next step."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from handlers.callbacks.callback import Callback
from handlers.callbacks.drop import FilterAlley
from handlers.callbacks.help import HelpRole
from handlers.callbacks.list_location import ListLocation
from handlers.drop import list_views, month_view, views
from handlers.group.views import in_private
from handlers.help.views import help_page
from handlers.language.views import language_list, report_text
from handlers.privacy.views import privacy_summary
from handlers.routes import all_routes
from handlers.settings.views import settings as settings_page
from handlers.start.views import DropCounts, HomeFacts, newcomers_page, welcome
from handlers.stock import views as stock_views
from handlers.support.views import question_list, support_page
from handlers.ui.button_layout import row_fits
from handlers.ui.paging import page_of
from handlers.ui.screen import Button, Screen
from handlers.ui.telegram_calls import ALERT_LIMIT, CAPTION_LIMIT, TEXT_LIMIT, fit_text, send_call, text_units
from handlers.waitlist.card_views import drop_card
from locales.languages import LANGUAGES
from locales.refusals import sentence
from locales.say import Say, speak
from market.drop.facts import ComponentFacts, DropFacts
from market.drop.item_text import item_row
from market.drop.planned_drops import DropFilter, DropPeriod
from market.drop.status import Status, status
from market.drop.status_text import short_rule_text, status_text
from market.preferences.preferences import Preferences
from market.privacy.mydata import DataSummary
from market.quiet_hours import QuietHours
from market.support import Question, QuestionPage, SupportText
from sandbox import markup
from sandbox.html_parser import from_html, utf16
from tests.market.every_refusal import every_refusal
from tests.market.samples import ALLEY, DAY, DROP, LINE, NOW, STALL, STATES, drop, planned

SAYS = [speak(language.code) for language in LANGUAGES]
IDS = [say.language for say in SAYS]
ROUTES = all_routes()
TODAY = date(2026, 11, 24)
LINK = "https://t.me/lorong_demo_bot?start=d_7KQ2M9"
PARTS = tuple(
    ComponentFacts(n, text_units, "Benang, jarum dan kain untuk seorang")
    for n, text_units in ((3, 1), (4, 6), (5, 1))
)
LOCATIONS = [
    ListLocation(),
    ListLocation(DropFilter("all")),
    ListLocation(DropFilter("20261127", 99_999, "returnable"), 999),
    ListLocation(DropFilter("202611")),
    ListLocation(),
]

FAMILY = "👩‍👩‍👧‍👦"
LONG = "Kuih lapis berlapis-lapis dengan santan pekat dari kampung nenek saya " * 9
AWKWARD = {
    "long": LONG,
    "wide": "界" * 600,
    "emoji": FAMILY * 90,
    "right to left": "\u202eمرحبا بكم في السوق الليلي " * 20,
    "html": "<b>&amp;</i> <script> & \" ' < > " * 20,
    "braces": "{drop} {0.__class__} %s $x " * 20,
    "heap": "a" + "\u0301" * 599,
    "unseen": "\u200b\u2069\x00\n\t",
    "short": "x",
}
ITEMS = {
    "none": (),
    "one, free of charge": (replace(LINE, price=0),),
    "many": tuple(
        replace(LINE, id=n, quantity=100_000, booked=0, price=10**12, loan_deposit=10**9) for n in range(12)
    ),
    "bundles": (
        *(replace(LINE, id=n, unit="seat", starts_at=NOW + 3 * DAY, components=PARTS) for n in range(3)),
        *(replace(LINE, id=n, price=0, offered=False) for n in range(3, 6)),
    ),
    "slots": tuple(replace(LINE, id=n, unit="seat", starts_at=NOW + 3 * DAY) for n in range(3)),
}


CHOSEN = Preferences(
    zone="",
    quiet_hours=QuietHours(21 * 60, 8 * 60, "Asia/Kuching"),
    no_promotions_at=None,
    muted=frozenset(),
    has_stall=True,
)


def awkward(words: str, **changed: Any) -> DropFacts:
    """A drop with the longest values everywhere at once."""
    alley = replace(ALLEY, name=words[:64], city=words[:40])
    stall = replace(STALL, name=words[:64], words=words[:600], alley=alley, language="ms")
    items = tuple(
        replace(item, name=words[:64], allergens=words[:80]) for item in changed.pop("items", (LINE,))
    )
    given: dict[str, Any] = {"tags": ("halal", words[:24]), "reason": words[:200], "items": items} | changed
    if "reason" in changed:
        given["reason"] = words[:200]
    return drop(name=words[:128], words=words[:600], stall=stall, alley=alley, **given)


def questions_of(words: str) -> QuestionPage:
    """A page of as many questions as it may have, each with these words."""
    text = SupportText(id=2**53, is_answer=False, organiser="", words=words, sent_at=NOW)
    question = Question(
        id=2**53, asker=words, asker_language="ms", state="closed", changed_at=NOW, texts=(text,)
    )
    return QuestionPage(questions=(question,) * 5, page=2, pages=999, first=6, total=4_991)


def check_screen(say: Say, screen: Screen) -> None:
    """Checks Telegram's limits and the width of a narrow phone."""
    call = send_call(1, screen)
    shown = call.params["caption" if screen.picture else "text"]
    text, _ = from_html(shown)
    assert 0 < utf16(text) <= (CAPTION_LIMIT if screen.picture else TEXT_LIMIT)
    assert shown == str(screen.text), "nothing had to be left out by force"
    markup.read(call.params.get("reply_markup"))
    buttons = [button for row in screen.rows for button in row]
    assert 1 <= len(buttons) <= 100
    assert len(screen.rows) <= 11
    for row in screen.rows:
        assert len(row) <= 8
        assert row_fits(row), [button.label for button in row]
    for button in buttons:
        leads_somewhere(button)


def leads_somewhere(button: Button) -> None:
    ways = (button.callback, button.url, button.app, button.copy, button.share, button.pay)
    assert sum(map(bool, ways)) == 1, button
    assert button.label.strip()
    if button.callback:
        assert len(button.callback.pack().encode()) <= 64
        assert type(button.callback) in ROUTES.callbacks


def every_screen(say: Say, facts: DropFacts, back_to: ListLocation) -> Iterator[Screen]:
    names = {1: facts.alley.name}
    yield drop_card(say, facts, back_to, NOW, link=LINK, is_reminded=False, previous_id=1, next_id=2)
    yield drop_card(say, facts, back_to, NOW, link=LINK, is_reminded=True)
    yield views.drop_details(say, facts, back_to, LINK)
    yield views.stall_card(say, (facts,) * 7, back_to, facts.id, page=1)
    yield views.drop_opened_message(say, facts, back_to)
    yield list_views.drop_list(say, back_to, (facts,) * 4, 4_995, alleys=names, now=NOW, elsewhere=0)
    yield list_views.drop_list(say, back_to, (), 0, alleys=names, now=NOW, elsewhere=3)
    yield list_views.drop_list(say, back_to, (), 0, alleys=names, now=NOW, elsewhere=0)
    yield list_views.found_list(say, (facts,) * 4, 60, NOW)
    yield list_views.filter_list(
        say, replace(back_to, drop_filter=replace(back_to.drop_filter, alley=1)), names, 12
    )
    yield list_views.choice_list(
        say,
        Markup("?"),
        page_of([(list_views.alley_text(say, 1, names), DropFilter("all", 1), 12_345)] * 90, 5, 8),
        back_to,
        callback_for=lambda page: FilterAlley(back_to=back_to.at(page).code),
    )
    many = DropCounts(
        everything=1_999, weekend=999, lists=((DropPeriod.TONIGHT, 999), (DropPeriod.TOMORROW, 999))
    )
    few = DropCounts(everything=1, weekend=0, lists=())
    home = HomeFacts(cities=(), drops=(facts,), counts=few, today=TODAY, now=NOW)
    newcomer = replace(home, cities=(facts.alley.city,), drops=(facts,) * 3, counts=many)
    yield newcomers_page(say, newcomer)
    yield welcome(say, replace(home, drops=(facts,) * 2, counts=many))
    yield welcome(say, home)
    yield newcomers_page(say, replace(home, drops=(), has_stall=True))
    yield newcomers_page(say, replace(home, organises=True))


FIRST_BUTTON = {
    "upcoming": ("Notify me", "Stop this alert"),
    "free": ("Join for 1", ""),
    "full": ("Join waitlist", ""),
    "waitlist_full": ("Notify me", "Stop this alert"),
    "last": ("Join waitlist", ""),
    "draw": ("Join draw", ""),
    "drawn": ("Joining ended", ""),
    "pot": ("Join draw", ""),
    "awaited": ("Join at the end", ""),
    "stopped": ("Stopped for now", ""),
    "paused": ("Paused", ""),
    "closed": ("Closed", ""),
    "cancelled": ("Other drops", ""),
    "over": ("Other drops", ""),
}
"""The first button, and the one for people who are notified at opening."""


def awkward_cases() -> Iterator[Any]:
    """Each awkward words in one of the languages; in the others for `proof`. Each view in each language is asked by tests/screens."""
    for (one, say), (two, words) in product(enumerate(SAYS), enumerate(AWKWARD)):
        marks = () if (one + two) % len(SAYS) == 0 else pytest.mark.proof
        yield pytest.param(say, AWKWARD[words], id=f"{words}-{IDS[one]}", marks=marks)


def each_screen_case() -> Iterator[Any]:
    """Each state with each awkward words in one of the languages; in the others for `proof`."""
    for (one, say), (two, state), (three, words) in product(*map(enumerate, (SAYS, STATES, AWKWARD))):
        marks = () if (one + two + three) % len(SAYS) == 0 else pytest.mark.proof
        yield pytest.param(say, state, words, id=f"{IDS[one]}-{state}-{words}", marks=marks)


@pytest.mark.parametrize(("say", "state", "words"), [*each_screen_case()])
def test_every_screen_about_drops_keeps_to_the_limits(say: Say, state: str, words: str) -> None:
    for back_to, items in zip(LOCATIONS, ITEMS.values(), strict=True):
        facts = awkward(AWKWARD[words], **({"items": items} | STATES[state]))
        for screen in every_screen(say, facts, back_to):
            check_screen(say, screen)


@pytest.mark.parametrize("say", SAYS, ids=IDS)
def test_every_other_screen_keeps_to_the_limits(say: Say) -> None:
    for contact in ("Ken & friends", *AWKWARD.values()):
        for screen in (
            support_page(say, contact[:200], questions_of(contact), "Asia/Kuching"),
            question_list(say, questions_of(contact), "Asia/Kuching"),
            report_text(say, contact[:200]),
            privacy_summary(say, DataSummary({"notification": 12_345, "booking": 2}), contact[:200]),
            settings_page(say, True, CHOSEN),
            settings_page(say, False, CHOSEN),
            *(help_page(say, role) for role in HelpRole),
            language_list(say),
            in_private(say, "lorong_demo_bot"),
        ):
            check_screen(say, screen)


@pytest.mark.parametrize("say", SAYS, ids=IDS)
@pytest.mark.parametrize("territory", ["MY", "TH", "VN", "US"])
def test_every_month_of_three_years_keeps_to_the_limits(say: Say, territory: str) -> None:
    for months in range(36):
        first = date(2026 + (10 + months) // 12, (10 + months) % 12 + 1, 1)
        days = tuple(planned(n, starts_at=NOW + DAY * n) for n in range(600))
        here = tuple(each for each in days if (each.day.year, each.day.month) == (first.year, first.month))
        for chosen, last in ((here, days[-1].day), ((), None)):
            month = ListLocation(DropFilter(f"{first:%Y%m}", 1, "returnable"))
            screen = month_view.month_calendar(
                say, month, first, TODAY, drops=chosen, last=last, alleys={1: LONG[:64]}, territory=territory
            )
            check_screen(say, screen)
            grid = [row for row in screen.rows if len(row) == 7]
            assert len(grid) <= 7


SHOWN = {
    "upcoming": ["Opens Wed 25 Nov 10:00. 12 boxes.", "First come, first served. Limit: 2 each."],
    "free": ["RM8.50 · 9 of 12 left", "First come, first served. Limit: 2 each."],
    "full": [
        "Taken: 12. On the waitlist: 7. Join it, and we message you when it is your turn. Limit: 2 each."
    ],
    "waitlist_full": ["All 12 are taken. The waitlist is full."],
    "last": ["Last two hours: 1 available. The first person on the waitlist to tap gets it."],
    "draw": ["Draw for 12 boxes: join until Wed 25 Nov 09:00, result 10:00."],
    "drawn": ["Joining ended Tue 24 Nov 09:00. The result comes 11:00."],
    "pot": [
        "All who join before Tue 24 Nov 11:00 have the same chance. After that: first come, first served."
    ],
    "awaited": [
        "86 joined. The result comes ",
        "If you join now, you come after everyone in the draw.",
    ],
    "stopped": ["The market waits for the rain until 10:30. Your place is safe."],
    "paused": ["The stall has paused this. Numbers and holds are safe."],
    "closed": ["The waitlist closed Tue 24 Nov 09:00."],
    "cancelled": ["Cancelled Tue 24 Nov 09:00: “oven broken”."],
    "over": ["This has ended. It was on Mon 23 Nov."],
}


@pytest.mark.parametrize("state", STATES)
def test_each_state_of_a_card_shows_its_status_and_possible_actions(state: str) -> None:
    facts = drop(**STATES[state])
    assert status(facts, NOW) == Status(state)
    card = drop_card(SAYS[0], facts, ListLocation(), NOW, link=LINK)
    text = card.text.striptags().replace("\u2068", "").replace("\u2069", "")
    for words in SHOWN[state]:
        assert words in text
    reminded = drop_card(SAYS[0], facts, ListLocation(), NOW, link=LINK, is_reminded=True)
    first, if_asked = FIRST_BUTTON[state]
    assert [card.rows[0][0].label, reminded.rows[0][0].label] == [first, if_asked or first]


def words_of(least: int, most: int) -> st.SearchStrategy[str]:
    sign = st.one_of(
        st.characters(exclude_categories=["Cs"]), st.sampled_from([FAMILY, "😀", "界", "&", "<b>", " "])
    )
    return st.lists(sign, min_size=least, max_size=most).map("".join).map(lambda text: text[:most] or "x")


@settings(deadline=None, max_examples=80, suppress_health_check=list(HealthCheck))
@given(
    say=st.sampled_from(SAYS),
    state=st.sampled_from(sorted(STATES)),
    name=words_of(1, 128),
    words=words_of(0, 600),
    item=words_of(1, 64),
    count=st.integers(0, 9),
)
def test_a_card_always_shows_its_status_whatever_a_stall_writes(
    say: Say, state: str, name: str, words: str, item: str, count: int
) -> None:
    changed = STATES[state] | {
        "items": tuple(replace(LINE, id=n, name=item, quantity=20, allergens=item) for n in range(count))
    }
    facts = drop(name=name, words=words, stall=replace(STALL, name=name[:64]), **changed)
    facts = replace(facts, reason=words[:200])
    card = drop_card(say, facts, ListLocation(), NOW, link=LINK)
    note = Markup("x") * ALERT_LIMIT
    caption = fit_text(note + "\n\n" + card.text, CAPTION_LIMIT)
    assert str(status_text(say, facts, status(facts, NOW))) in caption
    assert str(short_rule_text(say, facts, status(facts, NOW))) in caption


@pytest.mark.parametrize("say", SAYS, ids=IDS)
@pytest.mark.parametrize("state", ["free", "full", "pot", "draw"])
def test_the_longest_card_in_notifications_keeps_the_allergens(say: Say, state: str) -> None:
    facts = awkward("Kuih " * 120, **({"items": ITEMS["many"]} | STATES[state]))
    card = drop_card(say, facts, ListLocation(), NOW, link=LINK)
    assert ("Kuih " * 16).strip() in visible(card.text)


def test_a_long_card_drops_the_description_first() -> None:
    long = awkward("Kuih " * 120, items=tuple(replace(LINE, id=n) for n in range(4)))
    long = replace(long, items=tuple(replace(item, allergens="") for item in long.items))
    text = drop_card(SAYS[0], long, ListLocation(), NOW, link=LINK).text
    assert "(in Malay)" not in text
    assert text.count("RM8.50") == 4
    assert "(in Malay)" in drop_card(SAYS[0], DROP, ListLocation(), NOW, link=LINK).text


@pytest.mark.parametrize("say", SAYS, ids=IDS)
def test_every_refusal_is_an_alert_that_fits(say: Say) -> None:
    long: dict[object, object] = {int: 10**6, bool: True, str: "Wednesday 30 September 00:00"}
    long |= {datetime: NOW, date: NOW.date(), date | None: NOW.date()}
    for kind in every_refusal():
        hints = get_type_hints(kind)
        facts = {each.name: long[hints[each.name]] for each in fields(kind)} | {"zone": "Asia/Kuching"}
        assert text_units(sentence(say, kind.__name__, facts)) <= ALERT_LIMIT, kind.__name__


def test_buttons_of_a_month_lead_to_its_days() -> None:
    days = (planned(starts_at=NOW + 3 * DAY),)
    screen = month_view.month_calendar(
        SAYS[0],
        ListLocation(DropFilter("202611")),
        TODAY.replace(day=1),
        TODAY,
        drops=days,
        last=TODAY + timedelta(40),
        alleys={},
        territory="MY",
    )
    marked = [button for row in screen.rows for button in row if "•" in button.label]
    assert [(button.label, callback_of(button)) for button in marked] == [("27•", "y:20261127.0..1")]
    head, this_week, last_week = ([button.label for button in row] for row in screen.rows[:3])
    assert head == ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
    assert this_week == ["·", "24", "25", "26", "27•", "28", "29"], "weeks that are over have no row"
    assert last_week == ["30", *"······"]


def callback_of(button: Button) -> str:
    assert isinstance(button.callback, Callback)
    return button.callback.pack()


def visible(text: str) -> str:
    """Returns the text without the marks of its direction."""
    return text.replace("\u2068", "").replace("\u2069", "")


@pytest.mark.parametrize("state", ["draft", "published"])
def test_allergens_are_shown_to_shoppers_and_to_the_stall_as_its_own_words(state: str) -> None:
    facts = drop(items=(replace(LINE, allergens="nuts, <b>egg</b>"),), state=state)
    row = "Allergens, says the stall: nuts, &lt;b&gt;egg&lt;/b&gt;."
    card = drop_card(SAYS[0], facts, ListLocation(), NOW, link=LINK)
    assert row in visible(card.text).split("\n")
    mine = (
        stock_views.draft_page(SAYS[0], facts)
        if state == "draft"
        else stock_views.my_drop_page(SAYS[0], facts, LINK)
    )
    assert row in visible(mine.text).split("\n")


@pytest.mark.parametrize(
    ("say", "words"), [(SAYS[1], "Alergen, kata gerai: kacang."), (SAYS[2], "过敏原（摊位标注）：kacang。")]
)
def test_allergens_are_attributed_in_each_language(say: Say, words: str) -> None:
    facts = drop(items=(replace(LINE, allergens="kacang"),))
    assert words in visible(drop_card(say, facts, ListLocation(), NOW, link=LINK).text)


def test_a_bundle_names_the_allergens_of_its_components_and_no_allergens_no_row() -> None:
    part = replace(LINE, id=9, offered=False, allergens="egg")
    bundle = replace(LINE, components=(ComponentFacts(9, 1, "sauce"),), allergens="nuts")
    card = drop_card(SAYS[0], drop(items=(bundle, part)), ListLocation(), NOW, link=LINK)
    assert "Allergens, says the stall: nuts and egg." in visible(card.text)
    assert "Allergens" not in drop_card(SAYS[0], drop(items=(LINE,)), ListLocation(), NOW, link=LINK).text


def test_a_slot_that_is_called_by_its_hour_says_it_once() -> None:
    ten = replace(LINE, name="10:00", starts_at=datetime(2026, 11, 29, 2, tzinfo=UTC))
    row = item_row(SAYS[0], drop(items=(ten,)), ten, Status.PAUSED).striptags()
    assert row.count("10:00") == 1
