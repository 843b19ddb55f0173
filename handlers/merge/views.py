"""Two accounts of one person: the link for the other one, and what that one is asked. The link is shown once, since it is not stored."""

from collections.abc import Iterator
from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.merge import AcceptMerge, DeclineMerge, OfferMerge
from handlers.callbacks.my_items import ShowMyItems
from handlers.callbacks.recovery import AskRecovery
from handlers.callbacks.settings import ShowSettings
from handlers.callbacks.start import ShowStart
from handlers.recovery.views import deposits_held_text, things_of
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime, format_list_and, format_money
from locales.say import Say
from locales.user_text import NAME, sanitize_name
from market.merge import MergeRequest
from market.privacy.forget import OpenMatters


def merge_offered(say: Say, link: str, until: datetime, zone: str) -> Screen:
    text = say(
        "Do you also use Lorong from another Telegram account? Open this link there and confirm: everything of "
        "that account comes to this one. The link works once and expires {until}. Send it to nobody else.",
        until=format_datetime(say, until, zone),
    )
    return Screen(
        text=Markup("\n").join((text, Markup("{}").format(link))),
        rows=layout_buttons(
            [Button(label=say.label("Copy link"), copy=link)],
            [Button(label=say.label("Back"), callback=ShowSettings())],
        ),
    )


def merge_asked(say: Say, request: MergeRequest, code: str) -> Screen:
    """Shows the other account who asks, all that would go to them, and what confirming means."""
    text = say(
        "{person} asks to make this account and theirs one. Confirm only if both are yours: everything here goes to that "
        "account, and nobody can undo it.",
        person=sanitize_name(request.first_name, NAME),
    )
    return Screen(
        text=Markup("\n\n").join(filter(None, (text, Markup("\n").join(_moving(say, request))))),
        rows=layout_buttons(
            [Button(label=say.label("No, thank you"), callback=DeclineMerge(code=code), style="primary")],
            [Button(label=say.label("Both are mine"), callback=AcceptMerge(code=code), style="danger")],
        ),
    )


def _moving(say: Say, request: MergeRequest) -> Iterator[Markup]:
    """Returns what would go to the account that asks, by name, and what would not."""
    if things := [*things_of(say, request.has), *_money_and_visits(say, request.has)]:
        yield say("These move to that account: {things}.", things=format_list_and(say, things))
    for stall in request.has.stalls:
        yield say(
            "The stall {stall} goes to it, with its drops, its takings and what it owes.",
            stall=sanitize_name(stall, NAME),
        )
    for payee in request.payees:
        yield say("So does its bank QR, which pays {payee}.", payee=sanitize_name(payee, NAME))
    if request.has.stalls:
        yield deposits_held_text(say)
    if request.roles:
        yield say("Your roles in the market do not move: they end, and an organiser has to name you again.")
    if request.needs_organiser:
        yield say("An organiser who uses neither account has to agree first.")


def _money_and_visits(say: Say, matters: OpenMatters) -> Iterator[Markup]:
    for deposit in matters.deposits:
        amount = format_money(say, deposit.amount, deposit.currency, deposit.territory)
        yield say("a deposit of {amount} at {stall}", amount=amount, stall=sanitize_name(deposit.stall, NAME))
    if matters.refunds:
        yield say.many("{count} refund for packaging", "{count} refunds for packaging", matters.refunds)
    if matters.visits:
        yield say.many("{count} visit to a showroom", "{count} visits to showrooms", matters.visits)


def merged(say: Say) -> Screen:
    return Screen(
        text=say(
            "Your accounts are one now. Use either; messages come to the one you wrote from last. Old buttons may need /start once."
        ),
        rows=layout_buttons([Button(label=say.label("Drops"), callback=ShowStart())]),
    )


def declined(say: Say) -> Screen:
    return Screen(
        text=say("Nothing was changed, and the link no longer works. We told the account that asked."),
        rows=layout_buttons([Button(label=say.label("Drops"), callback=ShowStart())]),
    )


def confirmed_message(say: Say) -> Screen:
    """Tells who asked, on the account that they asked from."""
    return Screen(
        text=say(
            "Your other account confirmed: the two are one now. Everything of both is here. Later messages come to the one you wrote from last."
        ),
        rows=layout_buttons([Button(label=say.label("My items"), callback=ShowMyItems())]),
    )


def waits_message(say: Say, code: str) -> Screen:
    """Tells who asked that an organiser has to agree, too."""
    text = say(
        "Your other account agreed. Nothing has moved yet: an organiser who uses neither account has to agree, too. "
        "Say the code <b>{code}</b> to one within a day.",
        code=code,
    )
    return Screen(
        text=text, rows=layout_buttons([Button(label=say.label("Your request"), callback=AskRecovery())])
    )


def agreed_message(say: Say) -> Screen:
    """Tells both accounts, each where it writes from, that an organiser agreed."""
    text = say(
        "An organiser agreed: your two accounts are one now, with everything of both. Roles did not move. Later messages "
        "come to the account you wrote from last."
    )
    return Screen(
        text=say.sentences(text, deposits_held_text(say)),
        rows=layout_buttons([Button(label=say.label("My items"), callback=ShowMyItems())]),
    )


def declined_message(say: Say) -> Screen:
    """Tells who asked that nothing comes of it, without who said no."""
    return Screen(
        text=say(
            "The account that opened your link said no: nothing was changed, and the link no longer works. If it was the wrong account, make a new link."
        ),
        rows=layout_buttons([Button(label=say.label("New link"), callback=OfferMerge())]),
    )
