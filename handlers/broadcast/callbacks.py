"""The wishes about broadcasts."""

from handlers.ui.wish import Wish


class EditBroadcast(Wish, prefix="b"):
    pass


class AskBroadcast(Wish, prefix="bw"):
    pass


class ChooseAudience(Wish, prefix="bc"):
    """`what` is alley, language or role."""

    what: str


class AimBroadcast(Wish, prefix="ba"):
    """`value` "0" or "-" means any."""

    what: str
    value: str

    def instead(self) -> Wish:
        return EditBroadcast()


class PreviewBroadcast(Wish, prefix="bp"):
    pass


class ConfirmBroadcast(Wish, prefix="bf"):
    pass
