"""A provider's ask, and a firm's answer in part."""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.consents.models import ConsentAsk
from app.kit.fields import TickField
from app.kit.i18n import lang
from app.tenants.models import Engagement, Share
from app.tenants.wording import SHARE_WORDS

KEEP, NEVER = "keep", "never"


def _choices(names: list[str]) -> list[tuple[str, str]]:
    return [(share.value, SHARE_WORDS[share].get(lang())) for share in Share if share in names]


def say_end(until_at: datetime | None) -> str:
    """The last day, or that there is none."""
    return str(format_date(until_at) if until_at else _("until withdrawn"))


class AskForm(FlaskForm):
    """Further parts, and until when."""

    purpose = StringField(
        _l("What for"),
        validators=[InputRequired(_l("This is needed.")), Length(max=200, message=_l("At most 200 characters."))],
        render_kw={"maxlength": 200},
    )
    shares = TickField(
        _l("What you would also like to see"),
        validators=[Optional()],
    )
    until = RadioField(_l("Until when"), default=KEEP)

    def __init__(self, standing: Engagement, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = standing
        self.shares.choices = _choices([share for share in Share if share not in standing.shares])
        kept = _("As it is now: %(until)s", until=say_end(standing.until_at))
        longer = [("90", _("Three months")), ("365", _("A year")), (NEVER, _("Until the firm withdraws it"))]
        self.until.choices = [(KEEP, kept), *(longer if standing.until_at is not None else [])]

    def until_at(self, now: datetime) -> datetime | None:
        """The end that was chosen; never earlier than it is now."""
        chosen = self.until.data
        if chosen == NEVER or self.standing.until_at is None:
            return None
        if chosen == KEEP:
            return self.standing.until_at
        return max(now + timedelta(days=int(chosen)), self.standing.until_at)


class PartForm(FlaskForm):
    """Which of the asked parts, and whether for the asked time."""

    shares = TickField(
        _l("What they may also see"),
        validators=[Optional()],
    )
    until = RadioField(_l("Until when"), default=KEEP)

    def __init__(self, ask: ConsentAsk, standing: Engagement, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shares.choices = _choices([share for share in ask.shares if share not in standing.shares])
        asked = [("asked", _("As asked: %(until)s", until=say_end(ask.until_at)))]
        kept = _("As it is now: %(until)s", until=say_end(standing.until_at))
        self.until.choices = [(KEEP, kept), *(asked if ask.until_at != standing.until_at else [])]
