"""Handing a part out, and its last day."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, Email, Length, Optional

from app.assessments.filling import Excerpt, Filling
from app.delegations.wording import AT_SITE
from app.kit import clock
from app.kit.i18n import lang

NEEDED = DataRequired(message=_l("This is needed."))
NAME, NOTE = 80, 300


class DayForm(FlaskForm):
    """The last day a link opens."""

    due_on = DateField(_l("Last day"), validators=[DataRequired(message=_l("Give a day, for example 2026-12-31."))])

    @property
    def day(self) -> date:
        """The day given, once validated."""
        given: date | None = self.due_on.data
        return given or clock.today()


class AgainForm(DayForm):
    """Asking once more."""

    note = TextAreaField(
        _l("A few words to go with it"),
        validators=[Optional(), Length(max=NOTE, message=_l("At most 300 characters."))],
        render_kw={"maxlength": NOTE, "rows": 2},
    )


class HandOutForm(AgainForm):
    """Which part, to whom, in which language."""

    part = SelectField(_l("Which part"), validate_choice=False, validators=[NEEDED])
    name = StringField(
        _l("Colleague's name"),
        validators=[NEEDED, Length(max=NAME, message=_l("At most 80 characters."))],
        render_kw={"maxlength": NAME, "autocomplete": "off"},
    )
    email = StringField(
        _l("E-mail"),
        validators=[
            Optional(),
            Length(max=254),
            Email(message=_l("This is no e-mail address. Leave it empty to pass the link on yourself.")),
        ],
        render_kw={"maxlength": 254, "autocomplete": "off", "inputmode": "email", "type": "email"},
    )
    lang = RadioField(_l("Colleague's language"), choices=[("zh", "简体中文"), ("en", "English")])


def read_part(raw: str) -> Excerpt:
    """What `list_choices` offers, read back; something that is no part is an empty one."""
    section, _bar, site = raw.partition("|")
    return Excerpt(section[:80], site[:80])


def list_choices(filling: Filling) -> dict[str, list[SelectChoice]]:
    """Parts by group: sections; where questions are asked by site, the sites, and sections at one site."""
    sections = [one for one in filling.instrument.sections if filling.questions_in(one)]
    groups = {_("A section"): [(f"{one.id}|", one.title.get(lang())) for one in sections]}
    by_site = [one for one in filling.asked if one.per == "site"]
    here = {site: name for question in by_site for site, name in filling.site_names(question).items()}
    if here:
        groups[_("All questions about one site")] = [(f"|{site}", name) for site, name in here.items()]
        groups[_("One section at one site")] = [
            (f"{section.id}|{site}", AT_SITE.format(section=section.title, site=name).get(lang()))
            for section in sections
            for site, name in here.items()
            if filling.only(Excerpt(section.id, site)).asked
        ]
    return groups
