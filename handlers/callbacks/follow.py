"""Callbacks of following. `back_to` is the code of the `ListLocation` that Back leads to."""

from handlers.callbacks.callback import Callback
from handlers.callbacks.drop import ShowDrops, ShowStall


class FollowStall(Callback, prefix="i", back=ShowStall):
    """From the stall's card, which was opened from `drop`; 0: from a link."""

    stall: int
    drop: int
    back_to: str


class UnfollowStall(Callback, prefix="q", back=ShowStall):
    stall: int
    drop: int
    back_to: str


class FollowTag(Callback, prefix="it", back=ShowDrops):
    """Follows the tag of the list."""

    back_to: str


class UnfollowTag(Callback, prefix="qt", back=ShowDrops):
    back_to: str


class ShowFollowed(Callback, prefix="in"):
    """Shows a page of the drops that the person follows."""

    page: int


class ShowFollows(Callback, prefix="il"):
    """Shows a page of what the person follows."""

    page: int = 1


class UnfollowListedStall(Callback, prefix="ils", back=ShowFollows):
    """Unfollows a stall, from the list of what the person follows."""

    stall: int


class UnfollowListedTag(Callback, prefix="ilt", back=ShowFollows):
    """Unfollows a tag, from the list of what the person follows."""

    tag: str


class StopFollowing(Callback, prefix="ilx", back=ShowFollows):
    """Unfollows everything. The last button of a digest, answered below it."""
