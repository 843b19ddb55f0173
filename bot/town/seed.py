"""The demo town, written into an empty database."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import cast

from sqlmodel import Session, SQLModel, select

from bot.town import drops
from bot.town.cast import (
    AINA,
    ALLEYS,
    CITY,
    CROWD,
    CURRENCY,
    KEN,
    RESIDENTS,
    ROS,
    STALLS,
    TERRITORY,
    ZONE,
    StallPlan,
)
from bot.town.crowd import settle_in
from bot.town.plan import DropPlan, LinePlan
from bot.town.stage import WALL, at
from market.deposit.emv import read_payment_qr
from market.draw.beacon import LOCAL
from market.draw.opening import open_draws
from market.reminder import rewrite
from storage.alley import Alley
from storage.deposit import Payee
from storage.drop import Drop, DropTag, Line, Part
from storage.person import Person
from storage.stall import Stall

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class DatabaseNotEmpty(Exception):
    """There is an alley already; the demo town never moves in beside a real one."""


@dataclass(frozen=True)
class Town:
    """Ids: the persons of the three phones, and the drops that a trail can name."""

    aina: int
    ros: int
    ken: int
    kuih_lapis: int
    seri_muka: int
    kinabalu_at_dawn: int
    stitching: int
    coffee: int
    tuhau: int
    kaya_bao: int


def seed(session: Session, now: datetime, dice: Random, beacon: str = LOCAL) -> Town:
    """Fill an empty database, the same for the same `now` and dice; `beacon` decides its draws.

    Raises `DatabaseNotEmpty` where an alley stands.

    Whatever the lines count as claimed, held and waited for has its rows. Reminders are written for the phones of the page alone:
    nobody else could read them.
    """
    if session.exec(select(Alley.id).limit(1)).first() is not None:
        raise DatabaseNotEmpty
    now, codes = now.astimezone(UTC), _codes(dice)
    _add(session, *_people(now, dice))
    alleys = _alleys(session, codes)
    stalls = _stalls(session, now, codes, alleys)
    rows = {each: _drop(each, now, next(codes), stalls[each.stall], alleys) for each in drops.PLANS}
    _add(session, *rows.values())
    _add(
        session,
        *(DropTag(drop_id=cast("int", drop.id), tag=tag) for each, drop in rows.items() for tag in each.tags),
    )
    lines = [part for each, drop in rows.items() for part in _lines(each, drop)]
    _add(session, *(line for _, _, line in lines))
    _add(session, *_parts(lines))
    settle_in(session, now, dice, lines)
    for drop in rows.values():
        open_draws(session, drop, beacon, min(drop.opens_at, now), dice)
    for each, drop in rows.items():
        if each.stall.owner == ROS.id:
            rewrite(session, drop.id, now)
    ids = {each: cast("int", drop.id) for each, drop in rows.items()}
    return Town(
        aina=AINA.id,
        ros=ROS.id,
        ken=KEN.id,
        kuih_lapis=ids[drops.KUIH_LAPIS],
        seri_muka=ids[drops.SERI_MUKA],
        kinabalu_at_dawn=ids[drops.KINABALU_AT_DAWN],
        stitching=ids[drops.STITCHING],
        coffee=ids[drops.COFFEE],
        tuhau=ids[drops.TUHAU],
        kaya_bao=ids[drops.KAYA_BAO],
    )


def _codes(dice: Random) -> Iterator[str]:
    given: set[str] = set()
    while True:
        code = "".join(dice.choices(CROCKFORD, k=6))
        if code not in given:
            given.add(code)
            yield code


def _add(session: Session, *rows: SQLModel) -> None:
    session.add_all(rows)
    session.flush()


def _people(now: datetime, dice: Random) -> Iterator[Person]:
    for each in RESIDENTS:
        came = now - timedelta(days=14, minutes=dice.randrange(60 * 24 * 60))
        yield Person(
            id=each.id,
            first_name=each.first_name,
            language=each.language,
            created_at=came,
            unreachable_at=now if each in CROWD else None,
        )


def _alleys(session: Session, codes: Iterator[str]) -> Mapping[str, int]:
    rows = [
        Alley(
            code=next(codes),
            name=each.name,
            city=CITY,
            zone=ZONE,
            territory=TERRITORY,
            currency=CURRENCY,
            latitude=each.latitude,
            longitude=each.longitude,
        )
        for each in ALLEYS
    ]
    _add(session, *rows)
    return {row.name: cast("int", row.id) for row in rows}


def _stalls(
    session: Session, now: datetime, codes: Iterator[str], alleys: Mapping[str, int]
) -> Mapping[StallPlan, Stall]:
    rows = {
        each: Stall(
            code=next(codes),
            name=each.name,
            owner_id=each.owner,
            alley_id=alleys[each.alley],
            language=each.language,
            words=each.words,
            state=each.state,
            asked_at=now - timedelta(days=9 if each.state == "approved" else 1),
            deposits_at=now - timedelta(days=8) if each.payee else None,
        )
        for each in STALLS
    }
    _add(session, *rows.values())
    _add(session, *(_payee(each, row, now) for each, row in rows.items() if each.payee))
    return rows


def _payee(each: StallPlan, stall: Stall, now: datetime) -> Payee:
    """Serving by now."""
    set_at = now - timedelta(days=7)
    return Payee(
        stall_id=cast("int", stall.id),
        payload=each.payee,
        name=read_payment_qr(each.payee, CURRENCY).name,
        set_by=each.owner,
        set_at=set_at,
        confirmed_at=set_at,
    )


def _drop(each: DropPlan, now: datetime, code: str, stall: Stall, alleys: Mapping[str, int]) -> Drop:
    moment = each.moment(now)
    stage = each.stage(moment)
    return Drop(
        code=code,
        stall_id=cast("int", stall.id),
        alley_id=alleys[each.alley] if each.alley else stall.alley_id,
        name=each.name,
        words=each.words,
        language=stall.language,
        per_person=each.per_person,
        starts_at=moment.starts_at,
        ends_at=moment.ends_at,
        created_at=min(stage.opens_at, now) - timedelta(days=1),
        deposit=each.deposit,
        refund_until=moment.starts_at - timedelta(days=1) if each.deposit else None,
        **asdict(stage),
    )


def _lines(each: DropPlan, drop: Drop) -> Iterator[tuple[LinePlan, Drop, Line]]:
    for position, line in enumerate(each.lines, start=1):
        yield line, drop, _line(line, drop, position)


def _line(each: LinePlan, drop: Drop, position: int) -> Line:
    """Where it is drawn, nobody has a number before the draw."""
    claimed, held = each.taken
    given = (claimed + held + each.waiting) // each.party
    day = drop.starts_at.astimezone(WALL).date()
    starts_at, ends_at = (at(day, clock) for clock in each.seat) if each.seat else (None, None)
    return Line(
        drop_id=cast("int", drop.id),
        position=position,
        name=each.name,
        unit=each.unit,
        price=each.price,
        loan_deposit=each.loan_deposit,
        quantity=each.quantity,
        claimed=claimed,
        held=held,
        waiting=each.waiting,
        next_number=1 + given if drop.policy == "queue" else 1,
        starts_at=starts_at,
        ends_at=ends_at,
        offered=each.offered,
    )


def _parts(lines: list[tuple[LinePlan, Drop, Line]]) -> Iterator[Part]:
    """What is taken of a bundle is taken of its parts."""
    named = {(line.drop_id, line.name): line for _, _, line in lines}
    for plan, _, bundle in lines:
        for part in (named[bundle.drop_id, name] for name in plan.parts):
            part.claimed += bundle.claimed
            part.held += bundle.held
            yield Part(bundle_id=cast("int", bundle.id), line_id=cast("int", part.id))
