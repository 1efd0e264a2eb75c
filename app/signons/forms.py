"""Setting a sign-on."""

import re

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length

MOST_DOMAINS = 20
DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
NEEDED = InputRequired(_l("This is needed."))


class SignOnForm(FlaskForm):
    """Issuer, client, secret, domains."""

    issuer = StringField(_l("Issuer"), validators=[NEEDED, Length(max=300)], render_kw={"spellcheck": "false"})
    client_id = StringField(_l("Client ID"), validators=[NEEDED, Length(max=200)], render_kw={"spellcheck": "false"})
    secret = PasswordField(_l("Client secret"), validators=[Length(max=500)], render_kw={"autocomplete": "off"})
    domains = TextAreaField(
        _l("Mail domains, one a line"), validators=[NEEDED, Length(max=2000)], render_kw={"rows": 3}
    )

    def validate_domains(self, field: TextAreaField) -> None:
        """Refuse what is no domain."""
        wrong = [one for one in self.domain_list() if not DOMAIN.fullmatch(one)]
        if wrong:
            raise ValidationError(_l("This is no mail domain: %(name)s", name=wrong[0][:80]))
        if not 0 < len(self.domain_list()) <= MOST_DOMAINS:
            raise ValidationError(_l("Between one and twenty domains."))

    def domain_list(self) -> list[str]:
        """The domains in small letters and in their wire form, each once."""
        raw = (one.strip().lstrip("@").casefold() for one in re.split(r"[\s,;，；]+", self.domains.data or ""))
        return list(dict.fromkeys(_wire(one) for one in raw if one))


def _wire(domain: str) -> str:
    try:
        return domain if domain.isascii() else domain.encode("idna").decode()
    except UnicodeError:
        return domain
