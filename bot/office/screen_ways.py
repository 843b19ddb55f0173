"""The screens to which the office leads, by what their buttons carry."""

from collections.abc import Callable

from handlers.callbacks.alley import ShowAlleys
from handlers.callbacks.broadcast import ChooseSchedule, ConfirmBroadcast, EditDrafts
from handlers.callbacks.broadcast_progress import ShowProgress
from handlers.callbacks.callback import Callback
from handlers.callbacks.complaint import ShowComplaint, ShowComplaints
from handlers.callbacks.desk import OpenDesk, ShowStallDay
from handlers.callbacks.dossier import ShowDossier
from handlers.callbacks.draw import ShowWaitingDraws
from handlers.callbacks.editable import EditableKind, ShowRecords
from handlers.callbacks.help_call import ShowHelpRequest
from handlers.callbacks.hidden_drop import OverseeDrops
from handlers.callbacks.kiosk import ShowKiosk
from handlers.callbacks.licence import OverseeDocument, PrintCard, ShowDocument
from handlers.callbacks.market_day import ShowMarketDay
from handlers.callbacks.organiser import InviteStalls, SendPoster, ShowOrganisers
from handlers.callbacks.organiser_packaging import OverseeHub, OverseePackaging
from handlers.callbacks.outbox import ShowOutbox
from handlers.callbacks.packaging_desk import ShowCrates, ShowPackagingDesk
from handlers.callbacks.people import AskPeople, ShowPerson
from handlers.callbacks.place import place_code
from handlers.callbacks.power import AskPower
from handlers.callbacks.printing import PosterPaper, PrintBookings, PrintStallDayTags, PrintStallPoster
from handlers.callbacks.recovery import ShowRecovery
from handlers.callbacks.report import ShowObjection, ShowReport
from handlers.callbacks.roster import ShowShifts
from handlers.callbacks.sale import ShowStatement
from handlers.callbacks.seller import ShowSeller
from handlers.callbacks.settlement import ShowPayment, ShowStalledDeposit
from handlers.callbacks.showroom import ShowDaySheet
from handlers.callbacks.split import ShowShareStatement
from handlers.callbacks.staff import ShowStaff
from handlers.callbacks.stall_application import ShowStallRequest
from handlers.callbacks.support import ShowQuestion
from handlers.callbacks.task_list import ShowTask, ShowTasks
from market.kiosk.kiosk_place import GateRef
from market.packaging.place import hub_ref
from storage.power import PowerKind
from storage.task_list import TaskListKind
from web.office.screens import OfficeWay

WAYS: dict[OfficeWay, Callable[[int], Callback]] = {
    OfficeWay.HELP: lambda number: ShowHelpRequest(call=number),
    OfficeWay.STALL: lambda number: ShowStallRequest(stall=number),
    OfficeWay.LICENCE: lambda number: OverseeDocument(stall=number),
    OfficeWay.QUESTION: lambda number: ShowQuestion(thread=number),
    OfficeWay.RECOVERY: lambda number: ShowRecovery(recovery=number),
    OfficeWay.REPORT: lambda number: ShowReport(report=number),
    OfficeWay.OBJECTION: lambda number: ShowObjection(objection=number),
    OfficeWay.DRAW: lambda number: ShowWaitingDraws(),
    OfficeWay.PAYMENT: lambda number: ShowPayment(payment=number),
    OfficeWay.DEPOSIT: lambda number: ShowStalledDeposit(deposit=number),
    OfficeWay.TASK: lambda number: ShowTask(task=number),
    OfficeWay.COMPLAINT: lambda number: ShowComplaints(alley=number),
    OfficeWay.ONE_COMPLAINT: lambda number: ShowComplaint(complaint=number),
    OfficeWay.OPENING_TASKS: lambda number: ShowTasks(alley=number, kind=TaskListKind.BEFORE_OPENING),
    OfficeWay.TAKE_DOWN_TASKS: lambda number: ShowTasks(alley=number, kind=TaskListKind.TAKE_DOWN),
    OfficeWay.MARKET_DAY: lambda number: ShowMarketDay(market_day=number),
    OfficeWay.STALL_DAY: lambda number: ShowStallDay(stall_day=number),
    OfficeWay.DESK: lambda number: OpenDesk(stall=number),
    OfficeWay.PERSON: lambda number: ShowPerson(person=number),
    OfficeWay.BROADCAST: lambda number: ShowProgress(broadcast=number),
    OfficeWay.HUB: lambda number: OverseeHub(hub=number),
    OfficeWay.HUB_DESK: lambda number: ShowPackagingDesk(place=place_code(hub_ref(number))),
    OfficeWay.CRATES: lambda number: ShowCrates(place=place_code(hub_ref(number))),
    OfficeWay.STAFF: lambda number: ShowStaff(stall=number),
    OfficeWay.DOSSIER: lambda number: ShowDossier(stall=number),
    OfficeWay.SELLER: lambda number: ShowSeller(stall=number),
    OfficeWay.DOCUMENT: lambda number: ShowDocument(stall=number),
    OfficeWay.STATEMENT: lambda number: ShowStatement(stall=number),
    OfficeWay.SHARES: lambda number: ShowShareStatement(stall=number),
    OfficeWay.SHIFTS: lambda number: ShowShifts(stall=number),
    OfficeWay.TEMPLATES: lambda number: ShowRecords(kind=EditableKind.TEMPLATE, owner=number),
    OfficeWay.SHOWROOM: lambda number: ShowDaySheet(stall=number),
    OfficeWay.BROADCAST_DRAFT: lambda number: EditDrafts(),
    OfficeWay.BROADCAST_TIME: lambda number: ChooseSchedule(),
    OfficeWay.CONFIRM_BROADCAST: lambda number: ConfirmBroadcast(),
    OfficeWay.HOURS: lambda number: ShowRecords(kind=EditableKind.HOURS, owner=number),
    OfficeWay.PITCHES: lambda number: ShowRecords(kind=EditableKind.PITCH, owner=number),
    OfficeWay.ACCESS: lambda number: ShowRecords(kind=EditableKind.ACCESS, owner=number),
    OfficeWay.ALLEY_POWER: lambda number: AskPower(kind=PowerKind.ALLEY, owner=number),
    OfficeWay.STALL_POWER: lambda number: AskPower(kind=PowerKind.STALL, owner=number, overseen=True),
    OfficeWay.GATES: lambda number: ShowKiosk(place=place_code(GateRef(number))),
    OfficeWay.SHOWS: lambda number: ShowRecords(kind=EditableKind.SHOW, owner=number),
    OfficeWay.CARD: lambda number: PrintCard(stall=number),
    OfficeWay.TAGS: lambda number: PrintStallDayTags(stall_day=number),
    OfficeWay.BOOKINGS: lambda number: PrintBookings(stall_day=number),
    OfficeWay.ALLEYS: lambda number: ShowAlleys(),
    OfficeWay.ORGANISERS: lambda number: ShowOrganisers(),
    OfficeWay.INVITE: lambda number: InviteStalls(),
    OfficeWay.PEOPLE: lambda number: AskPeople(),
    OfficeWay.DROPS: lambda number: OverseeDrops(page=1),
    OfficeWay.PACKAGING: lambda number: OverseePackaging(),
    OfficeWay.OUTBOX: lambda number: ShowOutbox(),
    OfficeWay.POSTER: lambda number: PrintStallPoster(),
    OfficeWay.ROLL_POSTER: lambda number: PrintStallPoster(paper=PosterPaper.ROLL),
    OfficeWay.ALLEY_POSTERS: lambda number: SendPoster(),
}
"""The screen of each way. A draw and the lists need no number."""
