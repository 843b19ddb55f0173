"""The code under a QR, for hands and eyes: 8 Crockford symbols and a check symbol that is an ordinary one."""

from random import Random

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECKED = SYMBOLS + "*~$=U"
ALIKE = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})


def draw_code(dice: Random) -> str:
    """Nine symbols; drawn again until the check symbol is one of the 32, so that nobody has to type `$`."""
    while True:
        body = "".join(dice.choice(SYMBOLS) for _ in range(8))
        if (check := check_symbol(body)) in SYMBOLS:
            return body + check


def check_symbol(body: str) -> str:
    """Crockford's: the number modulo 37, which misses no single substitution and no swap of neighbours."""
    number = 0
    for symbol in body:
        number = number * 32 + SYMBOLS.index(symbol)
    return CHECKED[number % 37]


def read_code(text: str) -> str | None:
    """The nine symbols in what somebody typed, however they wrote them; None where it is no code."""
    code = text.strip().upper().translate(ALIKE)
    if len(code) != 9 or any(symbol not in SYMBOLS for symbol in code):
        return None
    return code if check_symbol(code[:8]) == code[8] else None


def grouped(code: str) -> str:
    """As it is shown: `7KQ2-M9XF-3`."""
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"
