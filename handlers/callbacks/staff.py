"""Callbacks of a stall's staff."""

from handlers.callbacks.callback import Callback, LongId
from handlers.callbacks.desk import ShowDesk
from storage.staff import StaffRole


class ShowStaff(Callback, prefix="sf", back=ShowDesk):
    """Shows the helpers of a stall and its open invitations."""

    stall: int


class StaffCallback(Callback, prefix=".", back=ShowStaff):
    """About the staff of a stall."""

    stall: int


class AskInvite(StaffCallback, prefix="sfi"):
    """Asks for the role of a new helper."""


class InviteHelper(StaffCallback, prefix="sfn"):
    """Makes a link for one helper."""

    role: StaffRole


class CancelInvite(StaffCallback, prefix="sfc"):
    invite: int


class ShowHelper(StaffCallback, prefix="sfh"):
    """Shows one helper."""

    person: LongId


class ChangeRole(StaffCallback, prefix="sfr"):
    person: LongId
    role: StaffRole


class AskRemoveHelper(StaffCallback, prefix="sfa"):
    """Asks before a helper is removed."""

    person: LongId


class RemoveHelper(StaffCallback, prefix="sfx"):
    person: LongId


class AcceptInvite(Callback, prefix="sfy"):
    """Says yes to an invitation."""

    code: str


class AskLeaveStall(Callback, prefix="sfl", back=ShowDesk):
    """Asks before a helper leaves."""

    stall: int


class LeaveStall(Callback, prefix="sfz", back=ShowDesk):
    stall: int
