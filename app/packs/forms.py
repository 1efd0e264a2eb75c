"""What a pack is asked for with."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField

from app.packs.models import Proofs


class OrderPackForm(FlaskForm):
    """Which edition of the report, and how much of the evidence."""

    edition = RadioField(
        _l("The report inside"),
        choices=[
            ("full", _l("The whole report, with all answers")),
            ("share", _l("Without answers, notes and own figures")),
        ],
        default="full",
    )
    proofs = RadioField(
        _l("Files behind the answers"),
        choices=[
            (Proofs.INDEX.value, _l("A list: file names, which answer, checksums")),
            (Proofs.FILES.value, _l("The list and the files themselves")),
            (Proofs.NONE.value, _l("Nothing of it")),
        ],
        default=Proofs.INDEX.value,
    )
