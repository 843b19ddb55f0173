"""Callbacks of shares: for the stall's owner, and for a party."""

from handlers.callbacks.callback import Callback
from handlers.callbacks.my_items import ShowMyItems
from handlers.callbacks.stock import ShowMyDrop
from storage.split import SplitRole


class ShowShares(Callback, prefix="ub", back=ShowMyDrop):
    """Shows the owner how a drop is shared."""

    drop: int


class SharesCallback(Callback, prefix=".", back=ShowShares):
    """About the shares of a drop."""

    drop: int


class AskShare(SharesCallback, prefix="uc"):
    """Asks which part is to be a party's."""

    role: SplitRole


class MakeShareLink(SharesCallback, prefix="ud"):
    """Makes a link for a party."""

    role: SplitRole


class ProposeUsual(SharesCallback, prefix="ue"):
    """Proposes the shares of the last drop."""


class AskEndShares(SharesCallback, prefix="uf"):
    """Asks before a proposal or agreed shares end."""


class EndShares(SharesCallback, prefix="ug"):
    pass


class AskRemoveShare(SharesCallback, prefix="uq"):
    """Asks before one part is taken out."""

    role: SplitRole


class RemoveShare(SharesCallback, prefix="ur"):
    role: SplitRole


class ShowOwnShares(Callback, prefix="uh", back=ShowMyItems):
    """Shows a person the shares agreed with them; `page` from 1 on."""

    page: int = 1


class OwnShareCallback(Callback, prefix=".", back=ShowOwnShares):
    """About the reader's part in a drop."""

    split: int
    role: SplitRole


class ShowOwnShare(OwnShareCallback, prefix="ui"):
    pass


class AgreeShare(OwnShareCallback, prefix="uj", back=ShowOwnShare):
    pass


class AskStepBack(OwnShareCallback, prefix="uk"):
    """Asks before a party steps back from what is agreed."""


class StepBack(OwnShareCallback, prefix="ul", back=ShowOwnShare):
    pass


class AcceptShare(Callback, prefix="um"):
    """Agrees to what a link offers."""

    code: str


class ShowShareStatement(Callback, prefix="un", back=ShowOwnShares):
    """Shows the owner or a party the shares of a week at a stall."""

    stall: int
    weeks: int = 0


class SendShareStatement(Callback, prefix="uo", back=ShowShareStatement):
    """Sends it as CSV."""

    stall: int
    weeks: int = 0
