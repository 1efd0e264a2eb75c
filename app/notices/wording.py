"""What an owner reads when a post to the group failed."""

from app.kit.text import Text

TEST = Text(
    zh="渐云的测试消息：群机器人设置好了，企业的通知会发到这里。",
    en="A test from Jianyun: the robot is set, and notices about the firm will be posted here.",
)
NOT_REACHED = Text(
    zh="连不上企业微信，稍后会自动再试。之前的通知都在这里，没有丢。",
    en="WeCom could not be reached; we try again by ourselves. Nothing is lost: every notice is kept here.",
)
UNSEALED = Text(
    zh="机器人的密钥已经读不出来了，请重新填写地址。",
    en="The robot's key can no longer be read. Please enter the address again.",
)
GONE = Text(
    zh="企业微信说没有这个机器人，可能已从群里删除。请在群里新建一个，再把地址填到下面。",
    en="WeCom knows no such robot; it may have been removed from the group. Add one there and enter its address below.",
)
TOO_MANY = Text(
    zh="一分钟内的消息太多，企业微信暂时不收，稍后会自动再试。",
    en="WeCom takes no more messages this minute; we try again by ourselves.",
)
OTHER = Text(
    zh="企业微信没有收下最近一条消息（错误码 {code}）。请检查机器人的安全设置，再发一条测试消息。",
    en="WeCom refused the last message (error {code}). Check the robot's safety settings and send another test.",
)
KNOWN = {0: NOT_REACHED, 1: UNSEALED, 93000: GONE, 45009: TOO_MANY, 45033: TOO_MANY}


def say_fault(code: int) -> Text:
    """A sentence for an error code."""
    return KNOWN.get(code, OTHER).format(code=code)
