"""What is seen by who lives near an alley: what they would be told, and the digest of its evenings."""

from markupsafe import Markup

from handlers.alley.callbacks import ShowAlley
from handlers.drop.callbacks import ShowDrops
from handlers.drop.where import Where
from handlers.neighbour.callbacks import LeaveNeighbour, TellNeighbour
from handlers.ui.rows import packed
from handlers.ui.screen import Button, Screen
from locales.formats import day_of, hours, listed, moment
from locales.say import Say
from locales.words import name
from market.drop.planned import Wanted
from market.neighbour.digest import Digest, Told
from market.neighbour.listening import Neighbourhood

ALLEY, CITY, CONTACT = 32, 40, 200


def neighbour_page(say: Say, near: Neighbourhood, contact: str, link: str) -> Screen:
    """Before and after the choice."""
    alley = name(near.name, ALLEY)
    head = (
        say("You get notices of market days in {alley}, since {at}.", alley=alley, at=_since(say, near))
        if near.since
        else say(
            "Do you live near {alley}? Lorong can tell you about its market days in advance.", alley=alley
        )
    )
    promise = say(
        "At least 72 hours before each one you get a message with date, hours, number of stalls and a contact ({contact}). We also tell you about changes.",
        contact=name(contact, CONTACT),
    )
    nothing = say("Nothing else comes, and we do not store where you live.")
    first = [say("Your first message lists market days that are coming up soon.")] if near.since else []
    choice = (
        Button(say.label("Stop these notices"), LeaveNeighbour(alley=near.alley))
        if near.since
        else Button(say.label("Notify me in advance"), TellNeighbour(alley=near.alley), "primary")
    )
    return Screen(
        Markup("\n").join((head, say.sentences(promise, nothing), *first)),
        packed(
            [choice],
            [Button(say.label("Copy link"), copy=link)],
            [Button(say.label("Back"), ShowAlley(alley=near.alley))],
        ),
    )


def digest_letter(say: Say, digest: Digest, contact: str) -> Screen:
    """It is kept: each evening with its date."""
    words = {"alley": name(digest.name, ALLEY), "city": name(digest.city, CITY)}
    head = (
        say("New or changed market days in {alley} ({city} time):", **words)
        if digest.again
        else say("Market days in {alley} ({city} time):", **words)
    )
    late = [day_of(say, each.day) for each in digest.evenings if each.late]
    lines = [head, *(_line(say, each, digest.zone) for each in digest.evenings)]
    if late:
        lines.append(say("Short notice (less than 72 hours): {days}.", days=listed(say, late)))
    lines.append(_whom(say, contact))
    return Screen(
        Markup("\n").join(lines),
        packed(
            [Button(say.label("See all drops"), ShowDrops(where=_where(digest).code), below=True)],
            [Button(say.label("Stop these notices"), LeaveNeighbour(alley=digest.alley), below=True)],
        ),
    )


def _line(say: Say, told: Told, zone: str) -> Markup:
    day = day_of(say, told.day)
    if not told.stalls:
        return say("{day}: cancelled.", day=day)
    return say.many(
        "{day}, {hours}, {count} stall.",
        "{day}, {hours}, {count} stalls.",
        told.stalls,
        day=day,
        hours=hours(say, told.starts_at, told.ends_at, zone),
    )


def _whom(say: Say, contact: str) -> Markup:
    if contact:
        return say("Contact: {contact}.", contact=name(contact, CONTACT))
    return say("Contact: /support")


def _where(digest: Digest) -> Where:
    """The list of the one evening, or of all that is on in this alley."""
    days = [each.day for each in digest.evenings if each.stalls]
    return Where(Wanted(f"{days[0]:%Y%m%d}" if len(days) == 1 else "all", digest.alley))


def _since(say: Say, near: Neighbourhood) -> str:
    assert near.since is not None
    return moment(say, near.since, near.zone)
