"""Single pieces: bought with a serial, found by their path, and the passport that anyone may see."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from market.actor import Actor, require_organiser
from market.packaging.loan import refuse_other_types
from market.packaging.movement import Cause, Route, StockPoint, move_units
from market.packaging.packaging_type import PackagingFacts, lent_packaging_row, packaging_facts
from market.packaging.place import (
    PlaceFacts,
    PlaceRef,
    lock_staffed_place,
    place_facts,
    ref_of,
    require_place_staff,
)
from market.packaging.refusals import AssetExists, AssetUnknown, PackagingTermsUnfit, SerialUnfit
from market.person import lock_unblocked_person
from storage.packaging import (
    MovementReason,
    PackagingAsset,
    PackagingMovement,
    PackagingState,
    PackagingType,
    PlaceKind,
    Stream,
)
from storage.store import mark_changed
from storage.ticket import Loan, Ticket

SERIAL = re.compile(r"[0-9A-Z]{1,16}")
PATH = re.compile(r"/A/([0-9A-Z]{1,14})/([0-9A-Z]{1,16})")
"""As a GRAI has up to fourteen digits for the type and sixteen symbols for the piece, one fits in place of our own codes."""
TRIP_ENDS = (MovementReason.TAKEN_BACK, MovementReason.SWAPPED_IN)


@dataclass(frozen=True, kw_only=True)
class AssetFacts:
    """A piece for staff. `place` is its hub or stall; `ticket` is the code of the returns ticket it is out with. Neither is set on the way."""

    id: int
    packaging: PackagingFacts
    serial: str
    path: str
    state: PackagingState
    lid_missing: bool
    place: PlaceFacts | None
    ticket: str | None


@dataclass(frozen=True, kw_only=True)
class Passport:
    """The facts about a piece that anyone may know: of no person, and not where it is. `washed_at` is its last wash; trips are those that ended."""

    path: str
    packaging: str
    stream: Stream
    state: PackagingState
    grams: int
    expected_uses: int
    has_lid: bool
    lid_missing: bool
    trips: int
    bought_at: datetime
    washed_at: datetime | None


def asset_path(packaging: str, serial: str) -> str:
    """Return the path of a piece by the code of its type and its serial."""
    return f"/A/{packaging}/{serial}"


def read_asset_path(text: str) -> tuple[str, str] | None:
    """Return the type's code and the serial in a scanned link or path; None where it is of something else."""
    found = PATH.search(text.strip().upper())
    ends = found and found.end() == len(text.strip())
    return (found[1], found[2]) if found and ends else None


def buy_assets(
    session: Session,
    actor: Actor,
    place: PlaceRef,
    packaging: int,
    *,
    serials: Sequence[str],
    now: datetime,
) -> tuple[int, ...]:
    """Add new, clean pieces with these serials to a place, and return their ids. For organisers.

    Raises Blocked, NotOrganiser, HubUnknown, StallUnknown, PackagingTypeUnknown, PackagingTypeEnded, PackagingTermsUnfit for a type that is counted,
    HubDoesNotTake, SerialUnfit, AssetExists. locks: person, stock
    """
    require_organiser(session, actor)
    row = lock_staffed_place(session, actor, place)
    kind = lent_packaging_row(session, packaging)
    if not kind.single:
        raise PackagingTermsUnfit
    refuse_other_types(session, row, kind)
    fit = [_fit_serial(serial) for serial in serials]
    _refuse_taken(session, packaging, fit)
    mark_changed(session, "packaging")
    return tuple(
        _buy(session, kind, StockPoint(row, PackagingState.CLEAN), serial, actor=actor, now=now)
        for serial in fit
    )


def next_serials(session: Session, packaging: int, count: int) -> tuple[str, ...]:
    """Return serials for so many new pieces of a type: the numbers after its highest one, of four digits or more."""
    taken = session.exec(select(PackagingAsset.serial).where(col(PackagingAsset.type_id) == packaging))
    highest = max((int(serial) for serial in taken if serial.isdecimal()), default=0)
    return tuple(f"{number:04d}" for number in range(highest + 1, highest + 1 + count))


def serials_of(session: Session, actor: Actor, packaging: int) -> tuple[str, ...]:
    """Return the serials of all pieces of a type, in their order. For organisers. Raises NotOrganiser."""
    require_organiser(session, actor)
    rows = select(PackagingAsset.serial).where(col(PackagingAsset.type_id) == packaging)
    return tuple(session.exec(rows.order_by(func.length(PackagingAsset.serial), PackagingAsset.serial)))


def serials_bought_with(
    session: Session, actor: Actor, first: int, count: int
) -> tuple[int, tuple[str, ...]]:
    """Return the type of a piece, and the serials of up to `count` pieces that were bought together with it, from it on. For organisers.

    Raises NotOrganiser, AssetUnknown.
    """
    require_organiser(session, actor)
    row = session.get(PackagingAsset, first)
    if row is None:
        raise AssetUnknown("")
    rows = select(PackagingAsset.serial).where(
        col(PackagingAsset.id) >= first,
        col(PackagingAsset.type_id) == row.type_id,
        col(PackagingAsset.bought_at) == row.bought_at,
    )
    return row.type_id, tuple(session.exec(rows.order_by(col(PackagingAsset.id)).limit(count)))


def mark_lid(session: Session, actor: Actor, asset: int, missing: bool, *, now: datetime) -> None:
    """Record that the lid or the body of a piece is missing, or there again; it is not lent meanwhile. For staff of its place.

    Raises Blocked, AssetUnknown, PackagingTermsUnfit for a type without lids, HubUnknown, HubClosed, NotHubStaff, StallUnknown, NotYourStall.
    locks: person, asset
    """
    lock_unblocked_person(session, actor.person)
    rows = select(PackagingAsset).where(col(PackagingAsset.id) == asset).with_for_update(key_share=True)
    row = session.exec(rows, execution_options={"populate_existing": True}).first()
    if row is None:
        raise AssetUnknown("")
    require_place_staff(session, actor, ref_of(session, row.place_id))
    if not session.get_one(PackagingType, row.type_id).has_lid:
        raise PackagingTermsUnfit
    row.lid_missing = missing
    mark_changed(session, "packaging")


def is_piece(session: Session, packaging: str, serial: str) -> bool:
    """Return whether there is a piece with this code of its type and this serial."""
    try:
        _asset(session, packaging, serial)
    except AssetUnknown:
        return False
    return True


def find_asset(session: Session, packaging: str, serial: str) -> AssetFacts:
    """Return a piece by the code of its type and its serial. Raises AssetUnknown."""
    return _facts(session, _asset(session, packaging, serial))


def asset_passport(session: Session, packaging: str, serial: str) -> Passport:
    """Return the passport of a piece by the code of its type and its serial. Raises AssetUnknown."""
    row = _asset(session, packaging, serial)
    kind = packaging_facts(session, row.type_id)
    return Passport(
        path=asset_path(kind.code, row.serial),
        packaging=kind.name,
        stream=kind.stream,
        state=row.state,
        grams=kind.costs.grams,
        expected_uses=kind.costs.expected_uses,
        has_lid=kind.has_lid,
        lid_missing=row.lid_missing,
        trips=_trips(session, row.id or 0),
        bought_at=row.bought_at,
        washed_at=_washed_at(session, row.id or 0),
    )


def passport_json(passport: Passport) -> str:
    """Return a passport as JSON, with ISO 8601 times, for other networks to read."""
    values = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(passport).items()
    }
    return json.dumps(values, ensure_ascii=False)


def ticket_of_asset(session: Session, asset: int) -> str | None:
    """Return the code of the returns ticket that a piece is out with; None where it is not out."""
    rows = (
        select(Ticket.code)
        .join(Loan, col(Loan.id) == col(Ticket.loan_id))
        .join(PackagingAsset, col(PackagingAsset.place_id) == col(Loan.place_id))
        .where(col(PackagingAsset.id) == asset)
        .order_by(col(Ticket.id).desc())
        .limit(1)
    )
    return session.exec(rows).first()


def _buy(
    session: Session, kind: PackagingType, point: StockPoint, serial: str, *, actor: Actor, now: datetime
) -> int:
    row = PackagingAsset(
        type_id=kind.id or 0, serial=serial, place_id=point.place, state=point.state, bought_at=now
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    cause = Cause(reason=MovementReason.BOUGHT, by=actor.person, at=now)
    move_units(session, kind, 1, route=Route(source=None, target=point, asset=row.id), cause=cause)
    return row.id


def _fit_serial(serial: str) -> str:
    plain = serial.strip().upper()
    if not SERIAL.fullmatch(plain):
        raise SerialUnfit
    return plain


def _refuse_taken(session: Session, packaging: int, serials: list[str]) -> None:
    """Raise AssetExists for a serial that is taken, or given twice."""
    rows = select(PackagingAsset.serial).where(
        col(PackagingAsset.type_id) == packaging, col(PackagingAsset.serial).in_(serials)
    )
    taken = {*session.exec(rows)} | {serial for serial in serials if serials.count(serial) > 1}
    if taken:
        raise AssetExists(min(taken))


def _asset(session: Session, packaging: str, serial: str) -> PackagingAsset:
    rows = (
        select(PackagingAsset)
        .join(PackagingType, col(PackagingType.id) == col(PackagingAsset.type_id))
        .where(col(PackagingType.code) == packaging.upper(), col(PackagingAsset.serial) == serial.upper())
    )
    row = session.exec(rows).first()
    if row is None:
        raise AssetUnknown(serial)
    return row


def _facts(session: Session, row: PackagingAsset) -> AssetFacts:
    kind, ref = packaging_facts(session, row.type_id), ref_of(session, row.place_id)
    stands = ref.kind in (PlaceKind.HUB, PlaceKind.STALL)
    return AssetFacts(
        id=row.id or 0,
        packaging=kind,
        serial=row.serial,
        path=asset_path(kind.code, row.serial),
        state=row.state,
        lid_missing=row.lid_missing,
        place=place_facts(session, ref) if stands else None,
        ticket=ticket_of_asset(session, row.id or 0),
    )


def _trips(session: Session, asset: int) -> int:
    """Return how often a piece came back, without what was undone."""
    undoing = aliased(PackagingMovement)
    rows = (
        select(func.count())
        .select_from(PackagingMovement)
        .outerjoin(undoing, col(undoing.reverses_id) == col(PackagingMovement.id))
        .where(
            col(PackagingMovement.asset_id) == asset,
            col(PackagingMovement.reason).in_(TRIP_ENDS),
            col(undoing.id).is_(None),
        )
    )
    return session.exec(rows).one()


def _washed_at(session: Session, asset: int) -> datetime | None:
    rows = select(func.max(PackagingMovement.made_at)).where(
        col(PackagingMovement.asset_id) == asset,
        col(PackagingMovement.reason) == MovementReason.WASH_DONE,
    )
    return session.exec(rows).one()
