"""Hubs for people who bring packaging back: where, until when, what they take, how full they are."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from markupsafe import Markup

from handlers.callbacks.hub import SendHubVenue, ShowHub, ShowHubs
from handlers.callbacks.packaging_desk import ShowPackagingDesk
from handlers.callbacks.place import place_code
from handlers.callbacks.ticket import ShowReturns
from handlers.packaging.packaging_text import hub_head
from handlers.ui.button_layout import layout_buttons, shorten_label
from handlers.ui.paging import page_of, page_text, pager
from handlers.ui.screen import Button, Screen, Venue
from locales.formats import format_list_and, format_minute_of_day, format_time, weekday_name
from locales.say import Say
from locales.user_text import ALLEY, HUB, PACKAGING, sanitize_name
from market.packaging.hub_facts import HubFacts, NearHub, open_until
from market.packaging.place import hub_ref
from storage.hub import EVERY_DAY
from storage.packaging import Stream

PAGE = 6
A_MONDAY = date(2026, 11, 23)
DAY_MINUTES = 24 * 60
LOCATION = 80


def hub_list(say: Say, hubs: Sequence[NearHub], shown: ShowHubs, now: datetime) -> Screen:
    """Shows the hubs, the nearest first."""
    back = Button(label=say.label("My returns"), callback=ShowReturns())
    if not hubs:
        return Screen(
            text=say("No hub takes this yet. Bring it back to any stall of this market."),
            rows=layout_buttons([back]),
        )
    page = page_of(hubs, shown.page, PAGE)
    rows = [
        say("{number}. {words}", number=at, words=_hub_row(say, each, now)) for at, each in page.numbered()
    ]

    def to(number: int) -> ShowHubs:
        return shown.model_copy(update={"page": number})

    return Screen(
        text=Markup("\n").join(
            (say("<b>Hubs take packaging back:</b>"), *rows, *page_text(say, page.number, page.pages))
        ),
        rows=layout_buttons(
            *(
                [
                    Button(
                        label=f"{at} {shorten_label(each.hub.name, 26)}",
                        callback=ShowHub(hub=each.hub.id, alley=shown.alley, packaging=shown.packaging),
                    )
                ]
                for at, each in page.numbered()
            ),
            *pager(say, page.number, page.pages, to),
            [back],
        ),
    )


def _hub_row(say: Say, near_hub: NearHub, now: datetime) -> Markup:
    hub = near_hub.hub
    name, alley = sanitize_name(hub.name, HUB), sanitize_name(hub.alley_name, ALLEY)
    row = say("{hub}, {alley}: {hours}", hub=name, alley=alley, hours=_now_text(say, hub, now))
    if near_hub.km is None:
        return row
    return say(
        "{hub} · {km} km", hub=row, km=f"{near_hub.km:.1f}" if near_hub.km < 10 else f"{near_hub.km:.0f}"
    )


def _now_text(say: Say, hub: HubFacts, now: datetime) -> str:
    until = open_until(hub, now)
    if until is None:
        return say.plain("closed now")
    return say.plain("until {time}", time=format_time(say, until, hub.zone))


def hub_card(say: Say, hub: HubFacts, now: datetime, opened: ShowHub, *, works_here: bool) -> Screen:
    """Shows a hub. `works_here`: the reader has its desk."""
    desk = ShowPackagingDesk(place=place_code(hub_ref(hub.id)))
    back = ShowHubs(alley=opened.alley, packaging=opened.packaging)
    parts = [hub_head(say, hub, now), _where_text(say, hub), hours_text(say, hub), *_takes_text(say, hub)]
    return Screen(
        text=Markup("\n").join((*parts, *_full_text(say, hub))),
        rows=layout_buttons(
            [Button(label=say.label("Directions"), callback=SendHubVenue(hub=hub.id), below=True)],
            [Button(label=say.label("Hub desk"), callback=desk)] if works_here else [],
            [
                Button(label=say.label("Hubs"), callback=back),
                Button(label=say.label("My returns"), callback=ShowReturns()),
            ],
        ),
    )


def _where_text(say: Say, hub: HubFacts) -> Markup:
    alley = sanitize_name(hub.alley_name, ALLEY)
    if not hub.location:
        return say("{alley}.", alley=alley)
    return say("{alley}. {location}.", alley=alley, location=sanitize_name(hub.location, LOCATION))


def hours_text(say: Say, hub: HubFacts) -> Markup:
    """Returns when a hub is open: "Every day, 10:00 to 23:00."."""
    hours = say.plain(
        "{start} to {end}",
        start=format_minute_of_day(say, hub.opens_minute),
        end=format_minute_of_day(say, hub.closes_minute % DAY_MINUTES),
    )
    if hub.weekdays == EVERY_DAY:
        return say("Every day, {hours}.", hours=hours)
    days = [weekday_name(say, A_MONDAY + timedelta(days=day)) for day in range(7) if hub.weekdays >> day & 1]
    return say("{days}, {hours}.", days=format_list_and(say, days), hours=hours)


def _takes_text(say: Say, hub: HubFacts) -> list[Markup]:
    """Returns what a hub takes, halal packaging apart."""

    def names(stream: Stream) -> list[str]:
        return [sanitize_name(kind.name, PACKAGING) for kind in hub.takes if kind.stream is stream]

    halal, other = names(Stream.HALAL), names(Stream.OTHER)
    return [
        *([say("Halal packaging: {items}.", items=format_list_and(say, halal))] if halal else []),
        *([say("Other packaging: {items}.", items=format_list_and(say, other))] if other else []),
        *([] if hub.takes else [say("It takes no packaging yet.")]),
    ]


def _full_text(say: Say, hub: HubFacts) -> list[Markup]:
    return [say("{percent} % full.", percent=hub.percent_full)] if hub.here else []


def hub_venue(say: Say, hub: HubFacts) -> Screen:
    """Shows a hub on a map: that of its alley."""
    name, place = sanitize_name(hub.name, HUB), sanitize_name(hub.location or hub.alley_name, LOCATION)
    return Screen(
        text=Markup("<b>{}</b>\n{}").format(name, place),
        venue=Venue(title=name, address=place, latitude=hub.latitude, longitude=hub.longitude),
        rows=layout_buttons([Button(label=say.label("Back"), callback=ShowHub(hub=hub.id))]),
    )
