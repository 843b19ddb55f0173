"""The plans of the demo that its seeded market alone lacks: five past evenings of Ros, a hub with cups, and a drop that is sold live tonight."""

from dataclasses import dataclass, replace
from datetime import time, timedelta

from bot.demo.data.drop_plan import DropPlan, ItemPlan
from bot.demo.data.drops import EVENING
from bot.demo.data.people_and_stalls import CURRENCY, NENEK_ROS, SIEW_FONG, SIMPANG_TIGA
from bot.demo.data.schedule import days_ahead, opened, today
from locales.units import ItemUnit
from market.packaging.hub import HubPlan
from market.packaging.packaging_type import NewPackaging, PackagingCosts, PackagingTerms
from storage.packaging import PackagingPolicy, Stream

CUP = NewPackaging(
    name="Market cup",
    unit=ItemUnit.CUP,
    stream=Stream.HALAL,
    terms=PackagingTerms(policy=PackagingPolicy.DEPOSIT, deposit=300, price=900),
    costs=PackagingCosts(buy_cost=900, wash_cost=30, grams=120, expected_uses=150),
    currency=CURRENCY,
    single=True,
)
CUPS = 24
HUB = HubPlan(
    name="Hub Bakau", location="By the ice works", opens_minute=600, closes_minute=1380, capacity=200
)

# fmt: off
LAPIS = ItemPlan(name="Kuih lapis, box of 9", unit=ItemUnit.BOX, price=850, quantity=24)
ONDE_ONDE = ItemPlan(name="Onde-onde, box of 12", unit=ItemUnit.BOX, price=700, quantity=20)
TEH_TARIK = ItemPlan(name="Teh tarik", unit=ItemUnit.CUP, price=400, quantity=16, loan_deposit=CUP.terms.deposit)
DRINK = DropPlan(
    stall=NENEK_ROS, name="Teh tarik", words="Teh tarik panas dalam cawan pasar. Cawan boleh dipulangkan di hab.",
    day=days_ahead(1), hours=EVENING, progress_plan=opened, tags=("halal", "returnable"), items=(TEH_TARIK,),
)
DISHES = (
    DropPlan(
        stall=NENEK_ROS, name="Kuih lapis", words="Sembilan lapis, pandan dan santan, dikukus petang itu juga.",
        day=days_ahead(1), hours=EVENING, progress_plan=opened, tags=("halal", "kuih"), items=(LAPIS,),
    ),
    DropPlan(
        stall=NENEK_ROS, name="Onde-onde", words="Gula melaka di dalam, kelapa parut di luar. Makan sekali suap.",
        day=days_ahead(1), hours=EVENING, progress_plan=opened, tags=("halal", "kuih", "vegan"), items=(ONDE_ONDE,),
    ),
    DRINK,
)
"""The dishes of a past evening, in a market that is seeded the day before."""
LIVE_TONIGHT = DropPlan(
    stall=NENEK_ROS, name="Kuih baulu, live", words="Baulu panas dari acuan, dijual secara langsung mulai pukul lapan.",
    day=today, hours=(time(20), time(22)), progress_plan=opened, tags=("halal", "kuih"),
    items=(ItemPlan(name="Kuih baulu, box of 12", unit=ItemUnit.BOX, price=800, quantity=18),),
)
KOPI = DropPlan(
    stall=SIMPANG_TIGA, name="Kopi ais gula apong", words="冰咖啡，加沙巴椰糖，杯子喝完请还。",
    day=today, hours=(time(17), time(22)), progress_plan=opened, tags=("coffee", "vegan"),
    items=(ItemPlan(name="Kopi ais gula apong", unit=ItemUnit.CUP, price=650, quantity=40, taken=(14, 0)),), per_person=4,
)
BAO = DropPlan(
    stall=SIEW_FONG, name="Kaya bao, warm", words="咖椰包，当天下午蒸，趁热吃。",
    day=today, hours=EVENING, progress_plan=opened, tags=("kuih", "vegetarian"),
    items=(ItemPlan(name="Kaya bao, box of 6", unit=ItemUnit.BOX, price=900, quantity=24, taken=(17, 0)),),
)
TONIGHT = (KOPI, BAO)
"""Drops of other stalls tonight with some left, whatever the weekday is."""
# fmt: on

NOT_COMING = 2
"""People who booked an evening and did not come."""


@dataclass(frozen=True, kw_only=True)
class PastEvening:
    """A past evening, so many weeks ago. `booked` counts the bookings of each dish, most of them by the same people.

    `given_up` people gave theirs up before; all others but NOT_COMING collected theirs. `walk_ins` bought a box at the stall, `cups_out` are out still.
    """

    weeks_ago: int
    booked: tuple[int, ...]
    given_up: int
    walk_ins: int
    cups_out: int = 0

    @property
    def ago(self) -> timedelta:
        return timedelta(weeks=self.weeks_ago)

    @property
    def absent(self) -> int:
        """Return how many of those who booked were not there."""
        return NOT_COMING + self.given_up


def with_bookings(plan: DropPlan, booked: int) -> DropPlan:
    """Return a drop of which so many units of each item are booked."""
    return replace(plan, items=tuple(replace(item, taken=(booked, 0)) for item in plan.items))


PAST_EVENINGS = (
    PastEvening(weeks_ago=5, booked=(6, 4, 2), given_up=0, walk_ins=2),
    PastEvening(weeks_ago=4, booked=(9, 6, 3), given_up=1, walk_ins=3),
    PastEvening(weeks_ago=3, booked=(7, 3, 2), given_up=0, walk_ins=1),
    PastEvening(weeks_ago=2, booked=(12, 8, 4), given_up=2, walk_ins=3),
    PastEvening(weeks_ago=1, booked=(9, 5, 4), given_up=1, walk_ins=2, cups_out=2),
)
COLLECTED_TONIGHT = 3
"""Bookings of Seri muka that were collected in the first hour of today."""
