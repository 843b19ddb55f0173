"""The wishes of an organiser."""

from handlers.ui.wish import Wish


class ShowAdmin(Wish, prefix="o"):
    pass


class ShowApprovals(Wish, prefix="oa"):
    """`after`: the one to skip; 0 for the oldest."""

    after: int


class ShowStallAsked(Wish, prefix="os"):
    stall: int


class ApproveStall(Wish, prefix="oy"):
    """`seen`: the state it was in when the button was drawn."""

    stall: int
    seen: str

    def instead(self) -> Wish:
        return ShowStallAsked(stall=self.stall)


class ChooseReason(Wish, prefix="or"):
    stall: int
    seen: str


class TurnDownStall(Wish, prefix="on"):
    stall: int
    seen: str
    reason: str

    def instead(self) -> Wish:
        return ShowStallAsked(stall=self.stall)


class AllowDeposits(Wish, prefix="oda"):
    """This stall may take deposits."""

    stall: int

    def instead(self) -> Wish:
        return ShowStallAsked(stall=self.stall)


class StopDeposits(Wish, prefix="odx"):
    stall: int

    def instead(self) -> Wish:
        return ShowStallAsked(stall=self.stall)


class ShowAlleys(Wish, prefix="ol"):
    pass


class AskAlley(Wish, prefix="oq"):
    """`what` is name, place or city."""

    what: str


class ShowZones(Wish, prefix="oz"):
    pass


class ChooseZone(Wish, prefix="ozc"):
    zone: str

    def instead(self) -> Wish:
        return ShowZones()


class AddAlley(Wish, prefix="ox"):
    def instead(self) -> Wish:
        return ShowAlleys()


class ShowOrganisers(Wish, prefix="oo"):
    pass


class NameOrganiser(Wish, prefix="oon"):
    person: int

    def instead(self) -> Wish:
        return ShowPerson(person=self.person)


class RemoveOrganiser(Wish, prefix="oor"):
    person: int

    def instead(self) -> Wish:
        return ShowPerson(person=self.person)


class AskPeople(Wish, prefix="op"):
    pass


class ShowPerson(Wish, prefix="opp"):
    person: int


class AskBan(Wish, prefix="ob"):
    person: int


class BanPerson(Wish, prefix="obx"):
    person: int

    def instead(self) -> Wish:
        return ShowPerson(person=self.person)


class UnbanPerson(Wish, prefix="obu"):
    person: int

    def instead(self) -> Wish:
        return ShowPerson(person=self.person)


class OverseeDrops(Wish, prefix="od"):
    page: int


class OverseeDrop(Wish, prefix="odd"):
    drop: int


class HideDrop(Wish, prefix="odh"):
    drop: int

    def instead(self) -> Wish:
        return OverseeDrop(drop=self.drop)


class ShowDropAgain(Wish, prefix="ods"):
    drop: int

    def instead(self) -> Wish:
        return OverseeDrop(drop=self.drop)


class ShowMail(Wish, prefix="om"):
    pass


class ShowLetters(Wish, prefix="oml"):
    """What this person was sent."""

    person: int
    page: int


class ShowFailures(Wish, prefix="omf"):
    page: int
