"""Whose account the payment QR on a counter pays. The name in a QR is shown as what it is: anybody's choice."""

from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.counter import (
    AskCounterPhoto,
    AskKeepCounter,
    KeepCounter,
    RemoveCounter,
    ReportCounter,
    ShowCounter,
    ShowCounterCheck,
)
from handlers.callbacks.desk import ShowStallMenu
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime
from locales.say import Say
from locales.user_text import ALLEY, NAME, STALL, sanitize_name
from market.deposit.counter import CounterCheckFacts, CounterVerdict, StallCounter


def counter_page(say: Say, counter: StallCounter) -> Screen:
    """Shows the newest check, and the QRs that the owner said are the stall's own."""
    parts = [_newest(say, counter.newest), *(_account(say, each) for each in counter.kept)]
    removes = [
        Button(label=say.label("Remove …{ending}", ending=each.ending), callback=RemoveCounter(check=each.id))
        for each in counter.kept
        if counter.owned
    ]
    return Screen(
        text=Markup("\n").join(parts),
        rows=layout_buttons(
            [Button(label=say.label("Check now"), callback=AskCounterPhoto(), style="primary")],
            removes,
            [Button(label=say.label("Back"), callback=ShowStallMenu())],
        ),
    )


def _newest(say: Say, check: CounterCheckFacts | None) -> Markup:
    if check is None:
        return say(
            "Thieves paste their payment QR over yours. Before you open, check the one on your counter with a photo."
        )
    at = format_datetime(say, check.at, check.zone)
    return say("Payment QR on your counter, {at}: {verdict}", at=at, verdict=_word(say, check.verdict))


def photo_ask(say: Say) -> Screen:
    return Screen(
        text=say("Send a photo of the payment QR on your counter. Several in one photo are fine."),
        rows=layout_buttons([Button(label=say.label("Back"), callback=ShowCounter())]),
    )


def verdict(say: Say, check: CounterCheckFacts, owned: bool) -> Screen:
    """Shows whose account a QR pays and what to do; `owned`: to the owner, who alone can say that it is theirs."""
    parts = [Markup("<b>{}</b>").format(_word(say, check.verdict)), _account(say, check)]
    return Screen(
        text=Markup("\n").join([*parts, *_what_to_do(say, check, owned)]),
        rows=layout_buttons(
            *_choices(say, check, owned),
            [
                Button(label=say.label("Check again"), callback=AskCounterPhoto()),
                Button(label=say.label("Back"), callback=ShowCounter()),
            ],
        ),
    )


def _word(say: Say, verdict: CounterVerdict) -> Markup:
    match verdict:
        case CounterVerdict.OWN:
            return say("✅ YOURS")
        case CounterVerdict.OTHER:
            return say("⛔ NOT YOURS")
        case CounterVerdict.UNKNOWN:
            return say("NOT CONFIRMED YET")
        case _:
            assert_never(verdict)


def _account(say: Say, check: CounterCheckFacts) -> Markup:
    """Returns the end of the account, its scheme, and the name that the QR gives itself."""
    name = sanitize_name(check.name, NAME) if check.name else say("no name")
    if not check.scheme:
        return say("Account …{ending}, named {name}.", ending=check.ending, name=name)
    return say(
        "{scheme} account …{ending}, named {name}.", scheme=check.scheme, ending=check.ending, name=name
    )


def _what_to_do(say: Say, check: CounterCheckFacts, owned: bool) -> list[Markup]:
    match check.verdict:
        case CounterVerdict.OWN:
            return []
        case CounterVerdict.OTHER:
            told = [say("The organisers know.")] if check.reported else []
            return [
                say(
                    "Take it down and let nobody pay it. A QR can carry any name; this account is not yours."
                ),
                *told,
            ]
        case CounterVerdict.UNKNOWN if owned:
            return [say("Compare the account with your bank app. If it is yours, we remember it.")]
        case CounterVerdict.UNKNOWN:
            return [say("The owner of the stall can say which account is its own.")]
        case _:
            assert_never(check.verdict)


def _choices(say: Say, check: CounterCheckFacts, owned: bool) -> list[list[Button]]:
    report = Button(
        label=say.label("Tell the organisers"), callback=ReportCounter(check=check.id), style="danger"
    )
    ours = Button(label=say.label("It is ours"), callback=AskKeepCounter(check=check.id))
    match check.verdict:
        case CounterVerdict.OWN:
            return []
        case CounterVerdict.OTHER:
            return [[] if check.reported else [report], [ours] if owned else []]
        case CounterVerdict.UNKNOWN:
            return [[ours] if owned else []]
        case _:
            assert_never(check.verdict)


def keep_ask(say: Say, check: CounterCheckFacts) -> Screen:
    """Asks before an account is taken for the stall's own."""
    text = say(
        "Is the account …{ending} in your own bank app? If you say yes, a QR that pays it counts as yours, whatever its name.",
        ending=check.ending,
    )
    return Screen(
        text=Markup("\n").join((_account(say, check), text)),
        rows=layout_buttons(
            [Button(label=say.label("Yes, it is ours"), callback=KeepCounter(check=check.id))],
            [Button(label=say.label("Back"), callback=ShowCounterCheck(check=check.id))],
        ),
    )


def reported_message(say: Say, check: CounterCheckFacts) -> Screen:
    """Tells an organiser of a payment QR that is not the stall's own."""
    text = say(
        "⛔ {stall} in {alley} had a payment QR on its counter that is not its own, {at}. Other stalls may have one too.",
        stall=sanitize_name(check.stall_name, STALL),
        alley=sanitize_name(check.alley_name, ALLEY),
        at=format_datetime(say, check.at, check.zone),
    )
    return Screen(text=Markup("\n").join((text, _account(say, check))))
