"""All tables. Import this before creating, migrating or checking a schema, so that the metadata is complete."""

from sqlmodel import SQLModel

from storage.access import AccessFact
from storage.address import Address
from storage.alley import Alley, AlleyDraft
from storage.audit import AuditEntry, AuditPerson
from storage.availability import AvailabilityAlert
from storage.broadcast import Broadcast, Wording
from storage.complaint import AlleyChange, Complaint, ComplaintPromise
from storage.counter import CounterCheck
from storage.deposit import Deposit, Payee, Transfer
from storage.dossier import DossierLink
from storage.draw import Draw
from storage.drop import Component, Drop, DropTag, FormerPrice, Item
from storage.feed import FeedLink
from storage.follow import Follower, StallFollow, TagFollow
from storage.forecast import Forecast, StallDayCount
from storage.gate import GateCount
from storage.gift import Gift
from storage.heartbeat import Heartbeat, Outage
from storage.help_call import HelpCall, OrganiserDuty
from storage.hub import Hub, HubInvite, HubSlot, HubStaff
from storage.inbox import InboxUpdate
from storage.job_failure import JobFailure
from storage.kiosk import KioskDevice, KioskLink, KioskScan, ScanConflict
from storage.last_minute_offer import LastMinuteAlert, LastMinuteOffer
from storage.lease import Lease
from storage.licence import LicenceCard, LicenceDocument, LicenceFee
from storage.live import LiveBooking, LiveSession
from storage.market_day import MarketDay, MarketDayNotice, StallDay, StallNote
from storage.merge import MergeLink
from storage.mix import MixLimit, StallOrigin
from storage.neighbour import Neighbour
from storage.notification import Notification
from storage.office import OfficeLink, OfficeSession
from storage.organiser import Organiser
from storage.organiser_link import OrganiserLink
from storage.packaging import (
    Haul,
    PackagingAsset,
    PackagingMovement,
    PackagingPlace,
    PackagingStock,
    PackagingType,
    Wash,
)
from storage.packaging_ledger import FeeWaiver, PackagingTransfer
from storage.payment import Payment
from storage.pdf import Pdf
from storage.permit import Permit
from storage.person import Person
from storage.person_lease import PersonLease
from storage.picture import Picture, ReceivedPhoto, Upload
from storage.pitch import Pitch, PitchDay
from storage.power import PowerCut, PowerRating
from storage.process_share import ProcessShare
from storage.processed_update import ProcessedUpdate
from storage.recovery import Recovery
from storage.reminder import Mute, Reminder
from storage.report import Objection, Report
from storage.roster import Roster, Shift
from storage.sale import (
    CartAmount,
    CashEntry,
    DayClose,
    DoubtfulSale,
    HandOverLine,
    Oversold,
    Receipt,
    ReceiptAmount,
    ReceiptLine,
    Till,
)
from storage.screenshot import PicturePrint, Screenshot
from storage.seller import Seller
from storage.series import DropSeries
from storage.shown import ShownMessage
from storage.showroom import (
    ShowroomBusy,
    ShowroomClosing,
    ShowroomCuration,
    ShowroomSlot,
    ShowroomVisit,
    ShowroomWindow,
)
from storage.split import Split, SplitParty
from storage.staff import DeskChoice, StallInvite, StallStaff
from storage.stall import Stall
from storage.stock_template import StockTemplate
from storage.stop import Stop
from storage.support import SupportMessage, SupportThread
from storage.task_list import Task, TaskList
from storage.ticket import FailedCodeAttempt, Loan, Scan, Ticket
from storage.ticket_key import TicketKeyRow
from storage.waitlist import Booking, Entry, Hold

TABLES = (
    *(
        Person,
        Address,
        FeedLink,
        MergeLink,
        OfficeLink,
        OfficeSession,
        Organiser,
        OrganiserLink,
        Alley,
        AlleyDraft,
        AccessFact,
        MixLimit,
        Stall,
        StallOrigin,
        Picture,
        Pdf,
        Upload,
        ReceivedPhoto,
        MarketDay,
        MarketDayNotice,
        StallDay,
        StallNote,
        Stop,
        TaskList,
        Task,
        Drop,
        DropTag,
        Item,
        FormerPrice,
        Component,
    ),
    *(Draw, Payee, CounterCheck, Deposit, Transfer, Gift),
    *(PicturePrint, Screenshot),
    *(
        Entry,
        Hold,
        Booking,
        Loan,
        Ticket,
        Scan,
        FailedCodeAttempt,
        TicketKeyRow,
        KioskLink,
        KioskDevice,
        KioskScan,
        GateCount,
        ScanConflict,
        Notification,
        ShownMessage,
        Broadcast,
        Wording,
        ProcessedUpdate,
        InboxUpdate,
        PersonLease,
        ProcessShare,
    ),
    *(
        Reminder,
        Mute,
        Neighbour,
        StallFollow,
        TagFollow,
        Follower,
        AvailabilityAlert,
        AuditPerson,
        AuditEntry,
    ),
    *(StallDayCount, Forecast, StockTemplate, DropSeries),
    *(LastMinuteOffer, LastMinuteAlert, LiveSession, LiveBooking),
    *(StallStaff, StallInvite, DeskChoice),
    *(Split, SplitParty),
    *(Roster, Shift),
    *(ShowroomWindow, ShowroomClosing, ShowroomCuration, ShowroomSlot, ShowroomBusy, ShowroomVisit),
    *(SupportThread, SupportMessage, Recovery),
    *(LicenceDocument, LicenceFee, LicenceCard, Seller, DossierLink, Permit, Pitch, PitchDay),
    *(PowerRating, PowerCut),
    *(
        Till,
        Receipt,
        ReceiptLine,
        ReceiptAmount,
        CartAmount,
        HandOverLine,
        Oversold,
        DoubtfulSale,
        CashEntry,
        DayClose,
    ),
    *(Report, Objection, HelpCall, OrganiserDuty),
    *(Complaint, ComplaintPromise, AlleyChange),
    *(Payment, Heartbeat, Outage),
    *(PackagingType, Hub, HubSlot, HubStaff, HubInvite, PackagingPlace, Haul, Wash),
    *(PackagingStock, PackagingAsset, PackagingMovement, PackagingTransfer, FeeWaiver),
    *(Lease, JobFailure),
)
metadata = SQLModel.metadata
