"""The subscription of a neighbour, and the digest of an alley's market days."""

from markupsafe import Markup

from handlers.callbacks.alley import SendVenue
from handlers.callbacks.drop import ShowDrops
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.neighbour import SubscribeNeighbour, UnsubscribeNeighbour
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.formats import format_date, format_datetime, format_list_and, format_time_range
from locales.say import Say
from locales.user_text import ALLEY, sanitize_name
from market.drop.planned_drops import DropFilter, DropPeriod
from market.neighbour.digest import Digest, DigestDay
from market.neighbour.subscription import Neighbourhood

CITY, CONTACT = 40, 200


def neighbour_page(say: Say, neighbourhood: Neighbourhood, contact: str, link: str) -> Screen:
    """Shows the subscription, before and after the choice."""
    alley = sanitize_name(neighbourhood.name, ALLEY)
    head = (
        say(
            "You get notices of market days in {alley}, since {at}.",
            alley=alley,
            at=_since(say, neighbourhood),
        )
        if neighbourhood.since
        else say("Do you live near {alley}? We can tell you about its market days in advance.", alley=alley)
    )
    promise = say(
        "At least 72 hours before each one you get a message with date, hours, number of stalls and a contact ({contact}). We also tell you about changes.",
        contact=sanitize_name(contact, CONTACT),
    )
    nothing = say("Nothing else comes, and we do not store where you live.")
    first = (
        [say("Your first message lists market days that are coming up soon.")] if neighbourhood.since else []
    )
    choice = (
        Button(label=say.label("Stop these"), callback=UnsubscribeNeighbour(alley=neighbourhood.alley))
        if neighbourhood.since
        else Button(
            label=say.label("Notify me in advance"),
            callback=SubscribeNeighbour(alley=neighbourhood.alley),
            style="primary",
        )
    )
    return Screen(
        text=Markup("\n").join((head, say.sentences(promise, nothing), *first)),
        rows=layout_buttons(
            [choice],
            [Button(label=say.label("Copy link"), copy=link)],
            [Button(label=say.label("Back"), callback=SendVenue(alley=neighbourhood.alley))],
        ),
    )


def digest_message(say: Say, digest: Digest, contact: str) -> Screen:
    """Lists the market days with their dates. It stays in the chat."""
    words = {"alley": sanitize_name(digest.name, ALLEY), "city": sanitize_name(digest.city, CITY)}
    head = (
        say("New or changed market days in {alley} ({city} time):", **words)
        if digest.again
        else say("Market days in {alley} ({city} time):", **words)
    )
    late = [format_date(say, each.day) for each in digest.market_days if each.late]
    lines = [head, *(_market_day_row(say, each, digest.zone) for each in digest.market_days)]
    if late:
        lines.append(say("Short notice (less than 72 hours): {days}.", days=format_list_and(say, late)))
    lines.append(_contact_row(say, contact))
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            [
                Button(
                    label=say.label("All drops"),
                    callback=ShowDrops(back_to=_alley_location(digest).code),
                    below=True,
                )
            ],
            [
                Button(
                    label=say.label("Stop these"),
                    callback=UnsubscribeNeighbour(alley=digest.alley),
                    below=True,
                )
            ],
        ),
    )


def _market_day_row(say: Say, digest_day: DigestDay, zone: str) -> Markup:
    day = format_date(say, digest_day.day)
    if not digest_day.stalls:
        return say("{day}: cancelled.", day=day)
    return say.many(
        "{day}, {hours}, {count} stall.",
        "{day}, {hours}, {count} stalls.",
        digest_day.stalls,
        day=day,
        hours=format_time_range(say, digest_day.starts_at, digest_day.ends_at, zone),
    )


def _contact_row(say: Say, contact: str) -> Markup:
    if contact:
        return say("Contact: {contact}.", contact=sanitize_name(contact, CONTACT))
    return say("Contact: /support")


def _alley_location(digest: Digest) -> ListLocation:
    """Returns the list of the one market day, or of all drops in this alley."""
    days = [each.day for each in digest.market_days if each.stalls]
    return ListLocation(DropFilter(f"{days[0]:%Y%m%d}" if len(days) == 1 else DropPeriod.ALL, digest.alley))


def _since(say: Say, neighbourhood: Neighbourhood) -> str:
    assert neighbourhood.since is not None
    return format_datetime(say, neighbourhood.since, neighbourhood.zone)
