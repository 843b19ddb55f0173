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
        "Letters are kept {letters} days after they were sent, the numbers of updates {updates} days, the rest until you say forget me.",
        letters=LETTER.days or 0,
        updates=UPDATE.days or 0,
    )
    rest = say(
        "Not kept: your phone number, where you are, what you look at, what you search for. Who runs this market: {contact}.",
        contact=contact,
    )
    return Screen(
        Markup("\n").join((_kept(say, kept), days, rest)),
        packed(
            [
                Button(say.label("My data"), ShowMyData(), below=True),
                Button(say.label("Forget me"), AskForget()),
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
    parts = [say("Forget you? Your name, number and language go, and every letter. It cannot be undone.")]
    parts += _settled(say, matters)
    if named:
        parts.append(
            say(
                "The settings of this market still name you organiser; {contact} can take that out.",
                contact=contact,
            )
        )
    return Screen(
        Markup("\n").join(parts),
        packed(
            [Button(say.label("Keep my data"), ShowPrivacy(), style="primary")],
            [Button(say.label("Forget me"), Forget(), style="danger")],
        ),
    )


def forgotten(say: Say) -> Screen:
    return Screen(
        say("You are forgotten. Tickets for packaging still bring it back. What you write next begins anew."),
        packed([Button(say.label("Start"), ShowStart(), below=True)]),
    )


def _kept(say: Say, kept: Kept) -> Markup:
    return say(
        "Kept about you: your Telegram number, your first name as Telegram shows it, your language and settings; {things}.",
        things=listed(
            say,
            [
                say.many(
                    "{count} reminder of your own", "{count} reminders of your own", kept.of("reminder")
                ),
                say.many("{count} place in a line", "{count} places in a line", kept.of("entry")),
                say.many("{count} hold", "{count} holds", kept.of("hold")),
                say.many("{count} claim", "{count} claims", kept.of("claim")),
                say.many("{count} ticket", "{count} tickets", kept.of("ticket")),
                say.many("{count} letter", "{count} letters", kept.of("letter")),
            ],
        ),
    )


def _settled(say: Say, matters: Open) -> Iterator[Markup]:
    if matters.claims:
        yield say.many("{count} claim is given back.", "{count} claims are given back.", matters.claims)
    if matters.holds:
        yield say.many("{count} hold is declined.", "{count} holds are declined.", matters.holds)
    if matters.entries:
        yield say.many("{count} line is left.", "{count} lines are left.", matters.entries)
    if matters.packaging:
        yield say.many(
            "{count} piece of packaging stays due, by its ticket: keep its code.",
            "{count} pieces of packaging stay due, by their tickets: keep their codes.",
            matters.packaging,
        )
    if matters.stalls:
        stalls = listed(say, [name(stall, STALL) for stall in matters.stalls])
        yield say("Your stall is closed: {stalls}. Its name stays on what it sold.", stalls=stalls)
    if matters.drops:
        yield say.many(
            "{count} drop of yours is cancelled, and whoever waits or has claimed is told.",
            "{count} drops of yours are cancelled, and whoever waits or has claimed is told.",
            matters.drops,
        )
