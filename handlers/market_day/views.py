"""A market day for organisers: its stalls, a line each."""

from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.broadcast import AimAtMarketDay
from handlers.callbacks.hidden_drop import OverseeDrops
from handlers.callbacks.market_day import EndDuty, ShowMarketDay, StartDuty
from handlers.callbacks.organiser import ShowAdmin
from handlers.callbacks.stall_application import ShowStallRequest
from handlers.market_day.power_views import power_buttons, power_lines
from handlers.market_day.stop_views import stop_buttons, stop_line
from handlers.ui.button_layout import layout_buttons
from handlers.ui.days_around import days_around
from handlers.ui.evening_heading import evening_heading
from handlers.ui.paging import page_text, pager
from handlers.ui.pitch_text import pitch_lines
from handlers.ui.screen import Button, Screen
from locales.formats import format_date, format_list_and, format_number
from locales.say import Say
from locales.user_text import sanitize_name
from market.help_call.duty import DutyFacts
from market.organiser.market_day_page import MarketDayPage, StallOfDay
from market.power.cuts import CutFacts

NAME = 20


def market_day(say: Say, page: MarketDayPage, duty: DutyFacts, now: datetime, *, cuts: CutFacts) -> Screen:
    """Shows a page of the stalls of a market day, which organisers are on duty, the way to each, to all who booked, and to the market days next to it."""
    numbered = list(enumerate(page.stalls, page.first))
    return Screen(
        text=Markup("\n").join(
            (
                _heading(say, page),
                _people_text(say, page),
                *power_lines(say, cuts, page.zone),
                *_duty_text(say, duty),
                *(_stall_row(say, number, stall) for number, stall in numbered),
                *page_text(say, page.page, page.pages),
            )
        ),
        rows=layout_buttons(
            *_acts(say, page, now, cuts),
            [
                *(
                    Button(label=format_number(say, number), callback=ShowStallRequest(stall=stall.stall))
                    for number, stall in numbered
                ),
                Button(label=say.label("All drops"), callback=OverseeDrops(page=1)),
                *([_duty_button(say, page.id, duty)] if now < page.ends_at else []),
            ],
            *pager(say, page.page, page.pages, lambda other: ShowMarketDay(market_day=page.id, page=other)),
            days_around(
                say,
                page.day,
                Button(label=say.label("Back"), callback=ShowAdmin()),
                earlier=page.earlier,
                later=page.later,
                show=lambda other: ShowMarketDay(market_day=other),
            ),
        ),
    )


def _acts(say: Say, page: MarketDayPage, now: datetime, cuts: CutFacts) -> tuple[list[Button], list[Button]]:
    """Returns the buttons that write to everybody of a market day, and those that stop it."""
    write = Button(
        label=say.label("Write to all, {count}", count=format_number(say, page.people)),
        callback=AimAtMarketDay(market_day=page.id),
        style="primary",
    )
    stop = [*power_buttons(say, page, cuts, now), *stop_buttons(say, page, now)]
    return [write] if page.people else [], stop


def nothing_ahead(say: Say) -> Screen:
    return Screen(
        text=say("No market day ahead."),
        rows=layout_buttons(
            [Button(label=say.label("All drops"), callback=OverseeDrops(page=1))],
            [Button(label=say.label("Back"), callback=ShowAdmin())],
        ),
    )


def _heading(say: Say, page: MarketDayPage) -> Markup:
    day, zone = format_date(say, page.day), page.zone
    heading = evening_heading(say, day, page.alley, starts_at=page.starts_at, ends_at=page.ends_at, zone=zone)
    if page.closed_at:
        return say("{heading} · closed", heading=heading)
    stop = [] if page.stop is None else [stop_line(say, page.stop)]
    return Markup("\n").join((heading, *pitch_lines(say, "", page.moved_to), *stop))


def _people_text(say: Say, page: MarketDayPage) -> Markup:
    if not page.people:
        return say("Nobody has booked.")
    booked = say.many("{count} person booked", "{count} people booked", page.people)
    return say("{booked}, {came} came.", booked=booked, came=format_number(say, page.came))


def _duty_text(say: Say, duty: DutyFacts) -> list[Markup]:
    if not duty.organisers:
        return []
    names = format_list_and(say, [sanitize_name(each, NAME) for each in duty.organisers])
    return [say("Organisers on duty: {people}.", people=names)]


def _duty_button(say: Say, market_day: int, duty: DutyFacts) -> Button:
    if duty.reads:
        return Button(label=say.label("I'm not on duty"), callback=EndDuty(market_day=market_day))
    return Button(label=say.label("I'm on duty"), callback=StartDuty(market_day=market_day))


def _stall_row(say: Say, number: int, stall: StallOfDay) -> Markup:
    """Returns what is booked, collected and sold at a stall, and who is on duty; what is zero is left out."""
    counts = (
        (stall.booked, say("{count} booked", count=stall.booked)),
        (stall.collected, say("{count} collected", count=stall.collected)),
        (stall.sold, say("{count} sold", count=stall.sold)),
        (
            stall.places,
            say("{taken} of {places} on duty", taken=stall.on_duty, places=stall.places),
        ),
        (stall.paused, say("paused")),
        (stall.reports, say.many("{count} report", "{count} reports", stall.reports)),
    )
    name = Markup("{}. {}").format(format_number(say, number), sanitize_name(stall.name, NAME))
    return Markup(" · ").join((name, *(words for count, words in counts if count)))
