"""Form fields that several rooms share, and the limits of what is typed into them."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

MONEY = (
    InputRequired(message=_l("Enter an amount; 0 is allowed.")),
    NumberRange(min=0, max=1_000_000_000, message=_l("Enter a whole amount from 0 to 1,000,000,000.")),
)
DAYS = (
    InputRequired(message=_l("Enter a number of days; 0 is allowed.")),
    NumberRange(min=0, max=5000, message=_l("Enter whole days from 0 to 5,000.")),
)


class TickField(SelectMultipleField):
    """Several choices as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
