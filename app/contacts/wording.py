"""What people read when a code does not open."""

from app.kit.text import Text

WRONG = Text(
    zh="验证码不对，请对照短信或邮件再看一遍。同一个验证码最多可以试五次。",
    en="That is not the code. Compare it with the message; one code may be tried five times.",
)
DEAD = Text(
    zh="这个验证码已经失效：过期了、用过了，或者试的次数太多。请点“重新发送”。",
    en="This code no longer works: it ran out, was used, or was tried too often. Press “Send another code”.",
)
CLOSED = Text(zh="这个账号已停用，无法登录。", en="This account is closed and cannot be signed in to.")
