"""The policy of a drop, chosen before it is published and fixed afterwards."""

from datetime import datetime

from sqlmodel import Session

from market.actor import Actor
from market.drop.affected_people import affected_people
from market.drop.own_drop import LockedDrop
from market.drop.refusals import DropEntered
from market.refusal import ButtonForged
from market.stock.change import lock_changeable
from market.stock.draft import set_policy
from market.stock.entry_close import DRAWN_AFTER, check_close
from market.stock.refusals import NotADraw
from storage.drop import DropPolicy, DropState, Fitting, Weighing

MAX_SKIPS = 3


def change_policy(session: Session, actor: Actor, drop: int, policy: DropPolicy, now: datetime) -> None:
    """Choose first come ("queue") or a pot ("pot"). Raises as `lock_changeable`, DropEntered. locks: person, drop, item"""
    locked_drop = _lock_draft(session, actor, drop, now)
    set_policy(locked_drop.drop, policy, now)


def plan_draw(session: Session, actor: Actor, drop: int, closes_at: datetime, now: datetime) -> None:
    """Choose a draw among everybody who enters until `closes_at`; its weighing stays.

    Raises as `lock_changeable`, DropEntered, NoTimeToDraw, CloseUnfit. locks: person, drop, item
    """
    locked_drop = _lock_draft(session, actor, drop, now)
    check_close(locked_drop.drop, closes_at, now, locked_drop.alley.zone)
    locked_drop.drop.policy, locked_drop.drop.pot_until = DropPolicy.DRAW, None
    locked_drop.drop.closes_at, locked_drop.drop.draws_at = closes_at, closes_at + DRAWN_AFTER


def change_weighing(session: Session, actor: Actor, drop: int, weighing: Weighing, now: datetime) -> None:
    """Choose equal chances in a draw, or more for patience. Raises as `lock_changeable`, DropEntered, NotADraw. locks: person, drop, item"""
    locked_drop = _lock_draft(session, actor, drop, now)
    if locked_drop.drop.policy != DropPolicy.DRAW:
        raise NotADraw
    locked_drop.drop.weighing = weighing


def change_fitting(
    session: Session, actor: Actor, drop: int, fitting: Fitting, skips: int, now: datetime
) -> None:
    """Choose what happens to an entry that asks for more than is available; `skips` counts only for "fit".

    Raises as `lock_changeable`, DropEntered, ButtonForged. locks: person, drop, item
    """
    locked_drop = _lock_draft(session, actor, drop, now)
    if fitting == Fitting.FIT and not 1 <= skips <= MAX_SKIPS:
        raise ButtonForged
    locked_drop.drop.fitting = fitting
    if fitting == Fitting.FIT:
        locked_drop.drop.skips = skips


def _lock_draft(session: Session, actor: Actor, drop: int, now: datetime) -> LockedDrop:
    """Lock a draft that can be changed. Raises as `lock_changeable`, DropEntered. locks: person, drop, item"""
    locked_drop = lock_changeable(session, actor, drop, now)
    if locked_drop.drop.state != DropState.DRAFT:
        raise DropEntered(len(affected_people(session, (drop,))))
    return locked_drop
