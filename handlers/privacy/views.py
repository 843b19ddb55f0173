"""What is kept about a person, in words, and what being forgotten means."""

from collections.abc import Iterator

from markupsafe import Markup

from handlers.drop.views import STALL
from handlers.privacy.callbacks import AskForget, Forget, ShowMyData, ShowPrivacy
from handlers.settings.callbacks import ShowSettings
from handlers.start.callbacks import ShowStart
from handlers.ui.rows import packed
from handlers.ui.screen import Button, Document, Screen
from locales.formats import listed
from locales.say import Say
from locales.words import name
from market.privacy.forget import Open
from market.privacy.mydata import Kept
from storage.column import LETTER, UPDATE


def privacy_summary(say: Say, kept: Kept, contact: str) -> Screen:
    days = say(
        "Messages are kept {letters} days after sending, technical update numbers {updates} days, the rest until you delete your data.",
        letters=LETTER.days or 0,
        updates=UPDATE.days or 0,
    )
    rest = say(
        "We do not store your phone number, where you are, what you look at or what you search for. This market is run by {contact}.",
        contact=contact,
    )
    return Screen(
        Markup("\n").join((_kept(say, kept), days, rest)),
        packed(
            [
                Button(say.label("My data"), ShowMyData(), below=True),
                Button(say.label("Delete my data"), AskForget()),
            ],
            [Button(say.label("Back"), ShowSettings())],
        ),
    )


def my_data(say: Say, kept: Kept, file: Document) -> Screen:
    """A file that a program reads, and in words what is in it."""
    return Screen(
        _kept(say, kept) + "\n" + say("The file has all of it, as JSON."),
        packed([Button(say.label("Privacy"), ShowPrivacy(), below=True)]),
        document=file,
    )


def forget_me(say: Say, matters: Open, named: bool, contact: str) -> Screen:
    """What is settled first, before anything is done."""
    parts = [
        say(
            "Delete your data? Your name, Telegram ID, language and all your messages are deleted. This cannot be undone."
        )
    ]
    parts += _settled(say, matters)
    if named:
        parts.append(
            say(
                "The settings of this market still list you as organiser; {contact} can remove that.",
                contact=contact,
            )
        )
    return Screen(
        Markup("\n").join(parts),
        packed(
            [Button(say.label("Keep my data"), ShowPrivacy(), style="primary")],
            [Button(say.label("Delete my data"), Forget(), style="danger")],
        ),
    )


def forgotten(say: Say) -> Screen:
    return Screen(
        say("Your data is deleted. Tickets for packaging still work. If you write again, you start fresh."),
        packed([Button(say.label("Start"), ShowStart(), below=True)]),
    )


def _kept(say: Say, kept: Kept) -> Markup:
    things = [*_counts(say, kept)]
    if not things:
        return say("We keep: your Telegram ID, your name as Telegram shows it, your language and settings.")
    return say(
        "We keep: your Telegram ID, your name as Telegram shows it, your language and settings; {things}.",
        things=listed(say, things),
    )


def _counts(say: Say, kept: Kept) -> Iterator[Markup]:
    """Of each kind of thing how many, where there are any."""
    if reminders := kept.of("reminder"):
        yield say.many("{count} reminder of your own", "{count} reminders of your own", reminders)
    if entries := kept.of("entry"):
        yield say.many("{count} waitlist place", "{count} waitlist places", entries)
    if holds := kept.of("hold"):
        yield say.many("{count} hold", "{count} holds", holds)
    if claims := kept.of("claim"):
        yield say.many("{count} booking", "{count} bookings", claims)
    if tickets := kept.of("ticket"):
        yield say.many("{count} ticket", "{count} tickets", tickets)
    if letters := kept.of("letter"):
        yield say.many("{count} message", "{count} messages", letters)


def _settled(say: Say, matters: Open) -> Iterator[Markup]:
    if matters.claims:
        yield say.many(
            "{count} booking will be cancelled.", "{count} bookings will be cancelled.", matters.claims
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
    if matters.stalls:
        stalls = listed(say, [name(stall, STALL) for stall in matters.stalls])
        yield say("Your stall is closed: {stalls}. Its name stays on what it sold.", stalls=stalls)
    if matters.drops:
        yield say.many(
            "We cancel {count} drop of yours and tell everyone waiting or booked.",
            "We cancel {count} drops of yours and tell everyone waiting or booked.",
            matters.drops,
        )
