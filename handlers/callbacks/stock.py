"""The wishes about one's own drops. Each one that is refused shows the drop as it is now."""

from handlers.callbacks.callback import Callback
from storage.drop import DropPolicy, Fitting, Weighing


class AskStock(Callback, prefix="vp"):
    pass


class ShowExamples(Callback, prefix="vv"):
    pass


class ShowMyDrop(Callback, prefix="vd"):
    """A drop of one's own: what was read, or what was published."""

    drop: int


class MyDropCallback(Callback, prefix="."):
    drop: int

    def fallback(self) -> Callback:
        return ShowMyDrop(drop=self.drop)


class PublishDrop(MyDropCallback, prefix="vb"):
    pass


class UndoDrop(MyDropCallback, prefix="vu"):
    pass


class UseSuggestedPrice(MyDropCallback, prefix="vr"):
    """The price that was meant, in minor units, and what is left to ask ("quantity.when")."""

    price: int
    missing: str = ""


class ChangeDrop(MyDropCallback, prefix="vc"):
    pass


class AskChange(MyDropCallback, prefix="vk"):
    """`field` is one of `CHANGES`; `item` 0 is the first."""

    field: str
    item: int = 0


class PickDay(MyDropCallback, prefix="vn"):
    """`day` as 20261128."""

    day: int


class PickDropAlley(MyDropCallback, prefix="vm"):
    alley: int


class PickRule(MyDropCallback, prefix="vt"):
    policy: DropPolicy


class PickClosingTime(MyDropCallback, prefix="vte"):
    """Until when entries for the draw are taken, in minutes since 1970."""

    closes_minute: int


class PickWeighing(MyDropCallback, prefix="vtw"):
    weighing: Weighing


class PickFitting(MyDropCallback, prefix="vtf"):
    """`skips` counts for "fit" alone."""

    fitting: Fitting
    skips: int


class PickLimit(MyDropCallback, prefix="vl"):
    limit: int


class PauseDrop(MyDropCallback, prefix="vz"):
    pass


class ResumeDrop(MyDropCallback, prefix="vy"):
    pass


class AskCancel(MyDropCallback, prefix="vx"):
    pass


class CancelDrop(MyDropCallback, prefix="vq"):
    pass
