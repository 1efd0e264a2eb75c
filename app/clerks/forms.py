"""What a clerk enters at the desk."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, DecimalField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

NEEDED = InputRequired(_l("This is needed."))
LONG = _l("That is too long.")


class FindForm(FlaskForm):
    """Whose money it is: the number on the slip, or a part of the organisation's name."""

    class Meta:
        """Looking changes nothing."""

        csrf = False

    find = StringField(_l("Order number or organisation"), validators=[Length(max=120, message=LONG)])


class TransferForm(FlaskForm):
    """What the bank shows."""

    amount = DecimalField(
        _l("Amount received"),
        places=2,
        validators=[NEEDED, NumberRange(min=0.01, max=100_000_000, message=_l("Enter an amount above zero."))],
        render_kw={"inputmode": "decimal"},
    )
    currency = SelectField(_l("Currency"), choices=[("CNY", "CNY"), ("USD", "USD")])
    received_on = DateField(_l("Received on"), validators=[NEEDED])
    payer = StringField(
        _l("Payer, as the bank names them"),
        validators=[NEEDED, Length(max=120, message=LONG)],
        render_kw={"maxlength": 120, "autocomplete": "off"},
    )
    reference = StringField(
        _l("The bank's number of the transfer"),
        validators=[NEEDED, Length(max=80, message=LONG)],
        render_kw={"maxlength": 80, "autocomplete": "off"},
    )
    note = StringField(_l("Note"), validators=[Length(max=300, message=LONG)], render_kw={"maxlength": 300})
