"""A person's stored data in words, and the consequences of being forgotten."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from handlers.callbacks.privacy import AskForget, ForgetMe, ShowMyData, ShowPrivacy
from handlers.callbacks.settings import ShowSettings
from handlers.callbacks.start import ShowStart
from handlers.ui.button_layout import layout_buttons
from handlers.ui.danger_question import danger_question
from handlers.ui.screen import Button, Document, Screen
from locales.formats import format_list_and, format_money
from locales.say import Say
from locales.user_text import STALL, sanitize_name
from market.privacy.forget import OpenMatters
from market.privacy.mydata import DataSummary
from storage.column import NOTIFICATION, UPDATE


@dataclass(frozen=True)
class CountedRows:
    """Tables whose rows are counted together, with the words for their number."""

    tables: tuple[str, ...]
    words: Callable[[Say, int], Markup]


COUNTED = (
    CountedRows(
        ("reminder",),
        lambda say, n: say.many("{count} reminder of your own", "{count} reminders of your own", n),
    ),
    CountedRows(("entry",), lambda say, n: say.many("{count} waitlist place", "{count} waitlist places", n)),
    CountedRows(("hold",), lambda say, n: say.many("{count} hold", "{count} holds", n)),
    CountedRows(("booking",), lambda say, n: say.many("{count} booking", "{count} bookings", n)),
    CountedRows(("ticket",), lambda say, n: say.many("{count} ticket", "{count} tickets", n)),
    CountedRows(
        ("screenshot",),
        lambda say, n: say.many("{count} screenshot of a payment", "{count} screenshots of payments", n),
    ),
    CountedRows(("deposit",), lambda say, n: say.many("{count} deposit", "{count} deposits", n)),
    CountedRows(
        ("showroom_visit",),
        lambda say, n: say.many("{count} visit to a showroom", "{count} visits to showrooms", n),
    ),
    CountedRows(
        ("stall_follow", "tag_follow"),
        lambda say, n: say.many(
            "{count} stall or tag that you follow", "{count} stalls and tags that you follow", n
        ),
    ),
    CountedRows(
        ("neighbour",),
        lambda say, n: say.many(
            "{count} alley whose market days you are told about",
            "{count} alleys whose market days you are told about",
            n,
        ),
    ),
    CountedRows(("notification",), lambda say, n: say.many("{count} message", "{count} messages", n)),
)
SAID_BEFORE = "address"
"""The table of the Telegram ID, which is named before all counts. The rows of the other tables are "other entries"."""


def privacy_summary(say: Say, summary: DataSummary, contact: str) -> Screen:
    days = say(
        "We keep messages {notifications} days after sending, technical records {updates} days, the rest until you delete your data.",
        notifications=NOTIFICATION.days or 0,
        updates=UPDATE.days or 0,
    )
    exclusions = say(
        "We do not store your phone number, where you are, what you look at or what you search for. This market is run by {contact}.",
        contact=contact,
    )
    return Screen(
        text=Markup("\n").join((_stored_data_text(say, summary), days, exclusions)),
        rows=layout_buttons(
            [
                Button(label=say.label("My data"), callback=ShowMyData(), below=True),
                Button(label=say.label("Delete my data"), callback=AskForget()),
            ],
            [Button(label=say.label("Back"), callback=ShowSettings())],
        ),
    )


def my_data(say: Say, summary: DataSummary, file: Document) -> Screen:
    """Returns the data as a JSON file, with a summary."""
    return Screen(
        text=_stored_data_text(say, summary) + "\n" + say("The file has all of it, as JSON."),
        rows=layout_buttons([Button(label=say.label("Privacy"), callback=ShowPrivacy(), below=True)]),
        document=file,
    )


def forget_me(say: Say, matters: OpenMatters, is_named: bool, contact: str) -> Screen:
    """Shows what has to be resolved before the person is forgotten."""
    parts = [
        say(
            "Delete your data? Your name, Telegram ID, language and all your messages are deleted. This cannot be undone."
        )
    ]
    parts += _consequences(say, matters)
    if is_named:
        parts.append(
            say(
                "The settings of this market still list you as organiser; {contact} can remove that.",
                contact=contact,
            )
        )
    return danger_question(
        Markup("\n").join(parts), say.label("Delete my data"), ForgetMe(), keep=say.label("Keep my data")
    )


def forgotten_page(say: Say) -> Screen:
    return Screen(
        text=say(
            "Your data is deleted. Tickets for packaging still work. If you write again, you start fresh."
        ),
        rows=layout_buttons([Button(label=say.label("Start"), callback=ShowStart(), below=True)]),
    )


def _stored_data_text(say: Say, summary: DataSummary) -> Markup:
    things = [*_counts(say, summary)]
    if not things:
        return say("We keep: your Telegram ID, your name as Telegram shows it, your language and settings.")
    return say(
        "We keep: your Telegram ID, your name as Telegram shows it, your language and settings; {things}.",
        things=format_list_and(say, things),
    )


def _counts(say: Say, summary: DataSummary) -> Iterator[Markup]:
    """Returns the count of each kind of record that exists."""
    others = {table: count for table, count in summary.rows.items() if table != SAID_BEFORE}
    for counted in COUNTED:
        if number := sum(others.pop(table, 0) for table in counted.tables):
            yield counted.words(say, number)
    if rest := sum(others.values()):
        yield say.many("{count} other entry", "{count} other entries", rest)


def _consequences(say: Say, matters: OpenMatters) -> Iterator[Markup]:
    if matters.bookings:
        yield say.many(
            "{count} booking will be cancelled.", "{count} bookings will be cancelled.", matters.bookings
        )
    if matters.holds:
        yield say.many("{count} hold will be released.", "{count} holds will be released.", matters.holds)
    if matters.entries:
        yield say.many("You leave {count} waitlist.", "You leave {count} waitlists.", matters.entries)
    if matters.packaging:
        yield say.many(
            "{count} item of packaging still has to be returned: keep its ticket code.",
            "{count} items of packaging still have to be returned: keep their ticket codes.",
            matters.packaging,
        )
    if matters.visits:
        yield say.many(
            "{count} visit to a showroom will be cancelled.",
            "{count} visits to showrooms will be cancelled.",
            matters.visits,
        )
    yield from _money_text(say, matters)
    if matters.helps:
        helps = format_list_and(say, [sanitize_name(stall, STALL) for stall in matters.helps])
        yield say("You no longer help at {stall}.", stall=helps)
    if matters.stalls:
        stalls = format_list_and(say, [sanitize_name(stall, STALL) for stall in matters.stalls])
        yield say("Your stall is closed: {stalls}. Its name stays on what it sold.", stalls=stalls)
    if matters.drops:
        yield say.many(
            "We cancel {count} drop of yours and tell everyone who waits or has booked.",
            "We cancel {count} drops of yours and tell everyone who waits or has booked.",
            matters.drops,
        )


def _money_text(say: Say, matters: OpenMatters) -> Iterator[Markup]:
    """Returns what stalls and hubs owe the person, or keep. Nobody can tell them afterwards."""
    for deposit in matters.deposits:
        words = {
            "stall": sanitize_name(deposit.stall, STALL),
            "amount": format_money(say, deposit.amount, deposit.currency, deposit.territory),
            "reference": deposit.reference,
        }
        if deposit.kept:
            yield say("{stall} keeps your deposit of {amount}, reference {reference}.", **words)
        else:
            yield say(
                "Your deposit of {amount} is still with {stall}. Note the reference {reference} and ask there: after this we cannot reach you.",
                **words,
            )
    if matters.refunds:
        yield say.many(
            "{count} refund for packaging is not paid out yet: collect it first.",
            "{count} refunds for packaging are not paid out yet: collect them first.",
            matters.refunds,
        )
