"""What can go wrong between us and Stripe. Each may be shown to a person; nothing personal is in any of them."""

from app.kit.errors import Unavailable
from app.kit.text import Text

NOT_CONFIGURED = Text(
    zh="这里还没有开通在线支付。可以用对公转账付款，已有的订单和内容都不受影响。",
    en="Paying online is not set up here. You can pay by bank transfer; your orders and everything else stay as they "
    "are.",
)
AWAY = Text(
    zh="支付服务暂时联系不上，没有扣款，订单已保留。请过几分钟再试。",
    en="The payment service cannot be reached just now. Nothing was charged and your order is kept; please try again "
    "in a few minutes.",
)
REFUSED = Text(
    zh="支付服务没有接受这次请求，没有扣款，订单已保留。我们已记录原因，也可以先用对公转账付款。",
    en="The payment service did not accept this. Nothing was charged and your order is kept. We have noted why; you "
    "can also pay by bank transfer.",
)


class GatewayFault(Unavailable):
    """Stripe did not do, or did not say, what was asked."""


class NotConfigured(GatewayFault):
    """This house has no account at Stripe."""

    def __init__(self) -> None:
        super().__init__(NOT_CONFIGURED)


class GatewayAway(GatewayFault):
    """No answer, or one of Stripe's own troubles (5xx, 429): it may or may not have been done; try again."""

    def __init__(self, detail: str, *, answered: bool = False) -> None:
        super().__init__(AWAY)
        self.detail, self.answered = detail, answered
        """For the log: kind of error, status, Stripe's number of the request. Whether a server of Stripe's answered
        with a fault of its own: it keeps that answer for the key."""

    def __str__(self) -> str:
        return f"Stripe is away: {self.detail}"


class GatewayRefused(GatewayFault):
    """Stripe looked at it and said no (4xx): asking the same again is of no use."""

    def __init__(self, code: str, *, param: str = "", detail: str = "", by_bank: bool = False) -> None:
        super().__init__(REFUSED)
        self.by_bank = by_bank
        """Whether it was the payer's bank that said no."""
        self.code, self.param, self.detail = code, param, detail
        """Stripe's own code (resource_missing, parameter_invalid_…) and the parameter it names."""

    @property
    def is_missing(self) -> bool:
        """Whether Stripe knows no such object."""
        return self.code == "resource_missing"

    def __str__(self) -> str:
        return f"Stripe refused: {self.code} {self.param} {self.detail}".strip()


class GatewayUnfit(GatewayFault):
    """An answer lacks what we stand on: another API version, or something new. Never taken for an empty value."""

    def __init__(self, where: str) -> None:
        super().__init__(AWAY)
        self.where = where

    def __str__(self) -> str:
        return f"Stripe's answer cannot be read: {self.where}"


class Forged(Exception):
    """What came as news from Stripe is not, or not of now."""
