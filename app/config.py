"""Settings, read once from the environment; nothing else reads it. Faults name the variable."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

ROOT = Path(__file__).parents[1]
DEVELOPMENT_SECRET = "development only: anyone may read this"  # noqa: S105 (refused in production)
POSTGRES = ("postgresql://", "postgresql+psycopg://", "postgres://")


class ConfigurationFault(Exception):
    """The environment cannot be used; `faults` are sentences that name variables."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


class Settings(BaseModel):
    """Every setting with its variable (the alias) and a default that is safe on a laptop."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    environment: Literal["development", "production", "test"] = Field("development", alias="JIANYUN_ENV")
    debug: bool = Field(False, alias="DEBUG")
    host: str = Field("127.0.0.1", alias="HOST")
    port: int = Field(8000, alias="PORT", ge=1, le=65535)
    public_url: str = Field("", alias="PUBLIC_URL", pattern=r"^$|^https?://[^\s/]+$")
    """Where people reach us, e.g. https://jianyun.example; derived from HOST and PORT when empty."""
    secret_key: str = Field(DEVELOPMENT_SECRET, alias="SECRET_KEY", min_length=16)
    two_factor_key: str = Field("", alias="TWO_FACTOR_KEY", pattern=r"^$|^\S{32,}$")
    """Encrypts the secrets of authenticator apps; derived from SECRET_KEY when empty."""
    data_dir: Path = Field(ROOT / "var", alias="DATA_DIR")
    database_url: str = Field("", alias="DATABASE_URL")
    """Empty means SQLite under DATA_DIR. On PostgreSQL: a role that owns nothing and bypasses nothing."""
    owner_database_url: str = Field("", alias="OWNER_DATABASE_URL")
    """PostgreSQL role that owns the tables and runs migrations; DATABASE_URL when empty."""
    platform_database_url: str = Field("", alias="PLATFORM_DATABASE_URL")
    """PostgreSQL role that passes row-level security, for audited platform work; optional."""
    mail_url: str = Field("", alias="MAIL_URL", pattern=r"^$|^sink:$|^smtps?://\S+$")
    """smtp://user:password@host:port (STARTTLS when offered) or smtps://…; empty keeps mails locally (development)."""
    mail_from: str = Field("Jianyun <no-reply@localhost>", alias="MAIL_FROM")
    sms_url: str = Field(
        "", alias="SMS_URL", pattern=r"^$|^sink:$|^https://\S+$|^http://(127\.0\.0\.1|localhost)[:/]\S*$"
    )
    """https://… of the SMS gateway (docs/notices.md); empty keeps messages locally, or does without in production."""
    sms_secret: str = Field("", alias="SMS_SECRET")
    """Shared with the gateway: signs what we post to it."""
    sms_regions: str = Field("CN,HK,MO", alias="SMS_REGIONS", pattern=r"^[A-Z]{2}(,[A-Z]{2})*$")
    """Countries whose mobile numbers may be sent codes; the first one is assumed where a number names none."""
    sms_per_day: int = Field(2000, alias="SMS_PER_DAY", ge=1)
    wecom_url: str = Field("", alias="WECOM_URL", pattern=r"^$|^sink:$|^https://qyapi\.weixin\.qq\.com$")
    """WeCom itself in production, the local sink elsewhere, unless said otherwise."""
    storage_url: str = Field("", alias="STORAGE_URL", pattern=r"^$|^file:///\S+$")
    ledger_url: str = Field("", alias="LEDGER_URL", pattern=r"^$|^file:///\S+$")
    """Where the ids of what was erased are written down, out of reach of a restored backup."""
    security_log_days: int = Field(200, alias="SECURITY_LOG_DAYS", ge=180, le=3650)
    notice_days: int = Field(400, alias="NOTICE_DAYS", ge=30, le=3650)
    failed_job_days: int = Field(90, alias="FAILED_JOB_DAYS", ge=7, le=365)
    unconfirmed_days: int = Field(30, alias="UNCONFIRMED_DAYS", ge=7, le=365)
    """For how many days what is kept: see `jianyun retention`."""
    throttle_url: str = Field("memory://", alias="THROTTLE_URL", pattern=r"^(memory|redis|rediss)://\S*$")
    press_lanes: int = Field(0, alias="PRESS_LANES", ge=0, le=64)
    web_workers: int = Field(2, alias="WEB_WORKERS", ge=1, le=64)
    web_threads: int = Field(4, alias="WEB_THREADS", ge=1, le=64)
    trusted_proxies: int = Field(0, alias="TRUSTED_PROXIES", ge=0, le=5)
    max_body: int = Field(2 * 1024 * 1024, alias="MAX_BODY", ge=64 * 1024, le=1024**3)
    evidence_file: int = Field(10 * 1024 * 1024, alias="EVIDENCE_FILE", ge=64 * 1024, le=200 * 1024 * 1024)
    """Largest file that may be attached to an answer, in bytes."""
    evidence_per_answer: int = Field(6, alias="EVIDENCE_PER_ANSWER", ge=1, le=50)
    evidence_total: int = Field(200 * 1024 * 1024, alias="EVIDENCE_TOTAL", ge=1024 * 1024, le=10 * 1024**3)
    """How much one assessment may hold in files, in bytes."""
    sign_on_loopback: bool = Field(False, alias="SIGN_ON_LOOPBACK")
    """Whether a provider's sign-on may live on this machine (http://localhost): for trials, never in production."""
    scan_url: str = Field("", alias="SCAN_URL", pattern=r"^$|^clamd://[^\s/:@]+(:\d{1,5})?$")
    """A virus scanner asked before a file is accepted; empty asks none."""
    billing: Literal["", "on", "off"] = Field("", alias="BILLING")
    """`off`: this house charges nobody, and everything is open to everybody. Empty: on, but for tests."""
    plans_file: Path | None = Field(None, alias="PLANS_FILE")
    """The operator's own plans and prices; see docs/billing.md."""
    stripe_key: str = Field("", alias="STRIPE_KEY", pattern=r"^$|^(sk|rk)_\S{8,}$")
    """Secret or restricted key of the operator's Stripe account; empty sells by bank transfer alone."""
    stripe_hook_secret: str = Field(
        "", alias="STRIPE_HOOK_SECRET", pattern=r"^$|^whsec_[^\s,]{8,}(,whsec_[^\s,]{8,})?$"
    )
    """Signs what Stripe sends to /webhooks/stripe; two with a comma between them while it is exchanged."""
    stripe_api_base: str = Field("https://api.stripe.com", alias="STRIPE_API_BASE", pattern=r"^https?://[^\s/]+$")
    """Where Stripe's interface is; another address is for trials, never in production."""
    bank_payee: str = Field("", alias="BANK_PAYEE", max_length=120)
    bank_name: str = Field("", alias="BANK_NAME", max_length=120)
    bank_account: str = Field("", alias="BANK_ACCOUNT", pattern=r"^$|^[0-9A-Z][0-9A-Z -]{5,40}$")
    bank_note: str = Field("", alias="BANK_NOTE", max_length=300)
    """Where bank transfers go, as orders show it; without the first three an order says that the account is not set.
    The note is a line to whoever pays."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", alias="LOG_LEVEL")
    demo: bool | None = Field(None, alias="DEMO")
    """Whether `serve` loads the demo world into an empty database; by default everywhere but in production."""

    sample_visit: bool = Field(True, alias="SAMPLE_VISIT")
    """Whether strangers may look around in the sample firm, where one was loaded."""
    operator: str = Field("", alias="OPERATOR", max_length=200)
    """Who runs this service, as the terms, the privacy notice and the imprint name them."""
    operator_address: str = Field("", alias="OPERATOR_ADDRESS", max_length=300)
    operator_contact: str = Field("", alias="OPERATOR_CONTACT", max_length=200)
    """Mail address or telephone number for questions about personal data."""
    backup_days: int = Field(30, alias="BACKUP_DAYS", ge=1, le=365)
    """How long the operator keeps backups; the privacy notice says so, nothing here deletes them."""
    icp_number: str = Field("", alias="ICP_NUMBER", max_length=60)
    psb_number: str = Field("", alias="PSB_NUMBER", max_length=60)

    @property
    def is_production(self) -> bool:
        """Whether real people's data are at stake."""
        return self.environment == "production"

    @property
    def is_development(self) -> bool:
        """Whether this is somebody's laptop."""
        return self.environment == "development"

    @property
    def database(self) -> str:
        """Address the application connects to."""
        return self.database_url or f"sqlite:///{self.data_dir / 'jianyun.db'}"

    @property
    def owner_database(self) -> str:
        """Address migrations connect to."""
        return self.owner_database_url or self.database

    @property
    def address(self) -> str:
        """Our public address without a trailing slash."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def storage(self) -> str:
        """Where files are kept."""
        return self.storage_url or f"file://{self.data_dir / 'storage'}"

    @property
    def ledger(self) -> str:
        """Where the ledger of what was erased is kept."""
        return self.ledger_url or f"file://{self.data_dir / 'ledger'}"

    @property
    def has_sms(self) -> bool:
        """Whether short messages go anywhere, so that people may sign in by phone."""
        return bool(self.sms_url) or not self.is_production

    @property
    def wecom(self) -> str:
        """Where posts to WeCom groups go."""
        return self.wecom_url or ("https://qyapi.weixin.qq.com" if self.is_production else "sink:")

    @property
    def sells(self) -> bool:
        """Whether plans and prices apply here."""
        return self.billing == "on" or (not self.billing and self.environment != "test")

    @property
    def takes_transfers(self) -> bool:
        """Whether an order can say where to pay."""
        return bool(self.bank_payee and self.bank_name and self.bank_account)

    @property
    def wants_demo(self) -> bool:
        """Whether an empty database gets the demo world."""
        return self.demo if self.demo is not None else not self.is_production

    def faults(self) -> list[str]:
        """What makes these settings unfit, each naming its variable."""
        wrong = []
        if self.database_url and not self.database_url.startswith((*POSTGRES, "sqlite://")):
            wrong.append("DATABASE_URL must start with postgresql:// or sqlite:///")
        if self.sms_url.startswith("http") and len(self.sms_secret) < 16:
            wrong.append("SMS_SECRET must have at least 16 characters when SMS_URL names a gateway")
        if bool(self.stripe_key) != bool(self.stripe_hook_secret):
            wrong.append("STRIPE_KEY and STRIPE_HOOK_SECRET are set together or not at all")
        if self.is_production:
            wrong += self._production_faults()
        return wrong

    def _production_faults(self) -> list[str]:
        checks = {
            "SECRET_KEY must be set to a long random value of your own": self.secret_key == DEVELOPMENT_SECRET,
            "SECRET_KEY must have at least 32 characters": len(self.secret_key) < 32,
            "DEBUG must be off": self.debug,
            "DATABASE_URL must not be SQLite in memory": self.database in ("sqlite://", "sqlite:///:memory:"),
            "PUBLIC_URL must be set (https://…)": not self.public_url,
            "MAIL_URL must be smtp://… or smtps://…": not self.mail_url.startswith("smtp"),
            "SMS_URL must be https://… or empty": bool(self.sms_url) and not self.sms_url.startswith("https://"),
            "SIGN_ON_LOOPBACK must be off": self.sign_on_loopback,
            "STRIPE_API_BASE must be Stripe's own": self.stripe_api_base != "https://api.stripe.com",
            "WECOM_URL must not be the local sink": self.wecom_url == "sink:",
        }
        return [f"{fault} in production" for fault, holds in checks.items() if holds]


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment; ConfigurationFault names every variable that is wrong."""
    given = os.environ if environment is None else environment
    known = {str(field.alias) for field in Settings.model_fields.values()}
    try:
        settings = Settings.model_validate({key: value for key, value in given.items() if key in known and value != ""})
    except ValidationError as error:
        raise ConfigurationFault([f"{fault['loc'][0]}: {fault['msg']}" for fault in error.errors()]) from error
    if faults := settings.faults():
        raise ConfigurationFault(faults)
    return settings
