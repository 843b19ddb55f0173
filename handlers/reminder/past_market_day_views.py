"""A market day that is over: what somebody had and has to bring back, or that they waited in vain. It stays in the chat, so times are absolute."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from handlers.callbacks.drop import ShowDrop, ShowDrops
from handlers.callbacks.market_day import FollowPastStall
from handlers.callbacks.ticket import ShowReturns, ShowTickets
from handlers.reminder.market_day_views import ANY_LOCATION, stall_units
from handlers.ui.button_layout import layout_buttons, shorten_label
from handlers.ui.screen import Button, Screen, Shown
from handlers.waitlist.deposit_text import deposit_amount, deposit_state_text
from locales.formats import format_date, format_datetime, format_day, format_list_and, format_money
from locales.say import Say
from locales.units import admits, format_units
from locales.user_text import ALLEY, STALL, sanitize_name
from market.drop.facts import AlleyFacts, StallFacts
from market.drop.item_text import full_name
from market.ledger.deposit_facts import DepositFacts
from market.past_market_day import PastMarketDay, WaitedMarketDay
from market.ticket.loans import PackagingOut
from market.waitlist.own_market_day import MarketDayBooking
from storage.shown import ShownKind

AFTER = "after"
"""The form of a message about a market day that is over."""
MAX_STALLS, STALL_WIDTH = 3, 12
MAX_ITEMS = 3
"""Items that are named as collected, and as not."""


def past_market_day_message(say: Say, past: PastMarketDay) -> Screen:
    """Returns what a person had, what nobody collected and what became of its deposit, and what is to be brought back."""
    thanks = say("Thank you for coming.") if past.collected else Markup()
    lines = [
        say.sentences(_heading(say, past.day, past.alley), thanks),
        *_collected(say, past.collected),
        *_missed(say, past),
        *([_packaging(say, past.alley, past.packaging)] if past.packaging else []),
    ]
    returns = Button(label=say.label("My returns"), callback=ShowReturns(), style="primary", below=True)
    tickets = Button(label=say.label("My tickets"), callback=ShowTickets(), below=True)
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            [returns] if past.packaging else [],
            [tickets] if past.late_until else [],
            _follow_buttons(say, past),
            [_book_again(say, past)],
        ),
        shows=Shown(kind=ShownKind.MARKET_DAY, subject=past.market_day, form=AFTER),
    )


def waited_market_day_message(say: Say, waited: WaitedMarketDay) -> Screen:
    """Returns that what a person waited for has ended."""
    names = _listed(say, [full_name(say, drop, item) for drop, item in waited.items])
    ended = say("This has ended, and none became available. Thank you for waiting.")
    lines = (_heading(say, waited.day, waited.alley), say("You waited for {items}.", items=names), ended)
    return Screen(text=Markup("\n").join(lines), rows=layout_buttons([_other_drops(say)]))


def _heading(say: Say, day: date, alley: AlleyFacts) -> Markup:
    """Returns "Sat 28 Nov, Lorong Bakau."."""
    return say("<b>{day}, {alley}.</b>", day=format_date(say, day), alley=sanitize_name(alley.name, ALLEY))


def _collected(say: Say, bookings: Sequence[MarketDayBooking]) -> list[Markup]:
    """Returns what a person had, and to what they came."""
    had, came = _goods_and_seats(say, [(each, each.booked.collected) for each in bookings])
    return [
        *([say("You had {units}.", units=had)] if had else []),
        *([say("You were there: {units}.", units=came)] if came else []),
    ]


def _goods_and_seats(say: Say, units: Sequence[tuple[MarketDayBooking, int]]) -> tuple[str, str]:
    """Returns what is collected, and that to which one comes: lists of at most MAX_ITEMS names together."""
    goods, seats = (
        [stall_units(say, each, count) for each, count in units if admits(each.item.unit) is is_seat]
        for is_seat in (False, True)
    )
    room = min(len(seats), max(1, MAX_ITEMS - len(goods)))
    return _listed(say, goods, MAX_ITEMS - room), _listed(say, seats, room)


def _missed(say: Say, past: PastMarketDay) -> list[Markup]:
    """Returns what nobody collected, with what became of each deposit, and what one can still do, or next time."""
    missed = past.missed
    if not missed:
        return []
    paid = [each for each in missed if each.deposit][:MAX_ITEMS]
    others, empty = _goods_and_seats(say, [(each, each.booked.units) for each in missed if each not in paid])
    return [
        *([say("Not collected: {units}.", units=others)] if others else []),
        *([say("You did not come: {units}.", units=empty)] if empty else []),
        *(_with_deposit(say, each, each.deposit) for each in paid if each.deposit),
        _late_or_next_time(say, past),
    ]


def _late_or_next_time(say: Say, past: PastMarketDay) -> Markup:
    if past.late_until is None:
        return say("Next time, tap “I can't come” so someone else can have it.")
    until = format_datetime(say, past.late_until, past.alley.zone)
    return say("You can still collect until {until}. Please ask the stall first.", until=until)


def _with_deposit(say: Say, booking: MarketDayBooking, deposit: DepositFacts) -> Markup:
    """Returns "Not collected: 2 × Sate (Dapur Ros). Deposit RM3.00: Kept by the stall, Sat 28 Nov 22:00."."""
    units = stall_units(say, booking, booking.booked.units)
    amount, state = deposit_amount(say, deposit), deposit_state_text(say, deposit)
    if admits(booking.item.unit):
        return say(
            "You did not come: {units}. Deposit {deposit}: {state}", units=units, deposit=amount, state=state
        )
    return say("Not collected: {units}. Deposit {deposit}: {state}", units=units, deposit=amount, state=state)


def _packaging(say: Say, alley: AlleyFacts, packaging: PackagingOut) -> Markup:
    """Returns what is to be brought back, until when, and what comes back for it."""
    units, by = (
        format_units(say, packaging.unit, packaging.units),
        format_day(say, packaging.due_at, alley.zone),
    )
    if not packaging.deposit:
        return say("To return: {units}, by {by}, at any stall of this market.", units=units, by=by)
    return say(
        "To return: {units}, by {by}, at any stall of this market. You get {deposit} back.",
        units=units,
        by=by,
        deposit=format_money(say, packaging.deposit, alley.currency, alley.territory),
    )


def _listed(say: Say, names: Sequence[str], limit: int = MAX_ITEMS) -> str:
    """Returns "2 × Kuih lapis (Dapur Ros) and 1 × Kopi (Dapur Ros)", at most `limit` of them; nothing of none."""
    more = len(names) - limit
    rest = [say.many("{count} more item", "{count} more items", more)] if more > 0 else []
    return format_list_and(say, [*names[:limit], *rest]) if names else ""


def _follow_buttons(say: Say, past: PastMarketDay) -> list[Button]:
    """Returns a button for each stall; one alone need not be named."""
    stalls = past.to_follow[:MAX_STALLS]
    return [
        Button(
            label=say.label("Follow stall") if len(stalls) == 1 else _follow_label(say, stall),
            callback=FollowPastStall(market_day=past.market_day, stall=stall.id),
        )
        for stall in stalls
    ]


def _follow_label(say: Say, stall: StallFacts) -> str:
    name = shorten_label(sanitize_name(stall.name, STALL), STALL_WIDTH)
    return say.label("Follow {stall}", stall=name)


def _book_again(say: Say, past: PastMarketDay) -> Button:
    """Returns the way to the next drop of a stall where they collected; where there is none, to all drops."""
    if past.next_drop is None:
        return _other_drops(say)
    again = ShowDrop(drop=past.next_drop, back_to=ANY_LOCATION)
    return Button(label=say.label("Book again"), callback=again, below=True)


def _other_drops(say: Say) -> Button:
    return Button(label=say.label("Other drops"), callback=ShowDrops(back_to=ANY_LOCATION), below=True)
