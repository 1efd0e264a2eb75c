"""create_app(): the only place that knows every package.

Tables (`models.py`) and pages (`views.py`, `webhooks.py`: a blueprint called `pages`, every view with its @access) are
found by their room. To plug in the rest, add a line: `hire` (handlers of jobs and notes), `demo` (what fills an empty
database).
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Blueprint, Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app.config import ROOT, Settings, read_settings
from app.content.loader import served_catalogue
from app.kit import assets, i18n, log, outside, squeeze, web
from app.kit.db import Database, db
from app.kit.jobs import Board, board
from app.kit.storage import Storage
from app.payments.gateway import gateway
from app.subscriptions.operations import CHANGED
from app.subscriptions.plans import shop
from app.subscriptions.room import check_agreeing
from app.tenants.changes import room_checks

if TYPE_CHECKING:
    from app.archives.retention import Terms


PAPERS = {"clerks.take_files": 40 * 1024 * 1024, "clerks.decide_fapiao": 6 * 1024 * 1024}
"""What the desk may send at once: fapiao as they were issued."""


def import_models() -> tuple[ModuleType, ...]:
    """Every package with tables, so that migrations and mappers see all of them."""
    from app.kit import jobs

    return (*_rooms("models"), jobs)


def screens() -> tuple[Blueprint, ...]:
    """The blueprint of every package with pages or a letterbox."""
    return tuple(room.pages for name in ("views", "webhooks") for room in _rooms(name))


def load_everything() -> None:
    """Import what the web and the worker need, so that processes forked afterwards share it."""
    for name in ("models", "access", "forms", "tasks", "views", "webhooks"):
        tuple(_rooms(name))
    for name in ("accounts.security", "kit.intake.scanner", "kit.worker", "archives.retention"):
        import_module(f"app.{name}")
    served_catalogue()


def _rooms(name: str) -> Iterator[ModuleType]:
    """The modules of this name, one a package, in order of package: a list by hand is a list somebody forgets."""
    for path in sorted((ROOT / "app").glob(f"*/{name}.py")):
        yield import_module(f"app.{path.parent.name}.{name}")


def hire(board: Board, settings: Settings) -> None:
    """Who does which job and who wants which news: one line each."""
    from app.delegations import tasks as delegations
    from app.evidence import tasks as evidence
    from app.evidence.operations import SWEEP
    from app.kit import mail, sms, wecom
    from app.kit.storage import open_storage
    from app.notices import tasks as notices
    from app.payments import tasks as payments
    from app.reports.renderers import verifying

    storage = open_storage(settings.storage)
    verifying.announce(settings.address)
    _hire_for_data(board, storage)
    _hire_for_forgetting(board, storage, settings)
    board.handle(delegations.REMIND, delegations.remind_colleague)
    _hire_planners(board, storage)
    _hire_packers(board, storage)
    _hire_for_selling(board)
    _hire_for_looking_back(board, storage)
    board.handle(SWEEP, partial(evidence.sweep, storage=storage), attempts=6)
    post = mail.open_post(settings.mail_url, settings.data_dir / "mail")
    board.handle(mail.JOB, mail.Deliverer(post, settings.mail_from), forget=True)
    texts = settings.data_dir / "sms"
    board.handle(sms.JOB, sms.Deliverer(sms.open_sms(settings.sms_url, settings.sms_secret, texts)), forget=True)
    group = notices.GroupPoster(wecom.open_group(settings.wecom, texts), settings.secret_key)
    board.handle("group.post", group, forget=True)
    board.answer("person.alerted", "tell_person", notices.tell_person)
    board.hurry(mail.JOB, first=True)
    board.hurry(sms.JOB, first=True)
    payments.hire(board)
    _hire_rounds(board)


def _hire_rounds(board: Board) -> None:
    """What comes round by itself."""
    from app.accounts import tasks as accounts
    from app.contacts import tasks as contacts
    from app.deliveries import tasks as deliveries
    from app.events import tasks as events

    board.handle("events.seal", events.seal)
    board.repeat("events.seal", timedelta(hours=1))
    board.handle("codes.purge", contacts.purge_old_codes)
    board.repeat("codes.purge", timedelta(hours=1))
    board.handle("sessions.purge", accounts.purge_expired_sessions)
    board.repeat("sessions.purge", timedelta(hours=6))
    board.handle("deliveries.remind_firms", deliveries.remind_firms)
    board.handle(deliveries.EACH, deliveries.remind_firm)
    board.repeat("deliveries.remind_firms", timedelta(hours=6))


def _hire_for_looking_back(board: Board, storage: Storage) -> None:
    """Pictures of results, and reminders to look again; files of fapiao that nothing names."""
    from app.fapiao import tasks as fapiao
    from app.fapiao.operations import SWEEP as FAPIAO_SWEEP
    from app.returns import tasks as returns
    from app.shares import tasks as shares

    board.handle("draw_picture", partial(shares.draw_share_picture, storage=storage), attempts=4, forget=True)
    board.handle(FAPIAO_SWEEP, partial(fapiao.sweep, storage=storage), attempts=6)
    board.handle("returns.remind", returns.remind_of_return)


def _hire_for_data(board: Board, storage: Storage) -> None:
    from app.archives import tasks as archives

    board.handle("archive.make", partial(archives.make_archive, storage=storage), attempts=3)
    board.handle("archives.expire", partial(archives.expire, storage=storage))
    _hire_for_books(board)
    _hire_for_quotations(board)
    _hire_for_credits(board)
    _hire_for_programmes(board)
    board.repeat("archives.expire", timedelta(hours=1))


def _hire_for_forgetting(board: Board, storage: Storage, settings: Settings) -> None:
    from app.archives import tasks as archives
    from app.kit.storage import open_storage

    ledger = open_storage(settings.ledger)
    board.handle("leavers.erase", partial(archives.erase_due, storage=storage, ledger=ledger))
    board.repeat("leavers.erase", timedelta(hours=1))
    board.handle("retention.keep", partial(archives.keep_to_terms, terms=retention_of(settings), ledger=ledger))
    board.repeat("retention.keep", timedelta(days=1))


def retention_of(settings: Settings) -> "Terms":
    """For how long what is kept, as the operator set it."""
    from app.archives.retention import Terms

    return Terms(
        attempts=settings.security_log_days,
        notices=settings.notice_days,
        failed_jobs=settings.failed_job_days,
        unconfirmed=settings.unconfirmed_days,
    )


def _hire_for_books(board: Board) -> None:
    """Providers' books follow the firms that agreed to be seen."""
    from app.closings import tasks as closings
    from app.onboarding import tasks as onboarding
    from app.portfolios import tasks as portfolios
    from app.reports import tasks as reports
    from app.reviews import tasks as reviews

    board.answer("firm.moved", "clients.refresh", portfolios.refresh_clients)
    board.answer("client.agreed", "clients.join", onboarding.join)
    _hire_for_consents(board)
    board.answer("firm.moved", "reviews.let_go", reviews.let_go)
    board.handle("reviews.let_lapsed_go", reviews.let_lapsed_go)
    board.repeat("reviews.let_lapsed_go", timedelta(hours=1))
    board.answer("review.moved", "reviews.tell", reviews.tell_of_review)
    board.answer("review.awaited", "reviews.tell_waiting", reviews.tell_of_waiting)
    board.answer("review.counted", "renew_reviewed", reports.renew_reviewed)
    board.handle("clients.tidy", portfolios.tidy_books)
    board.repeat("clients.tidy", timedelta(hours=1))
    board.handle("closings.round", closings.close_months)
    board.repeat("closings.round", timedelta(hours=1))
    board.answer("firm.moved", "closings.forget", closings.forget_in_closings)


def _hire_for_consents(board: Board) -> None:
    from app.consents import tasks as consents
    from app.consents.operations import ANSWERED, ASKED
    from app.tenants.changes import MOVED

    for note, job, told in (
        (MOVED, "consents.tell_move", consents.tell_of_move),
        (ASKED, "consents.tell_ask", consents.tell_of_ask),
        (ANSWERED, "consents.tell_answer", consents.tell_of_answer),
    ):
        board.handle(job, told)
        board.subscribe(note, job)
    board.handle("consents.round", consents.go_round)
    board.repeat("consents.round", timedelta(hours=6))


def _hire_for_quotations(board: Board) -> None:
    from app.quotations import tasks as quotations
    from app.quotations.operations import ISSUED

    board.answer(ISSUED, "quotations.hand_over", quotations.hand_over)
    board.answer("firm.moved", "quotations.forget", quotations.forget_of_firm)
    board.handle("quotations.forget_lapsed", quotations.forget_lapsed)
    board.repeat("quotations.forget_lapsed", timedelta(hours=1))


def _hire_for_credits(board: Board) -> None:
    """Lots for what providers paid, and credits on their way to firms and back."""
    from app.credits import tasks as credits
    from app.credits.operations import HANDED, RECALLED
    from app.credits.receiving import SETTLED
    from app.orders.operations import PAID, REFUNDED
    from app.subscriptions.operations import CHANGED

    for note, job, done in (
        (PAID, "credits.make_lots", credits.make_lots),
        (CHANGED, "credits.make_lots", credits.make_lots),
        (REFUNDED, "credits.take_lot_back", credits.take_lot_back),
        (HANDED, "credits.carry_over", credits.carry_over),
        (RECALLED, "credits.bring_back", credits.bring_back),
        (SETTLED, "credits.write_down", credits.write_down),
        ("firm.moved", "credits.follow_firm", credits.follow_firm),
    ):
        board.answer(note, job, done)
    board.handle("credits.round", credits.go_round)
    board.repeat("credits.round", timedelta(hours=6))


def _hire_for_programmes(board: Board) -> None:
    from app.programmes import tasks as programmes
    from app.programmes.queries import COUNT

    board.handle(COUNT, programmes.count_programme, attempts=3)
    board.handle("targets.remind", programmes.remind_of_overdue)
    board.repeat("targets.remind", timedelta(hours=6))


def _hire_for_selling(board: Board) -> None:
    from app.purchases import tasks as purchases

    for name, run in purchases.JOBS.items():
        board.handle(name, run)
    for note, job in purchases.WANTED:
        board.subscribe(note, job)
    board.repeat("purchases.round", timedelta(days=1))


def _hire_packers(board: Board, storage: Storage) -> None:
    from app.batches import tasks as batches
    from app.batches.operations import EXPIRE, FETCHED
    from app.batches.queries import JOB as MAKE_BATCH
    from app.packs import tasks as packs

    board.handle("pack.make", partial(packs.make_pack, storage=storage), attempts=3)
    board.handle("pack.expire", partial(packs.expire_pack, storage=storage))
    board.handle(MAKE_BATCH, partial(batches.make_batch, storage=storage), attempts=12)
    board.spread(MAKE_BATCH)
    board.handle(EXPIRE, partial(batches.expire_batch, storage=storage))
    board.handle(FETCHED, batches.note_with_firms)
    board.handle("batches.look_round", batches.look_round)
    board.repeat("batches.look_round", timedelta(minutes=10))
    board.handle(batches.ROUND, batches.make_due_batch)


def _hire_planners(board: Board, storage: Storage) -> None:
    from app.reports import tasks as reports
    from app.roadmaps import tasks as roadmaps

    board.handle("plan_roadmap", roadmaps.plan_roadmap, attempts=3)
    board.handle("issue_report", reports.issue_planned_report)
    board.handle("draw_report", partial(reports.draw_report, storage=storage), attempts=4)
    board.spread("draw_report")
    board.hurry("plan_roadmap")
    board.hurry("issue_report")
    board.subscribe("roadmap.planned", "issue_report")
    board.subscribe("roadmap.adopted", "issue_report")
    board.answer(CHANGED, "issue_opened_report", reports.issue_opened_report)


def demo() -> tuple[Callable[[Database], None], ...]:
    """What fills an empty database, in order, idempotent, each in transactions of its own: one line each."""
    from app.accounts.demo import settle_people
    from app.cli.demo import settle_clients, settle_firms, settle_provider
    from app.programmes.demo import settle_programme

    return settle_people, settle_provider, settle_firms, settle_clients, settle_programme


def open_database(settings: Settings) -> Database:
    """Connect and load every mapped class."""
    import_models()
    shop.set_up(is_open=settings.sells, path=settings.plans_file)
    room_checks[:] = [check_agreeing]
    gateway.set_up(settings.stripe_key, settings.stripe_api_base)
    db.open(settings.database, platform_url=settings.platform_database_url or None)
    return db


_made_ahead: list[Flask] = []


def prepare_app(settings: Settings) -> None:
    """Build the application before processes are forked, so that it sits in memory once for all of them."""
    load_everything()
    _made_ahead[:] = [create_app(settings)]
    db.hang_up()


def ready_app() -> Flask:
    """The application as it was prepared before this process was forked, or a new one."""
    return _made_ahead[0] if _made_ahead else create_app()


def create_app(settings: Settings | None = None) -> Flask:
    """The web application. Raises when settings are unfit or a route lacks its access rule."""
    settings = settings or read_settings()
    log.set_up(settings.log_level)
    app = web.House("app", static_folder="static", template_folder=str(ROOT / "templates"))
    _configure(app, settings)
    database = open_database(settings)
    if settings.is_production and database.role_passes_walls():
        raise RuntimeError("DATABASE_URL: this PostgreSQL role ignores row-level security; use the application's role")
    _furnish(app, settings, database)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    secure = settings.address.startswith("https://")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        DEBUG=settings.debug,
        TESTING=settings.environment == "test",
        MAX_CONTENT_LENGTH=settings.max_body,
        MAX_FORM_PARTS=500,
        # A little more than the largest file, so that it is refused in our words and not cut off.
        BODY_LIMITS={
            "evidence.keep": settings.evidence_file + 1024 * 1024,
            "brands.put_logo": 5 * 1024 * 1024,
            "webhooks.receive": 512 * 1024,
            **PAPERS,
        },
        MAX_FORM_MEMORY_SIZE=settings.max_body,
        SESSION_COOKIE_NAME="__Host-session" if secure else "session",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PREFERRED_URL_SCHEME="https" if secure else "http",
        SETTINGS=settings,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.public_url:
        # Redirects are built from the Host header, so only our own may come in, and health checks of this machine.
        app.config["TRUSTED_HOSTS"] = [urlsplit(settings.public_url).hostname, "127.0.0.1", "localhost"]
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def _furnish(app: Flask, settings: Settings, database: Database) -> None:
    from app.accounts import security
    from app.clerks.queries import is_clerk
    from app.kit.intake.scanner import open_scanner
    from app.kit.mailbox import mailbox
    from app.kit.storage import open_storage
    from app.kit.throttle import Throttle
    from app.subscriptions import beyond
    from app.tenants import access

    app.extensions["storage"] = open_storage(settings.storage)
    app.extensions["scanner"] = open_scanner(settings.scan_url)
    web.init_app(app, database)
    outside.init_app(app)
    app.extensions["throttle"] = throttle = Throttle(settings.throttle_url)
    security.init_app(app, database, throttle)
    i18n.init_app(app, security.person_language, security.person_zone)
    hire(board, settings)
    for blueprint in screens():
        app.register_blueprint(blueprint)
    if settings.is_development and not settings.mail_url.startswith("smtp"):
        app.register_blueprint(mailbox(settings.data_dir / "mail", settings.data_dir / "sms"))
    beyond.init_app(app, database)
    rules = {**security.LIBRARY_RULES, "static": security.ANYONE}
    access.seal(app, database, rules, beyond.check_plan, is_clerk)
    assets.init_app(app, ROOT / "app" / "static", watch=settings.is_development)
    squeeze.init_app(app)
