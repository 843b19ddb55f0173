"""A broadcast from its words to its report."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from handlers.broadcast.callbacks import (
    AimBroadcast,
    AskBroadcast,
    ChooseAudience,
    ConfirmBroadcast,
    EditBroadcast,
    PreviewBroadcast,
)
from handlers.broadcast.progress_callbacks import SendBroadcast, ShowProgress
from handlers.broadcast.progress_views import PER_SECOND, about
from handlers.organiser.callbacks import ShowAdmin
from handlers.ui.rows import narrow, packed
from handlers.ui.screen import Button, Screen
from locales.formats import language_in, listed, number
from locales.languages import LANGUAGES
from locales.say import Say
from locales.words import name
from market.alley import AlleyName
from market.broadcast.audience import ROLES, Audience, Headcount
from market.broadcast.draft import Draft
from market.broadcast.wording import LONGEST


def broadcast_home(say: Say, draft: Draft, last: int) -> Screen:
    """Whom it is for, with the count, and how far its words are."""
    buttons = [
        Button(_alley_label(say, draft.alley), ChooseAudience(what="alley")),
        Button(_language_label(say, _first(draft.audience.languages)), ChooseAudience(what="language")),
        Button(role_label(say, _first(draft.audience.roles)), ChooseAudience(what="role")),
    ]
    write = Button(
        say.label("Change the words") if draft.words else say.label("Write it"),
        AskBroadcast(),
        style="" if draft.words else "primary",
    )
    preview = [Button(say.label("Preview"), PreviewBroadcast(), style="primary")] if draft.words else []
    before = [Button(say.label("The last one"), ShowProgress(broadcast=last))] if last else []
    text = Markup("\n").join([audience_text(say, draft), *_counts(say, draft.readers), _words(say, draft)])
    return Screen(
        text,
        packed(preview, [write], buttons, before, [Button(say.label("Back"), ShowAdmin())]),
    )


def audience_text(say: Say, draft: Draft) -> Markup:
    """In one sentence; what is not narrowed is not named."""
    to = _role(say, _first(draft.audience.roles))
    if draft.alley and _first(draft.audience.languages):
        return say(
            "To: {people}, of {alley}, who read {language}.",
            people=to,
            alley=name(draft.alley, 32),
            language=language_in(say, _first(draft.audience.languages)),
        )
    if draft.alley:
        return say("To: {people}, of {alley}.", people=to, alley=name(draft.alley, 32))
    if _first(draft.audience.languages):
        return say(
            "To: {people}, who read {language}.",
            people=to,
            language=language_in(say, _first(draft.audience.languages)),
        )
    return say("To: {people}.", people=to)


def _role(say: Say, role: str) -> Markup:
    match role:
        case "shopper":
            return say("shoppers")
        case "vendor":
            return say("vendors")
        case "organiser":
            return say("organisers")
        case _:
            return say("everyone")


def role_label(say: Say, role: str) -> str:
    match role:
        case "shopper":
            return say.label("Role: shopper")
        case "vendor":
            return say.label("Role: vendor")
        case "organiser":
            return say.label("Role: organiser")
        case _:
            return say.label("Role: all")


def _alley_label(say: Say, alley: str) -> str:
    return (
        say.label("Alley: {alley}", alley=narrow(name(alley, 32), 20)) if alley else say.label("Alley: all")
    )


def _language_label(say: Say, language: str) -> str:
    if not language:
        return say.label("Language: all")
    return say.label("Language: {language}", language=narrow(language_in(say, language), 16))


def _counts(say: Say, readers: Headcount) -> list[Markup]:
    """How many, in which languages, and who is left out."""
    people = say.many("{count} person", "{count} people", readers.total)
    by_language = [f"{language_in(say, code)} {number(say, count)}" for code, count in readers.languages]
    lines = [
        say("{people}: {languages}.", people=people, languages=listed(say, by_language))
        if by_language
        else say("Nobody.")
    ]
    if readers.unreachable:
        lines.append(
            say.many(
                "Left out: {count} who cannot be reached.",
                "Left out: {count} who cannot be reached.",
                readers.unreachable,
            )
        )
    return lines


def _words(say: Say, draft: Draft) -> Markup:
    if not draft.words:
        return say("No words yet.")
    units = len(draft.words.encode("utf-16-le")) // 2
    return say("Words: {count} of {limit} characters.", count=number(say, units), limit=number(say, LONGEST))


def broadcast_ask(say: Say) -> Screen:
    text = say("Write what everyone is to read. It is sent as you type it, in one language for all.")
    return Screen(text, ask=say.plain("Lorong Bakau opens at 17:00 on Friday"))


def audience_choice(say: Say, what: str, audience: Audience, alleys: Sequence[AlleyName]) -> Screen:
    """One tap, and the count is shown anew."""
    if what == "alley":
        asked = say("Whose alley? People of an alley have stood in line there or have a stall there.")
        choices = [(say.label("All alleys"), "0")] + [
            (narrow(name(alley.name, 32)), str(alley.id)) for alley in alleys[:9]
        ]
        now = str(next(iter(audience.alleys), 0))
    elif what == "language":
        asked = say("Who read which language?")
        choices = [(say.label("All languages"), "-")] + [(one.name, one.code) for one in LANGUAGES]
        now = _first(audience.languages) or "-"
    else:
        asked = say(
            "In which role? A vendor has an approved stall; a shopper has none and does not organise."
        )
        choices = [(role_label(say, role), role or "-") for role in ("", *ROLES)]
        now = _first(audience.roles) or "-"
    buttons = [
        Button(label, AimBroadcast(what=what, value=value), style="primary" if value == now else "")
        for label, value in choices
    ]
    return Screen(asked, packed(buttons, [Button(say.label("Back"), EditBroadcast())]))


def broadcast_preview(say: Say, draft: Draft) -> Screen:
    """The message itself, exactly as its readers get it."""
    send = say.label("Send to {count}", count=number(say, draft.readers.total))
    return Screen(
        announcement(draft.words).text,
        packed(
            [Button(send, ConfirmBroadcast(), style="primary")],
            [Button(say.label("Back"), EditBroadcast())],
        ),
    )


def broadcast_confirm(say: Say, draft: Draft) -> Screen:
    text = say.many(
        "{count} letter, {time}. What a phone has shown cannot be called back.",
        "{count} letters, {time}. What a phone has shown cannot be called back.",
        draft.readers.total,
        time=about(say, -(-draft.readers.total // PER_SECOND)),
    )
    send = say.label("Send to {count}", count=number(say, draft.readers.total))
    return Screen(
        audience_text(say, draft) + "\n" + text,
        packed(
            [Button(say.label("Not yet"), EditBroadcast(), style="primary")],
            [Button(send, SendBroadcast(broadcast=draft.id), style="danger")],
        ),
    )


def announcement(words: str) -> Screen:
    """What readers get: text, whatever was typed."""
    return Screen(escape(words))


def _first(choices: Sequence[str]) -> str:
    return next(iter(choices), "")
