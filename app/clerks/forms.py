"""What clerks type: a bank's slip, a number and a day, a word of why."""

from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, Form, SelectField, StringField, ValidationError
from wtforms.fields import Field
from wtforms.validators import InputRequired, StopValidation

from app.kit.clock import today
from app.kit.i18n import lang
from app.kit.money import Money
from app.kit.words import UncleanText, canonical
from app.transfers import wording
from app.transfers.operations import Slip

CURRENCIES = ("CNY", "USD")
LONGEST_AGO = timedelta(days=731)
MOST = Decimal(100_000_000)
NEEDED = InputRequired(_l("This is needed."))


def one_line(text: str | None, most: int) -> str:
    """Words as they can be kept, in one line. UncleanText says why not."""
    return " ".join(canonical(text or "", limit=most).split())


class Words:
    """A field of words that can be kept."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, _form: Form, field: Field) -> None:
        try:
            field.data = one_line(field.data, self.most)
        except UncleanText as error:
            raise ValidationError(error.message.get(lang())) from error


class SlipForm(FlaskForm):
    """What the bank's slip says."""

    amount = StringField(_l("Amount received"), validators=[NEEDED])
    currency = SelectField(_l("Currency"), choices=[(one, one) for one in CURRENCIES])
    received_on = DateField(_l("Received on"), validators=[NEEDED])
    payer = StringField(_l("Payer, as the bank names it"), validators=[NEEDED, Words(120)])
    reference = StringField(_l("Reference of the bank"), validators=[NEEDED, Words(64)])
    note = StringField(_l("Note"), validators=[Words(300)])

    def validate_amount(self, field: StringField) -> None:
        """Above nothing, at most two decimals; commas between thousands are fine."""
        try:
            self.minor = _cents(field.data or "")
        except (InvalidOperation, ValueError):
            raise StopValidation(wording.NO_AMOUNT.get(lang())) from None

    def validate_received_on(self, field: DateField) -> None:
        """Not after today, not years ago."""
        if not isinstance(field.data, date):
            return
        if field.data > today():
            raise ValidationError(wording.FUTURE.get(lang()))
        if field.data < today() - LONGEST_AGO:
            raise ValidationError(wording.EARLY.get(lang()))

    def validate_payer(self, field: StringField) -> None:
        """Cleaned away to nothing is nothing."""
        if not field.data:
            raise ValidationError(wording.EMPTY.get(lang()))

    def validate_reference(self, field: StringField) -> None:
        """Letters, digits and hyphens of one bank's books."""
        plain = (field.data or "").replace("-", "").replace(" ", "")
        if len(plain) < 4 or not (plain.isascii() and plain.isalnum()):
            raise ValidationError(wording.SHORT_REFERENCE.get(lang()))

    def slip(self, *, is_unmatched: bool) -> Slip:
        """As a value, once validated."""
        return Slip(
            amount=Money(self.minor, str(self.currency.data)),
            received_on=self.received_on.data or today(),
            payer=str(self.payer.data),
            reference=str(self.reference.data),
            note=str(self.note.data or ""),
            is_unmatched=is_unmatched,
        )


def _cents(typed: str) -> int:
    amount = Decimal(typed.replace(",", "").replace("，", "").strip())
    if not amount.is_finite() or not 0 < amount <= MOST or amount != round(amount, 2):
        raise ValueError(typed)
    return int(amount * 100)


class IssueForm(FlaskForm):
    """Number and day of a fapiao that was made out."""

    number = StringField(_l("Fapiao number"), validators=[NEEDED, Words(40)])
    issued_on = DateField(_l("Date on the fapiao"), validators=[NEEDED])
