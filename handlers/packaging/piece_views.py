"""A single piece of packaging: its story for anyone, and what its staff can do with it."""

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.hub import ShowHubs
from handlers.callbacks.packaging_desk import UndoWork
from handlers.callbacks.piece import PieceWork, SendPiece, ShowPiece, WorkOnPiece
from handlers.callbacks.place import place_code
from handlers.callbacks.scan import AskScan
from handlers.callbacks.start import ShowStart
from handlers.packaging.packaging_text import place_name, state_text
from handlers.ui.button_layout import layout_buttons, room_for_name, shorten_label
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime, format_money, format_time
from locales.say import Say
from locales.user_text import HUB, PACKAGING, sanitize_name
from market.packaging.asset import AssetFacts
from market.packaging.hauling import CARRIED, HaulFacts
from market.packaging.hub_facts import HubFacts, open_hubs
from market.packaging.piece_story import PieceStory
from market.packaging.place import PlaceFacts
from storage.packaging import PackagingState, Stream

TARGETS = 8


def passport_page(say: Say, story: PieceStory, now: datetime, zone: str) -> Screen:
    """Shows anyone the story of a piece: of no person, and not where it is."""
    hubs = ShowHubs(packaging=story.asset.packaging.id)
    return Screen(
        text=Markup("\n").join(passport_rows(say, story, now, zone)),
        rows=layout_buttons(
            [Button(label=say.label("Hubs"), callback=hubs)],
            [Button(label=say.label("Back"), callback=ShowStart())],
        ),
    )


def passport_rows(say: Say, story: PieceStory, now: datetime, zone: str) -> list[Markup]:
    """Returns the rows of a piece's story."""
    rows = [_head(say, story), _trips_text(say, story, zone), _made_for_text(say, story)]
    if story.asset.packaging.terms.deposit:
        rows.append(
            say(
                "You get {deposit} when you bring it back.",
                deposit=_money(say, story, story.asset.packaging.terms.deposit),
            )
        )
    return [*rows, *_open_text(say, story.hubs, now)]


def _head(say: Say, story: PieceStory) -> Markup:
    passport = story.passport
    name = say(
        "<b>{item}</b>, number {serial}: {state}.",
        item=sanitize_name(passport.packaging, PACKAGING),
        serial=story.asset.serial,
        state=state_text(say, passport.state),
    )
    stream = say("Halal packaging.") if passport.stream is Stream.HALAL else ""
    lid = say("Its lid or its body is missing.") if passport.lid_missing else ""
    return say.sentences(name, stream, lid)


def _trips_text(say: Say, story: PieceStory, zone: str) -> Markup:
    passport = story.passport
    trips = (
        say.many("It came back {count} time.", "It came back {count} times.", passport.trips)
        if passport.trips
        else say("It has not been lent and returned yet.")
    )
    washed = (
        say("Washed last {at}.", at=format_datetime(say, passport.washed_at, zone))
        if passport.washed_at
        else ""
    )
    return say.sentences(trips, washed)


def _made_for_text(say: Say, story: PieceStory) -> Markup:
    passport = story.passport
    return say.many(
        "It weighs {grams} g and is made for {count} use.",
        "It weighs {grams} g and is made for {count} uses.",
        passport.expected_uses,
        grams=passport.grams,
    )


def _open_text(say: Say, hubs: tuple[HubFacts, ...], now: datetime) -> list[Markup]:
    """Returns the hubs that are open now and take the piece."""
    return [
        say(
            "Open now: {hub}, {alley}, until {time}.",
            hub=sanitize_name(hub.name, HUB),
            alley=sanitize_name(hub.alley_name, HUB),
            time=format_time(say, until, hub.zone),
        )
        for hub, until in open_hubs(hubs, now)
    ]


def _money(say: Say, story: PieceStory, minor: int) -> str:
    return format_money(say, minor, story.asset.packaging.currency, story.territory)


def piece_page(
    say: Say, story: PieceStory, now: datetime, zone: str, *, place: str, undo: int, arrives: bool
) -> Screen:
    """Shows staff a piece and what can be done with it now. `undo` is the movement of their last work, 0 for none; `arrives`: it is on the way to them."""
    asset = story.asset
    where = say("It is at {place}.", place=place_name(asset.place)) if asset.place else ""
    parts = (_head(say, story), _trips_text(say, story, zone))
    here = place_code(asset.place.ref) if asset.place else place
    undoing = (
        [Button(label=say.label("Undo (1 min)"), callback=UndoWork(place=here, movement=undo))]
        if undo
        else []
    )
    groups = (
        [_button(say, story, PieceWork.ARRIVED, here)] if arrives else [],
        [_button(say, story, work, here) for work in works_on(story)],
        _send_button(say, story),
        undoing,
        [
            Button(label=say.label("Scan next"), callback=AskScan(place=here)),
            Button(label=say.label("Back"), callback=ShowStart()),
        ],
    )
    return Screen(
        text=say.sentences(Markup("\n").join(parts), where),
        rows=layout_buttons(*groups),
    )


def _send_button(say: Say, story: PieceStory) -> list[Button]:
    """Returns the button that sends a piece to another place, for one that stands where crates are packed from."""
    asset = story.asset
    if asset.place is None or asset.state not in CARRIED:
        return []
    callback = SendPiece(code=asset.packaging.code, serial=asset.serial)
    return [Button(label=say.label("Send"), callback=callback)]


def piece_target_choice(
    say: Say, asset: AssetFacts, sent: Sequence[HaulFacts], places: Sequence[PlaceFacts]
) -> Screen:
    """Asks where a piece goes: into crates that are on the way, or alone to a place."""
    code, serial = asset.packaging.code, asset.serial

    def along(haul: HaulFacts) -> Button:
        room = room_for_name(say.label("Add to {place}", place="x"))
        label = say.label("Add to {place}", place=shorten_label(haul.target.name, room))
        return Button(label=label, callback=SendPiece(code=code, serial=serial, haul=haul.id))

    def alone(place: PlaceFacts) -> Button:
        callback = SendPiece(code=code, serial=serial, target=place_code(place.ref))
        return Button(label=shorten_label(place.name), callback=callback)

    return Screen(
        text=say(
            "Where does {item}, number {serial}, go?",
            item=sanitize_name(asset.packaging.name, PACKAGING),
            serial=serial,
        ),
        rows=layout_buttons(
            *([along(haul)] for haul in sent[:TARGETS] if haul.state is asset.state),
            *([alone(place)] for place in places[:TARGETS]),
            [Button(label=say.label("Back"), callback=ShowPiece(code=code, serial=serial))],
        ),
    )


def works_on(story: PieceStory) -> list[PieceWork]:
    """Returns what can be done with a piece in its state."""
    asset, halal = story.asset, story.asset.packaging.stream is Stream.HALAL
    mixed = [PieceWork.MIXED] if halal else []
    lid = [PieceWork.LID_FOUND if asset.lid_missing else PieceWork.LID_MISSING]
    lids = lid if asset.packaging.has_lid and asset.place else []
    match asset.state:
        case PackagingState.OUT:
            back = [PieceWork.BACK_MIXED] if halal else []
            return [PieceWork.TAKE_BACK, PieceWork.BACK_DAMAGED, *back]
        case PackagingState.CLEAN if asset.place is None:
            return []
        case PackagingState.CLEAN:
            lend = [] if asset.lid_missing else [PieceWork.LEND]
            return [*lend, PieceWork.DAMAGED, *mixed, PieceWork.RETIRE, *lids]
        case PackagingState.RETURNED if asset.place is None:
            return []
        case PackagingState.RETURNED:
            return [PieceWork.WASH, PieceWork.DAMAGED, *mixed, PieceWork.RETIRE, *lids]
        case PackagingState.QUARANTINED:
            return [PieceWork.RETIRE, *lids]
        case PackagingState.WASHING:
            return lids
        case PackagingState.LOST:
            return [PieceWork.TAKE_BACK] if asset.ticket else []
        case PackagingState.RETIRED:
            return []
        case _:
            assert_never(asset.state)


def _button(say: Say, story: PieceStory, work: PieceWork, place: str) -> Button:
    callback = WorkOnPiece(code=story.asset.packaging.code, serial=story.asset.serial, work=work, place=place)
    return Button(label=_label(say, work), callback=callback)


def _label(say: Say, work: PieceWork) -> str:
    match work:
        case PieceWork.TAKE_BACK:
            return say.label("Take back {count}", count=1)
        case PieceWork.BACK_DAMAGED:
            return say.label("Back, damaged")
        case PieceWork.BACK_MIXED:
            return say.label("Back, mixed crate")
        case PieceWork.LEND:
            return say.label("Lend")
        case PieceWork.WASH:
            return say.label("Wash")
        case PieceWork.DAMAGED:
            return say.label("Damaged")
        case PieceWork.MIXED:
            return say.label("Mixed crate")
        case PieceWork.RETIRE:
            return say.label("Worn out")
        case PieceWork.ARRIVED:
            return say.label("It arrived")
        case PieceWork.LID_MISSING:
            return say.label("Lid is missing")
        case PieceWork.LID_FOUND:
            return say.label("Lid is there")
        case _:
            assert_never(work)
