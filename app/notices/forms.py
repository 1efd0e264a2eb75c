"""Choosing the ways out."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, ValidationError
from wtforms.validators import DataRequired, Length

from app.kit.wecom import read_key


class ChannelsForm(FlaskForm):
    """What happens to a notice besides the inbox."""

    mail = BooleanField(_l("A mail"))
    sms = BooleanField(_l("An SMS"))
    group = BooleanField(_l("A post in the firm's WeCom group, if it is about the firm"))

    @property
    def chosen(self) -> list[str]:
        """The channels that are ticked."""
        return [name for name in ("mail", "sms", "group") if self[name].data]


class GroupForm(FlaskForm):
    """The address of a group robot, which is a secret."""

    address = PasswordField(
        _l("Webhook address of the robot"),
        validators=[DataRequired(message=_l("This is needed.")), Length(max=200)],
    )

    def validate_address(self, field: Any) -> None:
        """Only WeCom's own."""
        if read_key(field.data or "") is None:
            raise ValidationError(
                _("That is not the address of a WeCom robot. It starts with %(start)s", start=START),
            )


START = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key="
