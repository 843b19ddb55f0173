"""The candidate readings of a line: which number is the quantity, the price, the limit, the deposit, part of the name."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from handlers.stock.reading.features import (
    CONFLICT,
    NO_QUANTITY,
    NumberPosition,
    Role,
    deposit_score,
    limit_score,
    name_score,
    price_score,
    quantity_score,
)
from handlers.stock.reading.tokens import Mark, Number
from handlers.typed_time.normalized_text import Span

MARKS_READ: dict[Role, tuple[Mark, ...]] = {
    Role.QUANTITY: (Mark.TIMES, Mark.UNIT, Mark.COUNT_LABEL, Mark.DOZEN, Mark.SIGN_OR_UNIT, Mark.ABOUT),
    Role.PRICE: (
        *(Mark.SIGN, Mark.SIGN_OR_UNIT, Mark.AT, Mark.PRICE_LABEL, Mark.EACH, Mark.FREE, Mark.FOREIGN),
        *(Mark.PER_PERSON, Mark.WEIGHT, Mark.BUNDLE, Mark.RANGE, Mark.ABOUT, Mark.DISCOUNT),
    ),
    Role.LIMIT: (Mark.LIMIT, Mark.PER_PERSON, Mark.UNIT, Mark.SIGN_OR_UNIT, Mark.TIMES, Mark.EACH),
    Role.UNREAD: (Mark.SIGN, Mark.SIGN_OR_UNIT, Mark.AT, Mark.FOREIGN, Mark.UNIT, Mark.TIMES, Mark.EACH),
    Role.DEPOSIT: (Mark.DEPOSIT, Mark.PACKAGING, Mark.SIGN, Mark.SIGN_OR_UNIT, Mark.AT, Mark.EACH),
}
"""The marks that a role takes out of the line."""

Placing = Callable[[Number, Sequence[Span]], NumberPosition]


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A reading of the numbers: the role of each, and how well they fit together."""

    numbers: tuple[Number, ...]
    roles: tuple[Role, ...]
    score: int

    def first(self, role: Role) -> Number | None:
        return next(
            (number for number, its in zip(self.numbers, self.roles, strict=True) if its == role), None
        )

    def all(self, *roles: Role) -> list[Number]:
        return [number for number, its in zip(self.numbers, self.roles, strict=True) if its in roles]

    @property
    def spans(self) -> list[Span]:
        """Returns what is taken out of the line."""
        return [
            number.span_with(*MARKS_READ[role])
            for number, role in zip(self.numbers, self.roles, strict=True)
            if role in MARKS_READ
        ]


def candidates(numbers: Sequence[Number], placing: Placing, has_minor_units: bool) -> list[Candidate]:
    """Returns all readings of the numbers, best first."""
    found = [_candidate(numbers, chosen, placing, has_minor_units) for chosen in _choices(numbers)]
    return sorted((each for each in found if each), key=lambda each: -each.score)


def _choices(numbers: Sequence[Number]) -> Iterator[dict[int, Role]]:
    """Yields the places of quantity, price, limit and deposit."""
    fixed: dict[int, Role] = {}
    for place, number in enumerate(numbers):
        if Role.LIMIT not in fixed.values() and limit_score(number) is not None:
            fixed[place] = Role.LIMIT
        elif Role.DEPOSIT not in fixed.values() and number.has(Mark.DEPOSIT):
            fixed[place] = Role.DEPOSIT
    free = [place for place in range(len(numbers)) if place not in fixed]
    counts = [
        place for place in free if numbers[place].count is not None and not numbers[place].has(*NO_QUANTITY)
    ]
    packed = [place for place in free if numbers[place].has(Mark.PACKAGING)]
    deposits = [None] if Role.DEPOSIT in fixed.values() else [None, *packed]
    for quantity, price, deposit in product([None, *counts], [None, *free], deposits):
        roles = {
            place: role
            for place, role in ((quantity, Role.QUANTITY), (price, Role.PRICE), (deposit, Role.DEPOSIT))
            if place is not None
        }
        if len(roles) == (quantity is not None) + (price is not None) + (deposit is not None):
            yield {**fixed, **roles}


def _candidate(
    numbers: Sequence[Number], chosen: dict[int, Role], placing: Placing, has_minor_units: bool
) -> Candidate | None:
    """Returns the reading with these roles; None if one of them can't be."""
    spans = [numbers[place].span_with(*MARKS_READ[role]) for place, role in chosen.items()]
    if (
        Role.DEPOSIT in chosen.values()
        and Role.PRICE not in chosen.values()
        and not any(numbers[place].has(Mark.DEPOSIT) for place in chosen)
    ):
        return None
    roles, total = list[Role](), 0
    for place, number in enumerate(numbers):
        role, score = _role(number, chosen.get(place), spans, placing, has_minor_units=has_minor_units)
        if score is None:
            return None
        roles.append(role)
        total += score
    quantity, price = (
        next((at for at, role in chosen.items() if role == its), None) for its in (Role.QUANTITY, Role.PRICE)
    )
    if quantity is not None and price is not None:
        begin, end = numbers[price].span_with(*MARKS_READ[Role.PRICE])
        total += CONFLICT if begin <= numbers[quantity].begin < end else 0
    return Candidate(numbers=tuple(numbers), roles=tuple(roles), score=total)


def _role(
    number: Number, role: Role | None, spans: Sequence[Span], placing: Placing, *, has_minor_units: bool
) -> tuple[Role, int | None]:
    if role is None and any(begin <= number.begin and number.end <= end for begin, end in spans):
        return Role.PART, 0
    place = placing(number, spans)
    if role == Role.QUANTITY:
        return role, quantity_score(number, place)
    if role == Role.PRICE:
        return role, price_score(number, place, has_minor_units)
    if role == Role.LIMIT:
        return role, limit_score(number)
    if role == Role.DEPOSIT:
        return role, deposit_score(number)
    score = name_score(number, place)
    return (Role.NAME if score > -8 else Role.UNREAD), score
