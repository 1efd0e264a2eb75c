"""The queue, the review of one assessment, what both sides see of it, and the provider's library."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app.accounts.queries import names_of
from app.assessments.forms import read_posted
from app.assessments.models import Assessment, AssessmentState
from app.assessments.queries import catalogue
from app.assessments.wording import say_answer
from app.clients.queries import tended_by
from app.kit import clock
from app.kit.access import access
from app.kit.db import Scope, database
from app.kit.errors import Conflict, Invalid, PersonError
from app.kit.i18n import lang
from app.kit.ids import parse_id
from app.kit.text import Text
from app.kit.web import wants_json
from app.reviews.asked import Asked, find_asked
from app.reviews.bench import Bench, open_bench, provider_seat, reviewer_of
from app.reviews.differing import disagreements
from app.reviews.drawing import draw_desk, draw_item, library_of, library_places, posed_of, quoted
from app.reviews.forms import FindingForm, TermsForm, read_number, read_words
from app.reviews.judging import Item, raw_answer_of, raw_verdict_of
from app.reviews.library import Wording, count_use, keep_finding, promise_days, retire_finding
from app.reviews.models import VerdictKind
from app.reviews.operations import (
    NOTE_LIMIT,
    Reviewer,
    assign_review,
    hold_review,
    release_review,
    reopen_review,
    request_changes,
    sign_off,
    take_review,
)
from app.reviews.queries import Waiting, find_review, get_days, get_finding, get_review, list_findings, list_waiting
from app.reviews.verdicts import (
    Judged,
    Speaker,
    VerdictMoved,
    agree_to_plain,
    give_verdict,
    say,
    take_back,
    withdraw_verdict,
)
from app.reviews.wording import ACTS, NO_ACT, NO_CONSULTANT, NO_WORDS
from app.tenants.access import current_actor, own_provider, row_of
from app.tenants.models import Role
from app.tenants.queries import Member, list_members

pages = Blueprint("reviews", __name__, url_prefix="/reviews")
here = row_of(Assessment, "assessment_id")
LISTS = ("mine", "open", "all")
READABLE = (AssessmentState.SUBMITTED, AssessmentState.IN_REVIEW, AssessmentState.SIGNED_OFF, AssessmentState.ARCHIVED)


pages.add_app_template_filter(lambda question, raw: say_answer(question, raw, lang()), "said")
pages.add_app_template_global(raw_answer_of, "raw_answer")
pages.add_app_template_global(raw_verdict_of, "raw_verdict")


@pages.app_template_global("review_asked")
def review_asked(assessment: Any, question: Any = None) -> Asked | None:
    """What a review asks, for the pages on which the firm fills."""
    return find_asked(g.get("actor"), assessment, question)


@pages.app_template_global("review_course")
def review_course(assessment: Assessment) -> str:
    """Where the course of the review is, once somebody has begun; empty before."""
    found = find_review(database().session, assessment.tenant_id, assessment.id)
    begun = found is not None and found.taken_at is not None
    return url_for("reviews.course", assessment_id=assessment.id) if begun else ""


@pages.get("")
@access("review", tenant=own_provider)
def queue() -> ResponseReturnValue:
    """Who waits since when: contradictions first; one's own and those of colleagues one covers, free ones, all."""
    actor, now = current_actor(), clock.now()
    with database().reading(Scope.provider(actor.tenant)) as session:
        found = list_waiting(session, actor.tenant, at=now)
        mine = tended_by(session, actor.tenant, actor.user_id, on=clock.today())
        days, colleagues = get_days(session, actor.tenant), _consultants(actor.tenant)
        names = names_of(session, {one.consultant_id for one in found if one.consultant_id})
    lists = {
        "mine": [one for one in found if one.consultant_id in mine],
        "open": [one for one in found if one.consultant_id is None],
        "all": found,
    }
    asked = request.args.get("show", "")
    shown = asked if asked in LISTS else next((name for name in LISTS if lists[name]), "all")
    told = {"lists": lists, "shown": shown, "now": now, "days": days, "late": _late(found), "most": 100}
    return render_template("reviews/queue.html", names=names, colleagues=colleagues, mine=mine, **told)


def _late(found: list[Waiting]) -> int:
    return sum(one.is_overdue(clock.now()) for one in found)


def _consultants(provider_id: UUID) -> list[Member]:
    members = list_members(database().session, provider_id)
    return [one for one in members if Role.CONSULTANT in one.roles]


def _hold(assessment_id: UUID) -> tuple[Bench, Reviewer]:
    actor = current_actor()
    who = reviewer_of(database(), actor, current_user.name or current_user.email or "")
    return open_bench(database().session, assessment_id, actor, hold="state"), who


@pages.post("/<uuid:assessment_id>/take")
@access("review", tenant=here)
def take(assessment_id: UUID) -> ResponseReturnValue:
    """Begin."""
    bench, who = _hold(assessment_id)
    take_review(database().session, bench.assessment, who, holder=bench.holder)
    return redirect(url_for("reviews.desk", assessment_id=assessment_id), 303)


@pages.post("/<uuid:assessment_id>/assign")
@access("review", tenant=here)
def assign(assessment_id: UUID) -> ResponseReturnValue:
    """To a colleague, or to oneself."""
    bench, who = _hold(assessment_id)
    to = parse_id(request.form.get("to"))
    member = next((one for one in _consultants(who.provider_id) if one.user_id == to), None)
    if member is None:
        raise Invalid(NO_CONSULTANT)
    assign_review(database().session, bench.assessment, who, to=(member.user_id, member.name))
    flash(_("%(name)s has this review now.", name=member.name), "success")
    if member.user_id == who.user_id:
        return redirect(url_for("reviews.desk", assessment_id=assessment_id), 303)
    return redirect(url_for("reviews.queue"), 303)


@pages.post("/<uuid:assessment_id>/release")
@access("review", tenant=here)
def release(assessment_id: UUID) -> ResponseReturnValue:
    """Back into the queue; verdicts stay."""
    bench, who = _hold(assessment_id)
    release_review(database().session, bench.assessment, who=who)
    return redirect(url_for("reviews.queue"), 303)


@pages.get("/<uuid:assessment_id>")
@access("review", tenant=here)
def desk(assessment_id: UUID) -> ResponseReturnValue:
    """One screen: every answer with what speaks for and against it."""
    bench = open_bench(database().session, assessment_id, current_actor())
    if bench.assessment.state not in READABLE:  # the firm is filling: drafts are theirs
        return redirect(url_for("reviews.course", assessment_id=assessment_id))
    return _desk(bench)


def _desk(bench: Bench, changed: dict[str, Any] | None = None, status: int = 200) -> ResponseReturnValue:
    seat = provider_seat(database(), current_actor())
    provider = seat.organisation_id if seat else None
    return draw_desk(bench, current_actor(), (provider, library_of(provider)), changed), status


@pages.post("/<uuid:assessment_id>/answers/<question_id>")
@access("review", tenant=here)
def judge(assessment_id: UUID, question_id: str) -> ResponseReturnValue:
    """One verdict, kept at once: a fetch gets the answer drawn anew, a plain form the page."""
    bench, who = _hold(assessment_id)
    review = hold_review(database().session, bench.assessment, who, holder=bench.holder)
    item = bench.item(question_id, request.form.get("site", "")[:80])
    if bench.assessment.state != AssessmentState.IN_REVIEW:
        take_review(database().session, bench.assessment, who)
    try:
        used = _judge(bench, review, item, who)
    except (Invalid, VerdictMoved) as error:
        database().rollback()
        return _refuse(assessment_id, item, error)
    database().commit()
    if used is not None:
        with database().begin(Scope.tenant(who.provider_id)) as session:
            count_use(session, who.provider_id, used)
    return _shown(assessment_id, item)


def _judge(bench: Bench, review: Any, item: Item, who: Reviewer) -> UUID | None:
    """Do what the pressed button says; the finding that was quoted, if one was."""
    session, act = database().session, request.form.get("kind", "")
    if act == "withdraw":
        withdraw_verdict(session, review, item, who, revision=read_number("revision"))
        return None
    if act in ("ask", "note"):
        text = read_words("words", NOTE_LIMIT)
        if act == "note" or text:
            speaker = Speaker(user_id=who.user_id, name=who.name, from_firm=False, asking=act == "ask")
            say(session, review, item.place, text, by=speaker)
        if act == "note":
            return None
        if not text and not item.comments:
            raise Invalid(NO_WORDS)
    if act not in list(VerdictKind):
        raise Invalid(NO_ACT)
    kind = VerdictKind(act)
    raw, reason, used = (None, None, None) if kind != VerdictKind.ADJUST else _adjustment(item, who)
    judged = Judged(
        kind=kind, raw=raw, reason=reason, revision=read_number("revision"), version=read_number("answer_version")
    )
    give_verdict(session, review, item, judged, who)
    return used


def _adjustment(item: Item, who: Reviewer) -> tuple[Any, Text | None, UUID | None]:
    posted = read_posted(item.question, request.form, lang())
    if posted.fault:
        raise Invalid(Text(zh=posted.fault, en=posted.fault))
    typed, finding_id = read_words("reason"), parse_id(request.form.get("finding"))
    if finding_id is not None:
        with database().reading(Scope.tenant(who.provider_id)) as session:
            finding = get_finding(session, who.provider_id, finding_id)
        words = Text(zh=finding.zh, en=finding.en)
        if typed in ("", words.zh.strip(), words.en.strip()):
            return posted.raw, words, finding.id
    return posted.raw, Text(zh=typed, en=typed) if typed else None, None


def _refuse(assessment_id: UUID, item: Item, error: PersonError) -> ResponseReturnValue:
    """Say why, with everything typed still there."""
    message = error.message.get(lang())
    if wants_json():
        return jsonify(error={"status": error.status, "message": message}), error.status
    posted = read_posted(item.question, request.form, lang())
    typed = {"posed": posed_of(item, posted.raw), "fault": message, "open": request.form.get("kind", "")}
    words = {name: request.form.get(name, "")[:NOTE_LIMIT] for name in ("reason", "words", "finding")}
    bench = open_bench(database().session, assessment_id, current_actor())
    return _desk(bench, {item.key: {**typed, **words}}, error.status)


def _shown(assessment_id: UUID, item: Item) -> ResponseReturnValue:
    if not wants_json():
        return redirect(f"{url_for('reviews.desk', assessment_id=assessment_id)}#a-{item.key}", 303)
    bench = open_bench(database().session, assessment_id, current_actor())
    seat = provider_seat(database(), current_actor())
    return jsonify(draw_item(bench, item.place, library_of(seat.organisation_id if seat else None)))


@pages.post("/<uuid:assessment_id>/plain")
@access("review", tenant=here)
def agree_all(assessment_id: UUID) -> ResponseReturnValue:
    """Agree with every answer nothing speaks against, or take that back."""
    bench, who = _hold(assessment_id)
    review = hold_review(database().session, bench.assessment, who, holder=bench.holder)
    if bench.assessment.state != AssessmentState.IN_REVIEW:
        take_review(database().session, bench.assessment, who)
    batch = parse_id(request.form.get("batch"))
    if batch is not None:
        take_back(database().session, review, who, batch=batch)
        flash(_("Taken back; what you judged one by one stays."), "success")
    else:
        count = bench.counts["plain"]
        agree_to_plain(database().session, review, bench.items, who)
        flash(_("Agreed with %(count)s answers. You can take that back above.", count=count), "success")
    return redirect(url_for("reviews.desk", assessment_id=assessment_id), 303)


@pages.post("/<uuid:assessment_id>/close")
@access("review", tenant=here)
def close(assessment_id: UUID) -> ResponseReturnValue:
    """Ask the firm for changes, sign, or open again: whichever button was pressed."""
    bench, who = _hold(assessment_id)
    session, act = database().session, request.form.get("act", "")
    note = read_words("note", NOTE_LIMIT) or quoted(who.provider_id, parse_id(request.form.get("finding")))
    try:
        if act == "request":
            request_changes(session, bench.assessment, who, note=note)
        elif act == "sign":
            sign_off(session, bench.assessment, who, summary=note, catalogue=catalogue())
        elif act == "reopen":
            reopen_review(session, bench.assessment, who, reason=note, catalogue=catalogue())
    except (Conflict, Invalid) as error:
        database().rollback()
        fresh = open_bench(database().session, assessment_id, current_actor())
        return _desk(fresh, {"": {"note": note, "fault": error.message.get(lang())}}, error.status)
    flash(_("Done. The firm's people have been told."), "success")
    return redirect(url_for("reviews.desk" if act == "reopen" else "reviews.course", assessment_id=assessment_id), 303)


@pages.get("/<uuid:assessment_id>/course")
@access("read", tenant=here)
def course(assessment_id: UUID) -> ResponseReturnValue:
    """What both sides see: the steps, what was asked, and the talk about single answers."""
    bench = open_bench(database().session, assessment_id, current_actor())
    get_review(database().session, bench.assessment.tenant_id, assessment_id)
    asked = [one for one in bench.items if one.comments or "asked" in one.flags]
    signed = bench.assessment.state == AssessmentState.SIGNED_OFF
    first = next((one.question.id for one in asked if "asked" in one.flags), "")
    told = {"asked": asked, "first": first, "acts": ACTS, "signed": signed, "is_firm": current_actor().shares is None}
    return render_template("reviews/course.html", bench=bench, assessment=bench.assessment, **told)


@pages.post("/<uuid:assessment_id>/answers/<question_id>/words")
@access("discuss", tenant=here)
def answer_back(assessment_id: UUID, question_id: str) -> ResponseReturnValue:
    """One more word about an answer, from either side."""
    actor, session = current_actor(), database().session
    bench = open_bench(session, assessment_id, actor)
    review = get_review(session, bench.assessment.tenant_id, assessment_id)
    item = bench.item(question_id, request.form.get("site", "")[:80])
    by = Speaker(user_id=actor.user_id, name=current_user.name or "", from_firm=actor.shares is None)
    say(session, review, item.place, read_words("words", NOTE_LIMIT), by=by)
    flash(_("Sent."), "success")
    back = "reviews.course"
    return redirect(f"{url_for(back, assessment_id=assessment_id)}#a-{item.key}", 303)


@pages.get("/<uuid:assessment_id>/differences")
@access("read", tenant=here)
def differences(assessment_id: UUID) -> ResponseReturnValue:
    """Where the review sees an answer otherwise: the largest difference first."""
    bench = open_bench(database().session, assessment_id, current_actor())
    review = get_review(database().session, bench.assessment.tenant_id, assessment_id)
    may_see = current_actor().shares is not None or bench.assessment.state == AssessmentState.SIGNED_OFF
    rows = disagreements(bench, review, catalogue()) if may_see else None
    return render_template("reviews/differences.html", bench=bench, assessment=bench.assessment, rows=rows)


@pages.get("/library")
@access("findings", tenant=own_provider)
def library() -> ResponseReturnValue:
    """The provider's findings."""
    return _library_page(FindingForm())


def _library_page(form: FindingForm, editing: UUID | None = None, status: int = 200) -> ResponseReturnValue:
    provider_id = current_actor().tenant
    form.place.choices = library_places()
    rows = list_findings(database().session, provider_id, retired=True)
    days = get_days(database().session, provider_id)
    told = {"rows": rows, "editing": editing, "places": dict(form.place.choices), "terms": TermsForm(days=days)}
    return render_template("reviews/library.html", form=form, **told), status


@pages.route("/library/<uuid:finding_id>", methods=["GET", "POST"])
@access("findings", tenant=own_provider)
def edit_finding(finding_id: UUID) -> ResponseReturnValue:
    """Word one anew, or offer it no more."""
    actor, session = current_actor(), database().session
    row = get_finding(session, actor.tenant, finding_id)
    if request.form.get("act") in ("retire", "restore"):
        retire_finding(session, actor.tenant, finding_id, by=actor.user_id, back=request.form["act"] == "restore")
        return redirect(url_for("reviews.library"), 303)
    form = FindingForm(obj=row)
    return _keep_finding(form, finding_id) if request.method == "POST" else _library_page(form, finding_id)


@pages.post("/library")
@access("findings", tenant=own_provider)
def add_finding() -> ResponseReturnValue:
    """One more."""
    return _keep_finding(FindingForm(), None)


def _keep_finding(form: FindingForm, finding_id: UUID | None) -> ResponseReturnValue:
    form.place.choices = library_places()
    if not form.validate():
        return _library_page(form, finding_id, 422)
    actor = current_actor()
    wording = Wording(form.place.data or "", Text(zh=form.zh.data or "", en=form.en.data or ""))
    keep_finding(database().session, actor.tenant, wording, by=actor.user_id, finding_id=finding_id)
    flash(_("The finding is kept."), "success")
    return redirect(url_for("reviews.library"), 303)


@pages.post("/terms")
@access("findings", tenant=own_provider)
def set_terms() -> ResponseReturnValue:
    """How soon a submission is looked at."""
    form, actor = TermsForm(), current_actor()
    if not form.validate():
        flash(_("Enter a whole number of days from 1 to 60; nothing was changed."), "error")
    else:
        promise_days(database().session, actor.tenant, form.days.data or 5, by=actor.user_id)
        flash(_("Saved."), "success")
    return redirect(url_for("reviews.library"), 303)
