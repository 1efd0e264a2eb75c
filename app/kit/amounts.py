"""Amounts of yuan in the capital numerals that Chinese business papers carry beside the figures."""

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万")
"""Of four digits each, from the last; ten thousand 亿 are 万亿, so the fourth says 万 and the third 亿."""
MOST = 10**18
"""Fen; what the four groups of four digits can say."""


def in_capitals(minor: int) -> str:
    """123405 fen: 壹仟贰佰叁拾肆元零伍分. ValueError for what is negative or has more than sixteen digits of yuan."""
    if not 0 <= minor < MOST:
        raise ValueError(f"cannot be said in capitals: {minor}")
    yuan, jiao, fen = minor // 100, minor // 10 % 10, minor % 10
    said = f"{_whole(yuan)}元" if yuan else ""
    if not jiao and not fen:
        return f"{said or '零元'}整"
    if jiao:
        said += f"{DIGITS[jiao]}角"
    elif said:
        said += "零"
    return said + (f"{DIGITS[fen]}分" if fen else "整")


def _whole(number: int) -> str:
    """Groups of four digits; one 零 stands for any run of noughts between two digits."""
    groups = []
    while number:
        number, rest = divmod(number, 10_000)
        groups.append(rest)
    said, gap = "", False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if not group:
            gap = bool(said)
            # 万亿 is said as 亿 where nothing of the group of 亿 follows it.
            said += "亿" if place == 2 and len(groups) == 4 else ""
            continue
        if said and (gap or group < 1000):
            said += "零"
        said += _four(group) + GROUPS[place]
        gap = False
    return said


def _four(group: int) -> str:
    said, gap = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit:
            said += ("零" if gap else "") + DIGITS[digit] + PLACES[place]
        gap = bool(said) and not digit
    return said
