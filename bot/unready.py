"""Why a command did not start, or did not get through."""


class Unready(Exception):
    """Settings, database or wish are wrong; the text says what and the mend. Exit status 2."""


class Failed(Exception):
    """It started and could not go on. Exit status 1."""
