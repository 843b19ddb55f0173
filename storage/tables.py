"""Every table, so that the metadata is whole: import this before creating, migrating or checking a schema."""

from sqlmodel import SQLModel

from storage.alley import Alley
from storage.drop import Drop, DropTag, Line
from storage.letter import Letter
from storage.person import Person
from storage.picture import Picture, Upload
from storage.seen import Seen
from storage.stall import Stall

TABLES = (Person, Alley, Stall, Picture, Upload, Drop, DropTag, Line, Letter, Seen)
metadata = SQLModel.metadata
