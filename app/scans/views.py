"""The quick scan: one question a screen, a result at once, and an account only for those who want to keep it."""

from io import BytesIO

from flask import (
    Blueprint,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app.assessments.forms import Posted, read_posted
from app.assessments.models import Assessment
from app.assessments.operations import import_answers, start_assessment
from app.assessments.posing import Posed
from app.assessments.queries import find_open
from app.companies.models import Company
from app.companies.queries import find_company
from app.content.answers import Answer, AnswerSheet, AnswerState, raw_answer
from app.content.loader import served_catalogue
from app.content.scans import carry_over, fit_scan
from app.content.schema import Instrument, Question
from app.kit import charts, clock
from app.kit.access import access as open_access
from app.kit.db import HouseSession, database
from app.kit.i18n import lang
from app.kit.text import Lang
from app.kit.throttle import Attempts, network_of
from app.kit.web import absolute, csrf
from app.planning.firsts import first_steps
from app.portfolios.waiting import SCAN_COOKIE, waiting_scan
from app.reports.quick import LENS, SCAN, Scanned, assemble_quick
from app.reports.renderers.passing import Counter
from app.scans.answers import HEADCOUNT, read_answers, stand_in, with_answer, write_answers
from app.scoring import score
from app.scoring.values import Scorecard
from app.tenants.access import access, current_actor

pages = Blueprint("scans", __name__, url_prefix="/scan")
OFTEN = Attempts("scan", "240 per minute")
PRINTS = Attempts("scan-print", "12 per 10 minutes")
COUNTER = Counter()
DAYS = 14


@pages.before_request
def count() -> None:
    """Nobody needs more than four screens a second."""
    current_app.extensions["throttle"].take(OFTEN, network_of(request.remote_addr))


@pages.get("/")
@open_access("anyone")
def choose() -> ResponseReturnValue:
    """Which trade."""
    shared = served_catalogue().instrument(SCAN)
    trades = {id: one.title.get(lang()) for id, one in served_catalogue().trades.items() if id in shared.industries}
    return render_template("scans/choose.html", scan=shared, trades=trades)


@pages.get("/<trade>/<int:number>")
@open_access("anyone")
def ask(trade: str, number: int) -> ResponseReturnValue:
    """One question."""
    scan, sheet = _read(trade)
    question = _question(scan, number)
    return _page(scan, sheet, question, trade, _posed(sheet.answer(question.id)))


@pages.get("/<trade>/<int:number>/answer")
@open_access("anyone")
def answer(trade: str, number: int) -> ResponseReturnValue:
    """Take one answer along and go on; nothing is stored."""
    scan, sheet = _read(trade)
    question = _question(scan, number)
    posted = read_posted(question, request.args, lang())
    if posted.fault:
        return make_response(_page(scan, sheet, question, trade, _typed(posted)), 422)
    sheet = with_answer(scan, trade, sheet, question, posted.raw)
    said = write_answers(scan, sheet)
    if number == len(scan.questions):
        return redirect(url_for("scans.result", trade=trade, s=said), 303)
    return redirect(url_for("scans.ask", trade=trade, number=number + 1, s=said), 303)


@pages.get("/<trade>/result")
@open_access("anyone")
def result(trade: str) -> ResponseReturnValue:
    """Level, two dials, and three things to begin with."""
    scan, sheet = _read(trade)
    if not sheet.answers:
        return redirect(url_for("scans.ask", trade=trade, number=1))
    lens = served_catalogue().lens(LENS)
    card = score(lens, scan, sheet, stand_in(trade), trace=False)
    return render_template(
        "scans/result.html",
        scan=scan,
        lens=lens,
        card=card,
        level=next(one for one in lens.levels if one.level == card.level),
        dials=_dials(card),
        steps=first_steps(served_catalogue(), scan, sheet, stand_in(trade)),
        people=HEADCOUNT,
        trade=trade,
        said=write_answers(scan, sheet),
        open_count=len(scan.questions) - len(sheet.answers),
    )


@pages.get("/<trade>/report/<any(zh,en):speak>")
@open_access("anyone")
def report(trade: str, speak: Lang) -> ResponseReturnValue:
    """The result on two pages of paper, drawn from the address; nothing of it is kept but the newest in memory."""
    scan, sheet = _read(trade)
    if not sheet.answers:
        return redirect(url_for("scans.ask", trade=trade, number=1))
    current_app.extensions["throttle"].take(PRINTS, network_of(request.remote_addr))
    back = absolute(url_for("scans.result", trade=trade, s=write_answers(scan, sheet)))
    scanned = Scanned(
        scan=scan, sheet=sheet, company=stand_in(trade), is_known=False, as_of=clock.today(), address=back
    )
    printed = COUNTER.print(assemble_quick(scanned, served_catalogue()), speak)
    name = ("渐云快评-" if speak == "zh" else "jianyun-scan-") + f"{trade}-{scanned.as_of:%Y%m%d}.pdf"
    answer = send_file(BytesIO(printed.content), mimetype="application/pdf", as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _dials(card: Scorecard) -> str:
    gauges = tuple(
        charts.Dial(
            label=one.title.get(lang()),
            value=float(one.mark.at_least),
            value_label=f"{float(one.mark.at_least):.0f}",
            note="",
            role="cloud" if one.dial == "cloud" else "iot",
        )
        for one in card.dimensions
        if one.dial
    )
    return charts.dials(gauges, title=_("Cloud and connected equipment")) if gauges else ""


@pages.post("/keep")
@csrf.exempt
@open_access("anyone")
def keep() -> ResponseReturnValue:
    """Remember the answers on this device until there is an account. Needs no token."""
    trade, said = request.form.get("trade", ""), request.form.get("s", "")
    scan = _scan(trade)
    said = write_answers(scan, read_answers(scan, trade, said))
    go = url_for("portfolios.home") if current_user.is_authenticated else url_for("security.register")
    response = redirect(go, 303)
    response.set_cookie(
        SCAN_COOKIE, f"{trade}.{said}", max_age=DAYS * 86400, httponly=True, samesite="Lax", secure=request.is_secure
    )
    return response


@pages.post("/carry")
@access("answer")
def carry() -> ResponseReturnValue:
    """Start the full assessment with the answers of the scan, each marked until it is confirmed."""
    session, tenant = database().session, current_actor().tenant
    company = find_company(session, tenant, hold=True)
    waiting = waiting_scan(request.cookies)
    if company is None:
        return redirect(url_for("companies.create"), 303)
    draft = find_open(session, tenant)
    if draft is None and waiting is not None and waiting[0] == company.industry_key:
        draft = _start(session, company, waiting[1])
    go = url_for("assessments.resume", assessment_id=draft.id) if draft else url_for("portfolios.home")
    response = redirect(go, 303)
    response.delete_cookie(SCAN_COOKIE)
    return response


def _start(session: HouseSession, company: Company, said: str) -> Assessment:
    trade, by = company.industry_key, current_actor().user_id
    scan, full = _scan(trade), served_catalogue().instrument(trade)
    answers = carry_over(scan, read_answers(scan, trade, said), full)
    draft = start_assessment(session, company, full, by=by)
    sheet = AnswerSheet(instrument=full.id, version=full.version, answers=answers)
    import_answers(session, draft, sheet, by=by, at=clock.now())
    return draft


def _scan(trade: str) -> Instrument:
    shared = served_catalogue().instrument(SCAN)
    if trade not in shared.industries or trade not in served_catalogue().trades:
        abort(404)
    return fit_scan(shared, trade)


def _read(trade: str) -> tuple[Instrument, AnswerSheet]:
    scan = _scan(trade)
    return scan, read_answers(scan, trade, request.args.get("s", ""))


def _question(scan: Instrument, number: int) -> Question:
    if not 1 <= number <= len(scan.questions):
        abort(404)
    return scan.questions[number - 1]


def _posed(answer: Answer) -> Posed:
    given = answer.state is AnswerState.ANSWERED
    return Posed(raw=raw_answer(answer) if given else None, state=answer.state)


def _typed(posted: Posted) -> Posed:
    return Posed(raw=posted.raw, state=AnswerState.ANSWERED, fault=posted.fault)


def _page(scan: Instrument, sheet: AnswerSheet, question: Question, trade: str, posed: Posed) -> ResponseReturnValue:
    number = scan.questions.index(question) + 1
    said = write_answers(scan, sheet)
    return render_template(
        "scans/ask.html",
        scan=scan,
        question=question,
        posed=posed,
        trade=trade,
        number=number,
        total=len(scan.questions),
        said=said,
        back=url_for("scans.ask", trade=trade, number=number - 1, s=said) if number > 1 else url_for("scans.choose"),
    )
