"""Callbacks of following. `back_to` is the code of the `ListLocation` that Back leads to."""

from handlers.callbacks.callback import Callback
from handlers.callbacks.drop import ShowDrops, ShowStall


class FollowStall(Callback, prefix="i"):
    """From the stall's card, which was opened from `drop`; 0: from a link."""

    stall: int
    drop: int
    back_to: str

    def fallback(self) -> Callback:
        return ShowStall(stall=self.stall, drop=self.drop, back_to=self.back_to)


class UnfollowStall(Callback, prefix="q"):
    stall: int
    drop: int
    back_to: str

    def fallback(self) -> Callback:
        return ShowStall(stall=self.stall, drop=self.drop, back_to=self.back_to)


class FollowTag(Callback, prefix="it"):
    """Follows the tag of the list."""

    back_to: str

    def fallback(self) -> Callback:
        return ShowDrops(back_to=self.back_to)


class UnfollowTag(Callback, prefix="qt"):
    back_to: str

    def fallback(self) -> Callback:
        return ShowDrops(back_to=self.back_to)


class ShowFollowed(Callback, prefix="in"):
    """Shows a page of the drops that the person follows."""

    page: int


class ShowFollows(Callback, prefix="il"):
    """Shows a page of what the person follows."""

    page: int


class UnfollowListedStall(Callback, prefix="ils"):
    """Unfollows a stall, from the list of what the person follows."""

    stall: int

    def fallback(self) -> Callback:
        return ShowFollows(page=1)


class UnfollowListedTag(Callback, prefix="ilt"):
    """Unfollows a tag, from the list of what the person follows."""

    tag: str

    def fallback(self) -> Callback:
        return ShowFollows(page=1)


class StopFollowing(Callback, prefix="ilx"):
    """Unfollows everything. The last button of a digest, answered below it."""

    def fallback(self) -> Callback:
        return ShowFollows(page=1)
