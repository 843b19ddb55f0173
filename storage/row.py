"""The base of all tables."""

from sqlmodel import SQLModel


class Row(SQLModel):
    """A row of a table. Rows are never validated, so their schemas are not built while the program starts."""

    model_config = {"defer_build": True}
