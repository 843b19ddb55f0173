"""The wishes about one's own drops. Each one that is refused shows the drop as it is now."""

from handlers.ui.wish import Wish


class AskStock(Wish, prefix="vp"):
    pass


class ShowExamples(Wish, prefix="vv"):
    pass


class ShowOwn(Wish, prefix="vd"):
    """A drop of one's own: what was read, or what was published."""

    drop: int


class OfOwn(Wish, prefix="."):
    drop: int

    def instead(self) -> Wish:
        return ShowOwn(drop=self.drop)


class PublishDrop(OfOwn, prefix="vb"):
    pass


class UndoDrop(OfOwn, prefix="vu"):
    pass


class UseReading(OfOwn, prefix="vr"):
    """The price that was meant, in minor units, and what is left to ask ("quantity.when")."""

    price: int
    lacking: str = ""


class ChangeDrop(OfOwn, prefix="vc"):
    pass


class AskChange(OfOwn, prefix="vk"):
    """`what` is one of `CHANGES`; `line` 0 is the first."""

    what: str
    line: int = 0


class PickDay(OfOwn, prefix="vn"):
    """`day` as 20261128."""

    day: int


class PickPlace(OfOwn, prefix="vm"):
    alley: int


class PickRule(OfOwn, prefix="vt"):
    policy: str


class PickClose(OfOwn, prefix="vte"):
    """Until when entries for the draw are taken, in minutes since 1970."""

    at: int


class PickWeighing(OfOwn, prefix="vtw"):
    weighing: str


class PickFitting(OfOwn, prefix="vtf"):
    """`skips` counts for "fit" alone."""

    fitting: str
    skips: int


class PickLimit(OfOwn, prefix="vl"):
    limit: int


class PauseDrop(OfOwn, prefix="vz"):
    pass


class ResumeDrop(OfOwn, prefix="vy"):
    pass


class AskCancel(OfOwn, prefix="vx"):
    pass


class CancelDrop(OfOwn, prefix="vq"):
    pass
