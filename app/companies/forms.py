"""Forms of the firm: profile, sites, figures, systems, machines."""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from app.companies import wording
from app.content import firm
from app.content.loader import served_catalogue
from app.content.schema import Instrument
from app.kit import clock
from app.kit.text import Lang
from app.kit.words import UncleanText, canonical

PEOPLE = NumberRange(min=1, max=1_000_000, message=_l("Enter a whole number from 1 to 1,000,000."))
COUNT = NumberRange(min=0, max=100_000, message=_l("Enter a whole number from 0 to 100,000."))
NEEDED = DataRequired(message=_l("This is needed."))
CHOSEN = InputRequired(message=_l("Choose one."))
NUMBER_NEEDED = InputRequired(message=_l("Enter a number; 0 is allowed."))
MONTH = re.compile(r"^\d{4}-(0[1-9]|1[0-2])$")


class CleanText(StringField):
    """A line of text in its one clean form; what cannot be stored is a fault of this field, and stays visible."""

    def __init__(self, label: Any, validators: Any = (), *, limit: int = 120, **kwargs: Any) -> None:
        super().__init__(label, validators, render_kw={"maxlength": limit}, **kwargs)
        self.limit = limit

    def pre_validate(self, form: Any) -> None:
        """Clean the text, or say why it cannot be kept."""
        try:
            self.data = canonical(self.data or "", limit=self.limit)
        except UncleanText as error:
            self.data = (self.data or "")[: self.limit].replace("\x00", "")
            raise ValidationError(error.message.get(_lang())) from None


def _lang() -> Lang:
    from flask_babel import get_locale

    return "zh" if str(get_locale()).startswith("zh") else "en"


def _choices(names: Mapping[str, Any], *, empty: Any = None) -> Callable[[], list[SelectChoice]]:
    first = [SelectChoice("", empty)] if empty else []
    return lambda: [*first, *(SelectChoice(value, label) for value, label in names.items())]


def _select(label: Any, names: Mapping[str, Any], *, empty: Any = None, default: str | None = None) -> SelectField:
    validators = [Optional()] if empty and default == "" else [CHOSEN]
    return SelectField(label, choices=_choices(names, empty=empty), validators=validators, default=default)


def _is_past(_form: Any, field: Any) -> None:
    if field.data is not None and field.data > clock.today():  # what is no day is refused by the field itself
        raise ValidationError(_("This day has not come yet."))


def _whole(label: Any, *validators: Any, default: int | None = None) -> IntegerField:
    return IntegerField(label, validators=list(validators), default=default)


def _trades() -> Iterator[SelectChoice]:
    for id, one in served_catalogue().trades.items():
        yield SelectChoice(id, one.title.get(_lang()))


def offer_kinds(form: Any, names: Mapping[str, Any], *, empty: Any = None) -> None:
    """Offer the kinds of this trade, and the one kept already should the trade have changed since."""
    kept = form.kind.object_data
    known = {**names, kept: kept} if kept and kept not in names else names
    form.kind.choices = _choices(known, empty=empty)()


class KeepProfileForm(FlaskForm):
    """What the firm is."""

    name = CleanText(_l("Name of the firm"), [NEEDED])
    industry = SelectField(_l("Trade"), choices=lambda: list(_trades()), validators=[CHOSEN])
    city = _select(_l("City"), wording.CITIES, empty=_l("Choose a city"))
    town = CleanText(_l("District or town"), [Optional()], limit=80)
    headcount = _whole(_l("People employed"), InputRequired(message=_l("Enter how many people work here.")), PEOPLE)
    revenue_band = RadioField(_l("Sales last year"), choices=_choices(wording.REVENUE_BANDS), validators=[CHOSEN])
    exports = BooleanField(_l("We export"))

    def company(self) -> firm.Company:
        """The checked profile."""
        data = {name: self.data[name] for name in ("name", "industry", "city", "headcount", "revenue_band", "exports")}
        return firm.Company.model_validate({**data, "town": self.town.data or None})


class KeepSiteForm(FlaskForm):
    """One site: a plant, a store, a campus."""

    name = CleanText(_l("Name of the site"), [NEEDED])
    kind = SelectField(_l("Kind of site"), validators=[CHOSEN])
    city = _select(_l("City"), wording.CITIES, empty=_l("Same as the firm"), default="")
    town = CleanText(_l("District or town"), [Optional()], limit=80)
    headcount = _whole(_l("People working there"), Optional(), COUNT)

    def site(self, key: str) -> firm.Site:
        """The checked site under this key."""
        data = {"name": self.name.data, "kind": self.kind.data, "headcount": self.headcount.data}
        return firm.Site.model_validate(
            {**data, "id": key, "city": self.city.data or None, "town": self.town.data or None}
        )


class KeepWorkloadForm(FlaskForm):
    """One system the firm runs."""

    name = CleanText(_l("What you call it"), [NEEDED])
    kind = SelectField(_l("What it does"), validators=[CHOSEN])
    hosting = _select(_l("Where it runs"), wording.HOSTINGS, empty=_l("Choose one"))
    vendor = CleanText(_l("Vendor or product"), [Optional()])
    users = _whole(_l("How many people use it"), NUMBER_NEEDED, COUNT, default=1)
    criticality = _select(_l("If it fails"), wording.CRITICALITIES, default="medium")
    customised = _select(_l("How much was adapted to you"), wording.CUSTOMISED, default="none")
    backup = _select(_l("Backup"), wording.BACKUPS, default="none")
    restore_tested_on = DateField(_l("Last time a backup was really restored"), validators=[Optional(), _is_past])
    dongle = BooleanField(_l("Needs a hardware dongle"))
    unsupported = BooleanField(_l("The vendor no longer supports this version"))
    os_end_of_life = BooleanField(
        _l("Runs on an operating system without updates (Windows 7, XP, Server 2012 or older)")
    )
    personal_data = BooleanField(_l("Holds names, phone numbers or addresses of customers"))
    locked_in = BooleanField(_l("We cannot take our data out in an ordinary format"))
    unused = BooleanField(_l("Nobody really uses it any more"))

    def workload(self, key: str) -> firm.Workload:
        """The checked system under this key."""
        names = set(firm.Workload.model_fields) & set(self.data)
        turned = {"supported": "unsupported", "exportable": "locked_in", "used": "unused"}
        data = {name: self.data[name] for name in names} | {name: not self.data[no] for name, no in turned.items()}
        return firm.Workload.model_validate({**data, "id": key, "vendor": self.vendor.data or None})

    @classmethod
    def showing(cls, workload: firm.Workload | None) -> "KeepWorkloadForm":
        """The form filled from a kept system; questions asked in the negative are turned round."""
        if workload is None:
            return cls()
        no = {
            "unsupported": not workload.supported,
            "locked_in": not workload.exportable,
            "unused": not workload.used,
        }
        return cls(data={**workload.model_dump(), **no})


class KeepEquipmentForm(FlaskForm):
    """Machines of one kind."""

    name = CleanText(_l("What you call them"), [NEEDED])
    kind = SelectField(_l("Kind of equipment"), validators=[CHOSEN])
    total = _whole(
        _l("How many there are"),
        InputRequired(message=_l("Enter how many there are.")),
        NumberRange(min=1, max=100_000, message=_l("Enter a whole number from 1 to 100,000.")),
    )
    automated = _whole(_l("Of these, work by themselves once started"), NUMBER_NEEDED, COUNT, default=0)
    digital = _whole(_l("Have a controller with a data interface"), NUMBER_NEEDED, COUNT, default=0)
    connected = _whole(_l("Are connected to a network"), NUMBER_NEEDED, COUNT, default=0)
    data_used = _whole(_l("Send data that somebody uses"), NUMBER_NEEDED, COUNT, default=0)
    remote = _whole(_l("Receive jobs or settings over the network"), NUMBER_NEEDED, COUNT, default=0)
    age_years = _whole(
        _l("Average age in years"),
        NUMBER_NEEDED,
        NumberRange(min=0, max=80, message=_l("Enter a whole number from 0 to 80.")),
        default=5,
    )
    protocol = _select(_l("Interface"), wording.PROTOCOLS, default="none")

    def validate(self, extra_validators: Any = None) -> bool:
        """Fields first, then the ladder: each count is within the one above it."""
        if not super().validate(extra_validators):
            return False
        for inner, outer in firm.COUNTED_WITHIN:
            if self.data[inner] > self.data[outer]:
                name, most = str(self[outer].label.text), self.data[outer]
                self[inner].errors = (_("This cannot be more than “%(name)s” (%(most)s).", name=name, most=most),)
                return False
        return True

    def group(self, key: str) -> firm.EquipmentGroup:
        """The checked group under this key."""
        names = set(firm.EquipmentGroup.model_fields) & set(self.data)
        return firm.EquipmentGroup.model_validate({**{name: self.data[name] for name in names}, "id": key})


class FigureField(DecimalField):
    """A number as people write one: finite, with at most six decimals."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; ValueError on what cannot be counted with."""
        super().process_formdata(valuelist)
        # Decimal also takes sNaN, which no range can be asked of, and 1E-400000, which no column can hold.
        # A field that was not sent still holds what is kept.
        exponent = self.data.as_tuple().exponent if isinstance(self.data, Decimal) else 0
        if not isinstance(exponent, int) or not -6 <= exponent <= 15:
            self.data = None
            raise ValueError(_("Enter a number, for example 12."))


class FigureForm(FlaskForm):
    """Base of the figures form; `for_instrument` adds three fields a figure."""

    instrument: Instrument

    @classmethod
    def for_instrument(cls, instrument: Instrument, lang: Lang) -> type["FigureForm"]:
        """A form class with value, month and measured for each figure of a trade."""
        fields: dict[str, Any] = {"instrument": instrument}
        for figure in instrument.baseline:
            low, high = float(figure.min), float(figure.max)
            wrong = _l("Enter a number from %(low)s to %(high)s.", low=f"{low:,.0f}", high=f"{high:,.0f}")
            limits = [Optional(), NumberRange(min=low, max=high, message=wrong)]
            fields[f"{figure.id}.value"] = FigureField(figure.text.get(lang), validators=limits, places=None)
            fields[f"{figure.id}.month"] = CleanText(_l("Month it speaks of"), [Optional(), _is_month], limit=7)
            fields[f"{figure.id}.measured"] = SelectField(
                _l("How you know"), choices=_choices(wording.MEASURED), default="estimated"
            )
        return type("KeepFiguresForm", (cls,), fields)

    def figures(self, month: str) -> dict[str, firm.BaselineValue]:
        """The figures that were given; `month` stands where none was typed."""
        given = {}
        for figure in self.instrument.baseline:
            value = self[f"{figure.id}.value"].data
            if value is not None:
                given[figure.id] = firm.BaselineValue(
                    value=Fraction(value),
                    month=self[f"{figure.id}.month"].data or month,
                    measured=self[f"{figure.id}.measured"].data == "measured",
                )
        return given

    @staticmethod
    def kept(company: firm.Company) -> dict[str, Any]:
        """Kept figures as the form shows them."""
        data: dict[str, Any] = {}
        for key, figure in company.baseline.items():
            number = figure.value
            data[f"{key}.value"] = int(number) if number.denominator == 1 else float(number)
            data[f"{key}.month"] = figure.month
            data[f"{key}.measured"] = "measured" if figure.measured else "estimated"
        return data


def _is_month(_form: Any, field: Any) -> None:
    if not MONTH.match(field.data or ""):
        raise ValidationError(_("Write the month as 2026-10."))
    if field.data > f"{clock.today():%Y-%m}":
        raise ValidationError(_("This month has not come yet."))
