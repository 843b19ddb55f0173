"""A stall's dossier to its owner: what is in it, what is missing, the parts that are ticked, and the link, which is shown once."""

from dataclasses import asdict

from markupsafe import Markup

from handlers.callbacks.dossier import AskStopDossier, MakeDossierLink, ShowDossier, StopDossierLink
from handlers.callbacks.seller import ShowSeller
from handlers.callbacks.stall import ShowMyStall
from handlers.callbacks.validity import ShowValidity
from handlers.ui.button_layout import layout_buttons
from handlers.ui.danger_question import danger_question
from handlers.ui.screen import Button, Screen
from locales.dossier_words import part_name, permit_text
from locales.formats import format_datetime, format_day, format_list_and, format_long_date
from locales.licence_words import licence_kind_name, licence_verdict
from locales.say import Say
from locales.seller_words import seller_text
from locales.user_text import ALLEY, STALL, sanitize_name
from market.dossier.contents import DossierFacts, DossierLicence, DossierParts
from market.dossier.link import LIVES, MadeDossierLink, OpenDossierLink, OwnDossier
from market.validity import ValidityKind

ON, OFF = "☑", "☐"


def dossier_page(say: Say, dossier: OwnDossier, parts: DossierParts, *, has_address: bool) -> Screen:
    """Shows what is in the dossier and which parts are ticked. Without an address of the market's pages there are no links."""
    facts, stall = dossier.facts, dossier.facts.stall
    lines = [
        say(
            "The dossier of {stall} for a council’s officer: one page with your papers, which they open by a link, without an account. They only read.",
            stall=sanitize_name(facts.stall_name, STALL),
        ),
        *_always_lines(say, facts),
        *_part_lines(say, facts, parts),
        *_missing_text(say, facts),
        *_link_lines(say, dossier.open_link, facts.zone, has_address=has_address),
    ]
    stop = Button(label=say.label("Stop the link"), callback=AskStopDossier(stall=stall), style="danger")
    groups = (
        _ticks(say, facts, parts) if has_address else [],
        [_make_button(say, stall, parts, is_first=dossier.open_link is None)] if has_address else [],
        [stop] if dossier.open_link else [],
        _ways_to_add(say, facts),
        [Button(label=say.label("Back"), callback=ShowMyStall())],
    )
    return Screen(text=Markup("\n").join(lines), rows=layout_buttons(*groups))


def dossier_link(say: Say, made: MadeDossierLink, link: str) -> Screen:
    """Shows a new link, and what whoever opens it reads."""
    facts = made.facts
    lines = (
        say("The link of your dossier. Copy it now, we show it once:"),
        Markup("{}").format(link),
        say(
            "Until {until}, everybody who has it reads this, and nothing else:",
            until=format_datetime(say, made.until, facts.zone),
        ),
        *_always_lines(say, facts),
        *_released_lines(say, facts),
        say("You see how often it was opened, and you can stop it at any time."),
    )
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            [Button(label=say.label("Copy link"), copy=link)],
            [Button(label=say.label("Back"), callback=ShowDossier(stall=facts.stall))],
        ),
    )


def new_link_ask(say: Say, stall: int, parts: DossierParts) -> Screen:
    """Asks before a new link ends the one there is."""
    return danger_question(
        say("Make a new link? The old one stops at once, and the officer needs the new one."),
        say.label("New link"),
        MakeDossierLink(stall=stall, replaces=True, **asdict(parts)),
        keep=say.label("Keep the link"),
    )


def stop_ask(say: Say, stall: int) -> Screen:
    """Asks before the link ends."""
    return danger_question(
        say("Stop the link? It ends at once, and the officer no longer sees your dossier."),
        say.label("Stop the link"),
        StopDossierLink(stall=stall),
        keep=say.label("Keep the link"),
    )


def _always_lines(say: Say, facts: DossierFacts) -> list[Markup]:
    """Returns what each link shows, whatever is ticked."""
    until, lapses = (format_long_date(say, day) if day else "" for day in (facts.until, facts.lapses_after))
    permit = format_long_date(say, facts.permit_until) if facts.permit_until else ""
    place = say(
        "{first}, {second}",
        first=sanitize_name(facts.stall_name, STALL),
        second=sanitize_name(facts.alley, ALLEY),
    )
    return [
        _line(say, say.plain("Stall"), place),
        _line(say, say.plain("Licence"), licence_verdict(say, facts.standing, until, lapses)),
        _line(say, say.plain("Permit of the alley"), permit_text(say, permit)),
        _line(say, say.plain("Evenings ahead"), _evenings_text(say, facts)),
    ]


def _evenings_text(say: Say, facts: DossierFacts) -> Markup:
    if not facts.evenings:
        return say("Nothing is planned now.")
    first = facts.evenings[0]
    return say.many(
        "{count}, on {day}.",
        "{count}, the first on {day}.",
        len(facts.evenings),
        day=format_day(say, first.starts_at, first.zone),
    )


def _part_lines(say: Say, facts: DossierFacts, parts: DossierParts) -> list[Markup]:
    """Returns the parts that there are, each with its tick and what it would show."""
    lines = [
        _line(say, f"{ON if is_ticked else OFF} {part_name(say, part)}", text)
        for part, is_ticked in asdict(parts).items()
        if (text := _part_text(say, facts, part))
    ]
    return [say("Tick what else the officer may see:"), *lines] if lines else []


def _released_lines(say: Say, facts: DossierFacts) -> list[Markup]:
    """Returns the parts that a link shows."""
    texts = {part: _part_text(say, facts, part) for part in DossierParts.__dataclass_fields__}
    return [_line(say, part_name(say, part), text) for part, text in texts.items() if text]


def _part_text(say: Say, facts: DossierFacts, part: str) -> Markup:
    """Returns what a part shows; "" where there is nothing of it."""
    if part == "licence":
        return _licence_text(say, facts.licence) if facts.licence else Markup()
    if part == "seller":
        return seller_text(say, facts.seller.name, facts.seller.contact) if facts.seller else Markup()
    count = len(facts.photos)
    if not count:
        return Markup()
    return say.many("{count} photo of your newest drops.", "{count} photos of your newest drops.", count)


def _licence_text(say: Say, licence: DossierLicence) -> Markup:
    name = licence_kind_name(say, licence.kind)
    return say.sentences(
        say("{licence}, number {number}.", licence=name, number=licence.number),
        say("With the PDF.") if licence.pdf else say("With the photo."),
        *([say("With the public card.")] if licence.card else []),
    )


def _missing_text(say: Say, facts: DossierFacts) -> list[Markup]:
    missing = [
        *([] if facts.until else [say.plain("the last day of the licence")]),
        *([] if facts.licence else [say.plain("the licence document")]),
        *([] if facts.licence is None or facts.licence.card else [say.plain("the public card")]),
        *([] if facts.seller else [say.plain("the seller")]),
        *([] if facts.photos else [say.plain("a photo of a drop")]),
    ]
    return [say("Missing: {papers}.", papers=format_list_and(say, missing))] if missing else []


def _link_lines(say: Say, link: OpenDossierLink | None, zone: str, *, has_address: bool) -> list[Markup]:
    if not has_address:
        needs = say(
            "It needs an address for this market's pages: the person who runs Lorong can set <code>{setting}</code>.",
            setting="LORONG_PUBLIC_URL",
        )
        return [needs]
    if link is None:
        return [say.many("The link works for {count} day.", "The link works for {count} days.", LIVES.days)]
    released = [part_name(say, part) for part, is_released in asdict(link.parts).items() if is_released]
    until = format_datetime(say, link.until, zone)
    works = (
        say(
            "Your link works until {until}. It also shows: {parts}.",
            until=until,
            parts=format_list_and(say, released),
        )
        if released
        else say("Your link works until {until}.", until=until)
    )
    return [works, _opened_text(say, link, zone)]


def _opened_text(say: Say, link: OpenDossierLink, zone: str) -> Markup:
    if link.opened_at is None:
        return say("It was not opened yet.")
    return say.sentences(
        say.many(
            "Opened {count} time, last {at}.",
            "Opened {count} times, last {at}.",
            link.opened,
            at=format_datetime(say, link.opened_at, zone),
        ),
        say("An app that shows a preview of the link counts, too."),
    )


def _ticks(say: Say, facts: DossierFacts, parts: DossierParts) -> list[Button]:
    """Returns a button for each part that there is, which ticks it or takes the tick away."""
    ticked = asdict(parts)
    return [
        Button(
            label=f"{ON if is_ticked else OFF} {part_name(say, part)}",
            callback=ShowDossier(stall=facts.stall, **{**ticked, part: not is_ticked}),
        )
        for part, is_ticked in ticked.items()
        if _part_text(say, facts, part)
    ]


def _make_button(say: Say, stall: int, parts: DossierParts, *, is_first: bool) -> Button:
    callback = MakeDossierLink(stall=stall, **asdict(parts))
    if is_first:
        return Button(label=say.label("Make a link"), callback=callback, style="primary")
    return Button(label=say.label("New link"), callback=callback)


def _ways_to_add(say: Say, facts: DossierFacts) -> list[Button]:
    """Returns the ways to the papers that are missing."""
    licence = ShowValidity(kind=ValidityKind.LICENCE, holder_id=facts.stall)
    has_licence = facts.until and facts.licence and facts.licence.card
    return [
        *([] if has_licence else [Button(label=say.label("Licence"), callback=licence)]),
        *(
            []
            if facts.seller
            else [Button(label=say.label("Add name and contact"), callback=ShowSeller(stall=facts.stall))]
        ),
    ]


def _line(say: Say, name: str, text: Markup) -> Markup:
    return say("<b>{label}</b>: {value}", label=name, value=text)
