"""By which rule a drop is given out, chosen before it is published: a rule stands once people may have joined by it."""

from datetime import datetime

from sqlmodel import Session

from market.acting import Acting
from market.drop.change import lock_standing
from market.drop.closing import DRAWN_AFTER, check_close
from market.drop.concerned import concerned
from market.drop.draft import follow_rule
from market.drop.own import Own
from market.refusal import ButtonForged, DropEntered, NotADraw

FITTINGS, WEIGHINGS = ("strict", "fit", "split"), ("equal", "patience")
MOST_SKIPS = 3


def change_rule(session: Session, acting: Acting, drop: int, policy: str, now: datetime) -> None:
    """First come ("queue") or a pot ("pot"). Raises as `lock_standing`, DropEntered. locks: person, drop, line"""
    own = _lock_draft(session, acting, drop, now)
    follow_rule(own.drop, policy, now)


def plan_draw(session: Session, acting: Acting, drop: int, closes_at: datetime, now: datetime) -> None:
    """A draw among all who enter until then; what the chances are stays, where it was a draw already.

    Raises as `lock_standing`, DropEntered, NoTimeToDraw, CloseUnfit. locks: person, drop, line
    """
    own = _lock_draft(session, acting, drop, now)
    check_close(own.drop, closes_at, now, own.alley.zone)
    own.drop.policy, own.drop.pot_until = "draw", None
    own.drop.closes_at, own.drop.draws_at = closes_at, closes_at + DRAWN_AFTER


def change_weighing(session: Session, acting: Acting, drop: int, weighing: str, now: datetime) -> None:
    """The chances in a draw: equal, or more for patience. Raises as `lock_standing`, DropEntered, NotADraw, ButtonForged. locks: person, drop, line"""
    own = _lock_draft(session, acting, drop, now)
    if weighing not in WEIGHINGS:
        raise ButtonForged
    if own.drop.policy != "draw":
        raise NotADraw
    own.drop.weighing = weighing


def change_fitting(
    session: Session, acting: Acting, drop: int, fitting: str, skips: int, now: datetime
) -> None:
    """What becomes of a party that does not fit what is free; `skips` counts for "fit" alone, else what was stays.

    Raises as `lock_standing`, DropEntered, ButtonForged. locks: person, drop, line
    """
    own = _lock_draft(session, acting, drop, now)
    if fitting not in FITTINGS or (fitting == "fit" and not 1 <= skips <= MOST_SKIPS):
        raise ButtonForged
    own.drop.fitting = fitting
    if fitting == "fit":
        own.drop.skips = skips


def _lock_draft(session: Session, acting: Acting, drop: int, now: datetime) -> Own:
    """locks: person, drop, line"""
    own = lock_standing(session, acting, drop, now)
    if own.drop.state != "draft":
        raise DropEntered(len(concerned(session, drop)))
    return own
