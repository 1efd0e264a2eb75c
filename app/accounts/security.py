"""Flask-Security set up for us: what it may do, where, with which limits. See docs/decisions, "accounts"."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from blinker import NamedSignal
from email_validator import EmailNotValidError, validate_email
from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import user_logged_in, user_logged_out
from flask_security import Security, SQLAlchemyUserDatastore, password_changed, password_reset, user_authenticated
from flask_security.signals import tf_disabled, tf_profile_changed, user_confirmed, user_registered
from flask_security.utils import set_request_attr

from app.accounts import factors, watching
from app.accounts.emails import AccountMails, alert_person
from app.accounts.forms import ForgottenForm, SignInForm, SignUpForm
from app.accounts.fresh import GRACE, WITHIN
from app.accounts.models import RULES_EDITION, User
from app.accounts.operations import agree_to_rules
from app.accounts.sessions import PERSON_KEY, DatabaseSessions
from app.accounts.strength import CODE, note_proof, release
from app.events.operations import record_event
from app.kit import clock
from app.kit.access import Rule
from app.kit.db import Database
from app.kit.i18n import TRANSLATIONS, lang
from app.kit.phones import looks_like_number, read_number
from app.kit.throttle import Attempts, Throttle, network_of

ANYONE, PERSON = Rule("anyone"), Rule("person")
LIBRARY_RULES = {
    "security.login": ANYONE,
    "security.logout": ANYONE,
    "security.register": ANYONE,
    "security.send_confirmation": ANYONE,
    "security.confirm_email": Rule("anyone", writes=True),
    "security.forgot_password": ANYONE,
    "security.reset_password": ANYONE,
    "security.change_password": PERSON,
    "security.verify": PERSON,
    "security.two_factor_setup": PERSON,
    "security.two_factor_setup_validate": PERSON,
    "security.mf_recovery_codes": PERSON,
    "security.two_factor_token_validation": ANYONE,
    "security.mf_recovery": ANYONE,
    "security.two_factor_rescue": ANYONE,
    "security.tf_select": ANYONE,
    "security.static": ANYONE,
}
PER_ACCOUNT = Attempts("sign-in-account", "10 per 5 minutes")
PER_ADDRESS = Attempts("sign-in-address", "50 per 5 minutes")
MAILS_PER_ACCOUNT = Attempts("mail-account", "5 per hour")
MAILS_PER_ADDRESS = Attempts("mail-address", "20 per hour")
PER_CODE = Attempts("second-factor-account", "6 per 5 minutes")
SHUT = frozenset({"security.two_factor_rescue", "security.tf_select"})
"""Doors of the library that lead nowhere here: one kind of second factor, and recovery codes instead of mails."""
LIMITS = {
    "security.two_factor_token_validation": (PER_CODE, PER_ADDRESS),
    "security.mf_recovery": (PER_CODE, PER_ADDRESS),
    "security.two_factor_setup_validate": (PER_CODE, PER_ADDRESS),
    "accounts.enter_by_passkey": (PER_CODE, PER_ADDRESS),
    "accounts.second_factor": (PER_CODE, PER_ADDRESS),
    "security.login": (PER_ACCOUNT, PER_ADDRESS),
    "security.verify": (PER_CODE, PER_ADDRESS),
    "security.register": (MAILS_PER_ACCOUNT, MAILS_PER_ADDRESS),
    "security.forgot_password": (MAILS_PER_ACCOUNT, MAILS_PER_ADDRESS),
    "security.send_confirmation": (MAILS_PER_ACCOUNT, MAILS_PER_ADDRESS),
}


BROUGHT = frozenset({"security.two_factor_token_validation", "security.mf_recovery"})
"""Doors that nobody passes without a second factor."""
RULES_DUE = "rules_due"
"""In the session of somebody who signed in and has yet to agree to the edition in force."""

ADDRESSES: dict[str, Any] = {
    "SECURITY_LOGIN_URL": "/sign-in",
    "SECURITY_LOGOUT_URL": "/sign-out",
    "SECURITY_REGISTER_URL": "/sign-up",
    "SECURITY_RESET_URL": "/reset-password",
    "SECURITY_CHANGE_URL": "/change-password",
    "SECURITY_CONFIRM_URL": "/confirm",
    "SECURITY_VERIFY_URL": "/sign-in/again",
    "SECURITY_POST_LOGIN_VIEW": "/home",
    "SECURITY_POST_LOGOUT_VIEW": "/",
    "SECURITY_POST_REGISTER_VIEW": "/sign-up/sent",
    "SECURITY_POST_RESET_VIEW": "/sign-in",
    "SECURITY_POST_CHANGE_VIEW": "/profile",
    "SECURITY_CONFIRM_ERROR_VIEW": "/confirm",
}
BEHAVIOUR: dict[str, Any] = {
    "SECURITY_REGISTERABLE": True,
    "SECURITY_CONFIRMABLE": True,
    "SECURITY_RECOVERABLE": True,
    "SECURITY_CHANGEABLE": True,
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_API_ENABLED_METHODS": ["session"],
    "SECURITY_LOGOUT_CSRF": True,
    "SECURITY_PASSWORD_SCHEMES": ["argon2", "plaintext"],
    "SECURITY_PASSWORD_SINGLE_HASH": True,
    # What links carry a digest of cannot be guessed; a slow one would tell by its time whether there is an account.
    "SECURITY_HASHING_SCHEMES": ["hex_sha256", "sha256_crypt"],
    "SECURITY_PASSWORD_LENGTH_MIN": 10,
    "SECURITY_PASSWORD_NORMALIZE_FORM": "NFKC",
    "SECURITY_INPUT_NORMALIZE_FORM": "NFKC",
    "SECURITY_PASSWORD_CONFIRM_REQUIRED": False,
    "SECURITY_DATETIME_FACTORY": clock.now,
    "SECURITY_FRESHNESS": WITHIN,
    "SECURITY_FRESHNESS_GRACE_PERIOD": GRACE,
    "SECURITY_I18N_DIRNAME": [str(TRANSLATIONS), "builtin"],
    "SESSION_REFRESH_EACH_REQUEST": False,
    "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
}
MAILS: dict[str, Any] = {
    "SECURITY_EMAIL_PLAINTEXT": False,
    "SECURITY_EMAIL_HTML": False,
    "SECURITY_REGISTER_EMAIL_TEMPLATE": "welcome",
    "SECURITY_REGISTER_EMAIL_EXISTING_TEMPLATE": "already-registered",
    "SECURITY_EMAIL_TEMPLATE_CONFIRM": "confirm-address",
    "SECURITY_EMAIL_TEMPLATE_PASSWORD_RESET": "reset-password",
    "SECURITY_EMAIL_TEMPLATE_PASSWORD_RESET_NOTICE": "password-changed",
    "SECURITY_EMAIL_TEMPLATE_PASSWORD_CHANGE_NOTICE": "password-changed",
}
CHEAP = {"argon2__time_cost": 1, "argon2__memory_cost": 64, "argon2__parallelism": 1}
"""Tests sign in by the hundred."""


class HouseSecurity(Security):
    """Flask-Security with our own drawing of QR codes."""

    def _check_modules(self, module: str, option: str) -> None:
        if module != "qrcode":
            super()._check_modules(module, option)  # type: ignore[no-untyped-call]


class People(SQLAlchemyUserDatastore):
    """Our users for Flask-Security: no platform roles; new people speak the language they signed up in."""

    def __init__(self, database: Database) -> None:
        self.database = database
        super().__init__(database, User, None)  # type: ignore[arg-type]

    def create_user(self, **values: Any) -> User:
        """A new person, not yet confirmed."""
        values.pop("roles", None)
        values.setdefault("lang", lang())
        values.setdefault("active", True)
        values.setdefault("fs_uniquifier", secrets.token_hex(32))
        user = User(**{key: value for key, value in values.items() if hasattr(User, key)})
        self.database.session.add(user)
        return user


def _account() -> str:
    """The address somebody claims, in the one spelling it is looked up by: full-width letters are no second account."""
    given = (request.get_json(silent=True) or {}) if request.is_json else request.form
    raw = str(given.get("email", ""))[:320]
    if looks_like_number(raw):
        return read_number(raw, current_app.config["SETTINGS"].sms_regions.split(",")) or raw
    try:
        return validate_email(raw, check_deliverability=False).normalized.casefold()
    except EmailNotValidError:
        return raw.casefold()


def _claimant() -> str:
    """Whose code is being tried: of somebody half signed in, or of whoever sets the factor up."""
    return str(session.get("tf_user_id") or session.get(PERSON_KEY) or "")


def _throttle(throttle: Throttle) -> Callable[[], None]:
    def check() -> None:
        if request.endpoint in SHUT:
            abort(404)
        limits = LIMITS.get(request.endpoint or "") if request.method == "POST" else None
        if limits is not None:
            account, address = limits
            throttle.take(address, network_of(request.remote_addr))
            who = _claimant() if account is PER_CODE else _account()
            if who or account is not PER_CODE:  # a passkey names nobody before it is checked
                throttle.take(account, who)

    return check


def _forget_attempts(throttle: Throttle, user: User) -> None:
    for known in (user.email, user.phone):
        if known:
            throttle.forget(PER_ACCOUNT, known.casefold())
    throttle.forget(PER_CODE, user.fs_uniquifier)


GATED_AWAY = frozenset({"accounts", "security", "archives", "pages", None})
"""Screens that stay open to somebody who has not agreed to a new edition: reading it, leaving, taking data along."""


def _ask_for_rules() -> ResponseReturnValue | None:
    """Before other pages, whoever signed in under an older edition reads the new one. Saving is never held up."""
    if request.method != "GET" or request.blueprint in GATED_AWAY or not session.get(RULES_DUE):
        return None
    return redirect(url_for("accounts.agree", next=request.full_path.rstrip("?")), 303)


def _connect(app: Flask, signal: NamedSignal, listener: Callable[..., None]) -> None:
    """Signals are global: the app holds its listeners, or each listener would hold its app for ever."""
    app.extensions.setdefault("listeners", []).append(listener)
    signal.connect(listener, app)


def _listen(app: Flask, database: Database, throttle: Throttle) -> None:
    def renew(_app: Flask, user: User, **_: Any) -> None:
        # A session id known before sign-in must be worthless after it.
        cast(DatabaseSessions, app.session_interface).regenerate(session)
        g.person = user
        release()
        if request.endpoint in BROUGHT:
            note_proof(user.id, CODE)
        _forget_attempts(throttle, user)

    def clear(_app: Flask, **_: Any) -> None:
        session.clear()

    def note(tag: str) -> Callable[..., None]:
        def write(_app: Flask, user: User, **_: Any) -> None:
            if user.is_authenticated:  # confirming an address signs out whoever is there, also nobody
                record_event(database.session, tag, by=user.id)

        return write

    _connect(app, user_logged_in, renew)
    _connect(app, user_logged_out, clear)
    for signal, tag in (
        (user_authenticated, "person.signed_in"),
        (user_registered, "person.signed_up"),
        (user_confirmed, "person.confirmed"),
        (password_reset, "person.password_reset"),
        (password_changed, "person.password_changed"),
        (user_logged_out, "person.signed_out"),
    ):
        _connect(app, signal, note(tag))


def _listen_to_changes(app: Flask, database: Database) -> None:
    def agree(_app: Flask, user: User, **_: Any) -> None:
        database.session.flush()
        agree_to_rules(database.session, user.id)  # the form does not pass without

    def ask(_app: Flask, user: User, **_: Any) -> None:
        if user.agreed_edition != RULES_EDITION:
            session[RULES_DUE] = True

    def tell_factor(tag: str, notice: str) -> Callable[..., None]:
        def write(_app: Flask, user: User, **_: Any) -> None:
            person = database.session.get_one(User, user.id)
            if tag == "second_factor.disabled":
                person.mf_recovery_codes, person.tf_last_step = None, None
            record_event(database.session, tag, by=user.id)
            alert_person(database.session, user.id, notice, path="/profile/security")
            if tag == "second_factor.enabled":
                note_proof(user.id, CODE)  # nothing is turned on before a code of it was right

        return write

    _connect(app, tf_profile_changed, tell_factor("second_factor.enabled", "second-factor-on"))
    _connect(app, tf_disabled, tell_factor("second_factor.disabled", "second-factor-off"))
    _connect(app, user_registered, agree)
    _connect(app, user_logged_in, ask)


def init_app(app: Flask, database: Database, throttle: Throttle) -> None:
    """Wire sessions, Flask-Security, throttling and the audit of what people do to their accounts."""
    app.config.update(ADDRESSES | BEHAVIOUR | MAILS | factors.settings_of(app))
    if app.testing:
        app.config["SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS"] = CHEAP
    app.before_request(_throttle(throttle))
    app.before_request(_ask_for_rules)
    app.session_interface = DatabaseSessions(app, database)
    security = HouseSecurity(
        app,
        People(database),
        totp_cls=factors.Codes,
        mf_recovery_codes_util_cls=factors.RecoveryCodes,
        login_form=SignInForm,
        register_form=SignUpForm,
        forgot_password_form=ForgottenForm,
        mail_util_cls=AccountMails,
    )
    app.extensions["house_security"] = security
    app.login_manager.user_loader(_load_person)  # type: ignore[attr-defined]
    app.login_manager.request_loader(None)  # type: ignore[attr-defined]
    _listen(app, database, throttle)
    _listen_to_changes(app, database)
    watching.init_app(app, database, _account)


def _load_person(uniquifier: str) -> User | None:
    """The person that came with the session's row, if it is still theirs."""
    user: User | None = g.get("person")
    if user is None or not user.active or user.fs_uniquifier != uniquifier:
        return None
    # What Flask-Security's own loader notes, for its views that ask how and when somebody signed in.
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", session.get("fs_paa", 0))
    return user


def person_language() -> str | None:
    """The language of whoever is signed in."""
    user: User | None = g.get("person")
    return user.lang if user is not None else None


def person_zone() -> str | None:
    """The time zone of whoever is signed in, when they chose one."""
    user: User | None = g.get("person")
    return user.zone if user is not None else None
