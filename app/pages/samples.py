"""What the style guide shows: one instance of everything, made up and only ever shown there."""

from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired

from app.assessments.posing import Posed
from app.content.loader import served_catalogue
from app.content.schema import Instrument, Question
from app.kit.charts import Dial, Series, Step, dials, ladder, radar
from app.kit.i18n import lang


def gather_samples() -> dict[str, Any]:
    """Everything the page needs by name."""
    return {
        "form": _form(),
        "questions": _questions(),
        "levels": [(0, _("Before the start")), (1, _("Initial")), (2, _("Regular")), (3, _("Integrated"))],
        "charts": _charts(),
        "money": [f"CNY {format_decimal(amount)}" for amount in (125_000, 80_000, 200_000)],
        "page_address": lambda number: f"#{number}",
    }


def _form() -> Form:
    names = [("foshan", _("Foshan")), ("guangzhou", _("Guangzhou"))]
    needed = [InputRequired(_("This is needed."))]
    fields = {
        "name": StringField(_("Name of the firm"), needed),
        "city": SelectField(_("City"), choices=names),
        "headcount": IntegerField(_("People employed"), needed),
        "revenue_band": RadioField(_("City"), choices=names, default="foshan"),
        "exports": BooleanField(_("We export")),
    }
    form: Form = type("SampleForm", (Form,), fields)(MultiDict({"city": "foshan", "headcount": "12"}))
    form.validate()
    return form


def _instrument() -> Instrument:
    """The questionnaire of the first trade there is."""
    catalogue = served_catalogue()
    return catalogue.instrument(next(iter(catalogue.trades)))


def _questions() -> list[tuple[Question, Posed]]:
    kinds: dict[str, Question] = {}
    for question in _instrument().questions:
        kinds.setdefault(question.kind, question)
    return [(question, Posed(fault=None)) for question in kinds.values()]


def _charts() -> list[str]:
    axes = tuple(one.title.get(lang()) for one in served_catalogue().lens_for(_instrument()).dimensions)
    values = tuple(float(30 + 9 * index) for index in range(len(axes)))
    series = (Series(name=_("Your firm"), style="self", values=values),)
    steps = tuple(Step(number=n, label=str(n), share=1 - n / 5, reached=n < 2) for n in range(1, 5))
    gauge = Dial(label=_("Connected"), value=42, value_label="42", note=_("Estimated"))
    return [
        radar(axes, series, title=_("Charts")),
        dials((gauge,), title=_("Connected")),
        ladder(steps, gate=0.8, gate_label="80 %", title=_("Levels and badges")),
    ]
