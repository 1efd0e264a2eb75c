"""An entry of the price book, and a draft with its lines."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import Field
from wtforms.validators import InputRequired, Length, StopValidation
from wtforms.validators import Optional as Maybe

from app.kit.i18n import lang
from app.kit.text import Text
from app.kit.words import UncleanText, canonical
from app.quotations.models import PriceItem
from app.quotations.values import MOST_LINES, MOST_PRICE, MOST_QUANTITY, RATES, UNITS, Line, Priced
from app.quotations.wording import NO_NAME, UNIT_WORDS

NEEDED = InputRequired(_l("This is needed."))
CENTS = 2


def _amount(least: Decimal, most: int, message: str) -> Callable[[Form, Field], None]:
    """Between the two and exact to hundredths. Stops at the first fault: what is no number cannot be compared."""

    def check(_form: Form, field: Field) -> None:
        data = field.data
        if not isinstance(data, Decimal) or not data.is_finite():
            field.process_errors = []
            raise StopValidation(_l("This is not a number."))
        if not least <= data <= most:
            raise StopValidation(message)
        if data != round(data, CENTS):
            raise StopValidation(_l("At most two decimals."))

    return check


MONEY = _amount(Decimal(0), MOST_PRICE // 100, _l("An amount from 0 to ten million."))
MANY = _amount(Decimal("0.01"), MOST_QUANTITY // 100, _l("A quantity from 0.01 to 100,000."))


def _clean(_form: Form, field: Field) -> None:
    """Words as they can be kept, or why not."""
    try:
        field.data = canonical(field.data or "")
    except UncleanText as error:
        raise ValidationError(error.message.get(lang())) from error


def _short(most: int) -> Length:
    return Length(max=most, message=_l("That is too long."))


def _units() -> list[tuple[str, str]]:
    return [(one, UNIT_WORDS[one].get(lang())) for one in UNITS]


def _rates() -> list[tuple[int, str]]:
    return [(one, f"{one // 100}%") for one in RATES]


class Sold(Form):
    """What an entry and a line have in common."""

    name_zh = StringField(_l("Name in Chinese"), validators=[_clean, _short(160)], render_kw={"maxlength": 160})
    name_en = StringField(_l("Name in English"), validators=[_clean, _short(160)], render_kw={"maxlength": 160})
    unit = SelectField(_l("Unit"))
    price = DecimalField(_l("Unit price before tax (CNY)"), places=CENTS, validators=[NEEDED, MONEY])
    rate = SelectField(_l("Tax rate"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit.choices, self.rate.choices = _units(), _rates()

    @property
    def name(self) -> Text:
        """In both languages; what was written in one stands for both."""
        zh, en = (self.name_zh.data or "").strip(), (self.name_en.data or "").strip()
        return Text(zh=zh or en, en=en or zh)

    def validate_name_zh(self, field: StringField) -> None:
        """One of the two is needed."""
        if not (field.data or "").strip() and not (self.name_en.data or "").strip():
            raise ValidationError(NO_NAME.get(lang()))


class PriceForm(Sold, FlaskForm):
    """One entry of the price book."""

    code = StringField(_l("Code of the entry"), validators=[NEEDED, _clean, _short(40)], render_kw={"maxlength": 40})
    initiative = SelectField(_l("Initiative it carries out"), validators=[Maybe()])
    note = StringField(_l("Note"), validators=[_clean, _short(300)], render_kw={"maxlength": 300})

    def validate_code(self, field: StringField) -> None:
        """Blanks alone are no code."""
        if not (field.data or "").strip():
            raise ValidationError(_l("This is needed."))

    def told(self) -> Priced:
        """What was written."""
        return Priced(
            code=" ".join((self.code.data or "").split()),
            name=self.name,
            unit=self.unit.data,
            price=int((self.price.data or Decimal(0)) * 100),
            rate=self.rate.data,
            initiative=self.initiative.data or "",
            note=(self.note.data or "").strip(),
        )


def written(item: PriceItem) -> dict[str, Any]:
    """What the form of an entry begins with."""
    copied = ("code", "initiative", "name_zh", "name_en", "unit", "rate", "note")
    return {**{name: getattr(item, name) for name in copied}, "price": Decimal(item.price_minor) / 100}


class LineForm(Sold):
    """One line of a draft."""

    initiative = HiddenField(validators=[_clean, _short(80)])
    quantity = DecimalField(_l("Quantity"), places=None, default=Decimal(1), validators=[NEEDED, MANY])
    drop = BooleanField(_l("Leave out"))

    def told(self) -> Line:
        """What was written."""
        return Line(
            name=self.name,
            unit=self.unit.data,
            quantity=int((self.quantity.data or Decimal(0)) * 100),
            price=int((self.price.data or Decimal(0)) * 100),
            rate=self.rate.data,
            initiative=(self.initiative.data or "").strip(),
        )


def line_data(line: Line) -> dict[str, Any]:
    """What the form of a line begins with."""
    quantity = Decimal(line.quantity) / 100
    return {
        "name_zh": line.name.zh,
        "name_en": line.name.en,
        "unit": line.unit,
        "price": Decimal(line.price) / 100,
        "rate": line.rate,
        "initiative": line.initiative,
        "quantity": quantity.to_integral_value() if quantity == quantity.to_integral_value() else quantity,
    }


class QuotationForm(FlaskForm):
    """A draft. add: what to put below the lines when it is saved: an entry of the price book, or an empty line."""

    lines = FieldList(FormField(LineForm), max_entries=MOST_LINES)
    valid_until = DateField(_l("Valid until"), validators=[NEEDED])
    note = TextAreaField(_l("Note"), validators=[_clean, _short(1000)], render_kw={"rows": 3, "maxlength": 1000})
    revision = IntegerField(validators=[Maybe()])
    add = SelectField(_l("Add a line"), validators=[Maybe()])

    def told(self) -> tuple[Line, ...]:
        """The lines that stay."""
        return tuple(one.form.told() for one in self.lines if not one.form.drop.data)
