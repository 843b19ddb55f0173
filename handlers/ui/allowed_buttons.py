"""Which buttons of a stall's screens a helper sees: those that their role allows. The actions decide anyway."""

from dataclasses import replace

from handlers.callbacks.callback import Callback
from handlers.callbacks.deposit import ShowDeposits
from handlers.callbacks.desk import (
    AskQuantity,
    AskSameAgain,
    AskSetUp,
    ChangeQuantity,
    MarkSoldOut,
    ShowBookings,
    ShowDrafts,
    ShowNoShows,
)
from handlers.callbacks.kiosk import ShowKiosk, ShowScanConflicts
from handlers.callbacks.live import ShowLive
from handlers.callbacks.printing import PrintStallPoster
from handlers.callbacks.sale import (
    AskCost,
    AskDiscount,
    AskOtherAmount,
    AskRefund,
    AskVoid,
    NoteDoubtful,
    SellAtStall,
    ShowOversold,
    ShowReceipts,
    ShowSaleDay,
)
from handlers.callbacks.scan import AskScan
from handlers.callbacks.series import AskSeries, ShowSeries
from handlers.callbacks.showroom import ShowDaySheet
from handlers.callbacks.split import ShowShares, ShowShareStatement
from handlers.callbacks.staff import ShowStaff
from handlers.callbacks.stock import (
    AskChange,
    AskStock,
    ChangeDrop,
    MarkAdults,
    PauseDrop,
    ResumeDrop,
    UndoDrop,
)
from handlers.callbacks.template import SaveTemplate, ShowTemplates
from handlers.callbacks.whole_stall_day import (
    AskCancelStallDay,
    AskMoveStallDay,
    PauseStallDay,
    ResumeStallDay,
    ShowNote,
)
from handlers.ui.context import HandlerContext
from handlers.ui.screen import Button, Screen
from market.actor import Right
from market.staff.desks import rights_at

REQUIRED: dict[type[Callback], Right] = {
    **dict.fromkeys(
        (
            AskStock,
            SaveTemplate,
            ShowTemplates,
            AskSeries,
            ShowSeries,
            ShowDrafts,
            ShowNoShows,
            AskQuantity,
            AskSameAgain,
            AskSetUp,
            AskMoveStallDay,
            AskCancelStallDay,
            PauseStallDay,
            ResumeStallDay,
            ShowNote,
            ChangeQuantity,
            MarkSoldOut,
            ShowDaySheet,
            ShowLive,
        ),
        Right.STOCK,
    ),
    **dict.fromkeys((AskChange, ChangeDrop, MarkAdults, PauseDrop, ResumeDrop, UndoDrop), Right.STOCK),
    **dict.fromkeys((SellAtStall, AskOtherAmount, AskDiscount, ShowOversold, ShowReceipts), Right.SELL),
    **dict.fromkeys((AskScan, ShowBookings, ShowKiosk, ShowScanConflicts), Right.SCAN),
    **dict.fromkeys(
        (
            AskCost,
            AskRefund,
            AskVoid,
            NoteDoubtful,
            PrintStallPoster,
            ShowSaleDay,
            ShowDeposits,
            ShowShares,
            ShowShareStatement,
            ShowStaff,
        ),
        Right.OWN,
    ),
}
"""The right that a button of a page that every helper sees asks for. What is not here asks for no more than the page itself."""


def only_allowed(screen: Screen, rights: frozenset[Right]) -> Screen:
    """Returns the screen without the buttons for which a right is missing."""
    rows = (tuple(button for button in row if _is_allowed(button, rights)) for row in screen.rows)
    return replace(screen, rows=tuple(row for row in rows if row))


async def for_staff(ctx: HandlerContext, stall: int, screen: Screen) -> Screen:
    """Returns a stall's screen as the reader may use it."""
    return only_allowed(screen, await ctx.read(rights_at, ctx.person, stall))


def _is_allowed(button: Button, rights: frozenset[Right]) -> bool:
    required = REQUIRED.get(type(button.callback)) if button.callback else None
    return required is None or required in rights
