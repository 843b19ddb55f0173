"""The statement of shares of one week: for the stall's owner all parts and who is owed what, for a party their own part alone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from market.actor import Actor, Right, StallUnknown, may
from market.sale.movements import week_of
from market.sale.till import StallMoney, money_of
from market.split.parties import terms_of
from market.split.refusals import SplitUnknown
from market.split.rule import SplitTerms, parts_of
from market.split.takings import Taking, takings
from storage.alley import Alley
from storage.drop import Drop
from storage.person import Person
from storage.split import Split, SplitParty, SplitRole
from storage.stall import Stall

Parts = Mapping[SplitRole, int]


@dataclass(frozen=True)
class ShareLine:
    """A row of the ledger with the parts of it that the reader may see, in minor units."""

    taking: Taking
    parts: Parts


@dataclass(frozen=True, kw_only=True)
class SharedDrop:
    """A drop in a statement: what it took in the week, and the parts of it that the reader may see, in minor units of `currency`."""

    id: int
    name: str
    territory: str
    currency: str
    terms: SplitTerms
    amount: int
    parts: Parts


@dataclass(frozen=True, kw_only=True)
class Debt:
    """The debt of the stall to a party for the week, in minor units; below zero the party owes it back. `name` is "" for somebody who left."""

    role: SplitRole
    name: str
    amount: int
    currency: str
    territory: str


@dataclass(frozen=True, kw_only=True)
class ShareStatement:
    """A week from Monday, by the market days of the stall. `roles` are those whose parts the reader sees; `own`: the reader owns the stall."""

    stall: int
    stall_name: str
    money: StallMoney
    first: date
    last: date
    weeks_back: int
    own: bool
    roles: tuple[SplitRole, ...]
    drops: tuple[SharedDrop, ...]
    debts: tuple[Debt, ...]
    lines: tuple[ShareLine, ...]


@dataclass(frozen=True, kw_only=True)
class _Agreed:
    """The agreed terms of a drop, who the parties are, and whose parts the reader sees."""

    drop: Drop
    alley: Alley
    terms: SplitTerms
    people: Mapping[SplitRole, int | None]
    seen: frozenset[SplitRole]


def share_statement(
    session: Session, actor: Actor, stall: int, weeks_back: int, *, now: datetime
) -> ShareStatement:
    """Return the shares of a week at a stall to its owner, or to a party; 0 weeks back is this week. Raises StallUnknown, SplitUnknown."""
    row = StallUnknown.unless(session.get(Stall, stall))
    own = may(session, actor.person, stall, Right.OWN)
    agreed = _agreed(session, actor.person, stall, is_owner=own)
    if not own and not agreed:
        raise SplitUnknown
    money = money_of(session, row)
    period = week_of(stall, money, weeks_back, now)
    lines = tuple(_line(each, agreed[each.drop]) for each in takings(session, [*agreed], period))
    drops = _drops(lines, agreed)
    return ShareStatement(
        stall=stall,
        stall_name=row.name,
        money=money,
        first=period.first,
        last=period.last,
        weeks_back=period.weeks_back,
        own=own,
        roles=tuple(role for role in SplitRole if any(role in each.seen for each in agreed.values())),
        drops=drops,
        debts=_debts(session, drops, agreed),
        lines=lines,
    )


def _agreed(session: Session, person: int, stall: int, *, is_owner: bool) -> dict[int, _Agreed]:
    """Return what is agreed for drops of a stall, as far as the reader may see it: as the owner all, else that of which they are a party."""
    rows = (
        select(SplitParty, Drop, Alley)
        .join(Split, col(Split.id) == col(SplitParty.split_id))
        .join(Drop, col(Drop.id) == col(Split.drop_id))
        .join(Alley, col(Alley.id) == col(Drop.alley_id))
        .where(
            col(Drop.stall_id) == stall,
            col(Split.agreed_at).is_not(None),
            col(Split.ended_at).is_(None),
        )
        .order_by(col(Drop.starts_at), col(Drop.id), col(SplitParty.role))
    )
    by_drop: defaultdict[int, list[tuple[SplitParty, Drop, Alley]]] = defaultdict(list)
    for party, drop, alley in session.exec(rows):
        by_drop[drop.id or 0].append((party, drop, alley))
    found = {}
    for drop_id, of_drop in by_drop.items():
        people = {party.role: party.person_id for party, *_ in of_drop}
        theirs = frozenset(role for role, each in people.items() if each == person)
        seen = frozenset(SplitRole) if is_owner else theirs
        if seen:
            _, drop, alley = of_drop[0]
            terms = terms_of([party for party, *_ in of_drop])
            found[drop_id] = _Agreed(drop=drop, alley=alley, terms=terms, people=people, seen=seen)
    return found


def _line(taking: Taking, agreed: _Agreed) -> ShareLine:
    parts = parts_of(taking.amount, agreed.terms)
    return ShareLine(taking, {role: part for role, part in parts.items() if role in agreed.seen})


def _drops(lines: Iterable[ShareLine], agreed: Mapping[int, _Agreed]) -> tuple[SharedDrop, ...]:
    by_drop: defaultdict[tuple[int, str], list[ShareLine]] = defaultdict(list)
    for line in lines:
        by_drop[line.taking.drop, line.taking.currency].append(line)
    in_order = {drop: place for place, drop in enumerate(agreed)}
    return tuple(
        SharedDrop(
            id=drop,
            name=agreed[drop].drop.name,
            territory=agreed[drop].alley.territory,
            currency=currency,
            terms=agreed[drop].terms,
            amount=sum(line.taking.amount for line in by_drop[drop, currency]),
            parts=_sums(line.parts for line in by_drop[drop, currency]),
        )
        for drop, currency in sorted(by_drop, key=lambda key: (in_order[key[0]], key[1]))
    )


def _sums(parts: Iterable[Parts]) -> Parts:
    sums: defaultdict[SplitRole, int] = defaultdict(int)
    for each in parts:
        for role, part in each.items():
            sums[role] += part
    return dict(sums)


def _debts(session: Session, drops: Iterable[SharedDrop], agreed: Mapping[int, _Agreed]) -> tuple[Debt, ...]:
    """Return what is owed to each person in each role, over all drops of the week."""
    owed: defaultdict[tuple[SplitRole, int | None, str, str], int] = defaultdict(int)
    for drop in drops:
        people = agreed[drop.id].people
        for role, part in drop.parts.items():
            if role in people:
                owed[role, people[role], drop.currency, drop.territory] += part
    return tuple(
        Debt(
            role=role,
            name=session.get_one(Person, person).first_name if person is not None else "",
            amount=amount,
            currency=currency,
            territory=territory,
        )
        for (role, person, currency, territory), amount in owed.items()
    )
