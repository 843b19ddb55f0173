"""Every table, so that the metadata is whole: import this before creating, migrating or checking a schema."""

from sqlmodel import SQLModel

from storage.alley import Alley, AlleyDraft
from storage.broadcast import Broadcast, Wording
from storage.deposit import Deposit, Payee, Transfer
from storage.draw import Draw
from storage.drop import Drop, DropTag, Line, Part
from storage.gift import Gift
from storage.letter import Letter
from storage.neighbour import Evening, Neighbour
from storage.organiser import Organiser
from storage.person import Person
from storage.picture import Picture, Upload
from storage.reminder import Mute, Reminder
from storage.seen import Seen
from storage.stall import Stall
from storage.ticket import Loan, Miss, Scan, Ticket
from storage.waitlist import Claim, Entry, Hold

TABLES = (
    *(Person, Organiser, Alley, AlleyDraft, Stall, Picture, Upload, Drop, DropTag, Line, Part),
    *(Draw, Payee, Deposit, Transfer, Gift),
    *(Entry, Hold, Claim, Loan, Ticket, Scan, Miss, Letter, Broadcast, Wording, Seen),
    *(Reminder, Mute, Neighbour, Evening),
)
metadata = SQLModel.metadata
