"""The buyer's details as they are typed; `values.check_buyer` says what is wrong with them."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField

from app.fapiao.values import Buyer, Checked, Make, check_buyer
from app.fapiao.wording import MAKES
from app.kit.i18n import lang


class DetailsForm(FlaskForm):
    """Title, tax number, and what a special fapiao needs besides."""

    kind = RadioField(_l("Who buys"), choices=[("company", _l("An organisation")), ("person", _l("A person"))])
    make = RadioField(_l("Which fapiao"))
    title = StringField(_l("Title (name on the business licence)"))
    tax_id = StringField(_l("Unified social credit code"))
    address = StringField(_l("Registered address"))
    phone = StringField(_l("Telephone of the company"))
    bank = StringField(_l("Bank"))
    account = StringField(_l("Bank account"))
    mailbox = StringField(_l("Mailbox that receives fapiao"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name in ("title", "tax_id", "mailbox"):
            self[name].flags.required = True
        self.make.choices = [(one.value, MAKES[one].get(lang())) for one in Make]

    def check(self) -> Checked | None:
        """The buyer, or None with a fault at every field that has one."""
        if not self.validate():
            return None
        make, is_person = Make(self.make.data), self.kind.data == "person"
        typed = {name: self[name].data or "" for name in Buyer.__slots__ if name not in ("make", "is_person")}
        checked = check_buyer(typed, make=make, is_person=is_person)
        for name, fault in checked.faults.items():
            self[name].errors = [fault.get(lang())]
        return None if checked.faults else checked
