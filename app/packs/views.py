"""Material for applications: which files a firm can have made, making one, fetching it."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.assessments.models import Assessment
from app.assessments.queries import catalogue, get_assessment
from app.evidence.wording import say_size
from app.kit import clock
from app.kit.access import ToMake, access
from app.kit.db import database
from app.kit.errors import Conflict, NotFound, Refused
from app.kit.filenames import safe_name
from app.kit.i18n import lang
from app.kit.storage import stored_files
from app.packs.forms import OrderPackForm
from app.packs.gathering import find_offered, list_exhibits, list_offered, refusal_of
from app.packs.models import Pack, Proofs
from app.packs.operations import IS_RETRACTED, PackWish, note_fetch, order_pack
from app.packs.queries import NO_PACK, find_making, get_pack, is_given_up, list_packs
from app.packs.values import Exhibit, Offered, check_papers, count_missing
from app.packs.wording import FITS, FOUND, SURE
from app.reports.models import Report
from app.reports.queries import get_report
from app.subscriptions.plans import Feature
from app.tenants.access import NOT_SHARED, current_actor, row_of
from app.tenants.models import Share

pages = Blueprint("packs", __name__)
here = row_of(Report, "report_id")
WORDS = {"fits": FITS, "founds": FOUND, "sures": SURE, "say_size": say_size}


def _opened(report_id: UUID) -> tuple[Report, Assessment]:
    report = get_report(database().session, current_actor().tenant, report_id)
    return report, get_assessment(database().session, report.assessment_id)


def _offers(assessment: Assessment) -> tuple[Offered, ...]:
    return list_offered(database().session, assessment, catalogue=catalogue(), today=clock.today())


def _exhibits(assessment: Assessment) -> tuple[Exhibit, ...]:
    """The evidence this person may know of."""
    return list_exhibits(database().session, assessment) if current_actor().sees(Share.EVIDENCE) else ()


@pages.get("/reports/<uuid:report_id>/packs")
@access("pack", tenant=here, plan=Feature.REPORTS)
def shelf(report_id: UUID) -> ResponseReturnValue:
    """Files that can be made for this firm today, and those this person had made."""
    report, assessment = _opened(report_id)
    exhibits, session = _exhibits(assessment), database().session
    offers = [(one, count_missing(check_papers(one, exhibits))) for one in _offers(assessment)]
    made = list_packs(session, report.tenant_id, report.id, by=current_actor().user_id)
    kept = [(one, find_making(session, one), is_given_up(session, one)) for one in made]
    return render_template(
        "packs/shelf.html",
        report=report,
        assessment=assessment,
        offers=offers,
        kept=kept,
        titles={one.key: one.title for one, _missing in offers},
        waiting=any(one.state == "wanted" and not over for one, _job, over in kept),
        unfit=refusal_of(session, report),
        today=clock.today(),
        **WORDS,
    )


@pages.route("/reports/<uuid:report_id>/packs/<pack_key>", methods=["GET", "POST"])
@access("pack", tenant=here, plan=ToMake(Feature.REPORTS))
def prepare(report_id: UUID, pack_key: str) -> ResponseReturnValue:
    """One file: what it asks, what is there, what is missing; and having it made."""
    report, assessment = _opened(report_id)
    offered = find_offered(_offers(assessment), pack_key)
    if offered is None or refusal_of(database().session, report) is not None:
        raise NotFound(NO_PACK)
    form, fault = OrderPackForm(), ""
    if form.validate_on_submit():
        try:
            order_pack(database().session, report, _wish(offered, form), by=current_actor().user_id)
        except Conflict as error:
            fault = error.message.get(lang())
        else:
            flash(_("The file is being made. It stays here for three days, for you alone."), "success")
            return redirect(url_for("packs.shelf", report_id=report_id), 303)
    checked = check_papers(offered, _exhibits(assessment))
    told = {"checked": checked, "missing": count_missing(checked), "evident": current_actor().sees(Share.EVIDENCE)}
    page = render_template(
        "packs/prepare.html", report=report, offered=offered, form=form, fault=fault, **told, **WORDS
    )
    return page, 422 if fault or form.errors else 200


def _wish(offered: Offered, form: OrderPackForm) -> PackWish:
    """What was chosen; of evidence nothing for somebody who may not see it."""
    chosen = Proofs(form.proofs.data) if current_actor().sees(Share.EVIDENCE) else Proofs.NONE
    return PackWish(
        recipe=offered.recipe.id,
        policy=offered.policy.id if offered.policy else "",
        edition="share" if form.edition.data == "share" else "full",
        proofs=chosen,
    )


@pages.get("/packs/<uuid:pack_id>/file")
@access("pack", tenant=row_of(Pack, "pack_id"), writes=True, plan=Feature.REPORTS)
def fetch(pack_id: UUID) -> ResponseReturnValue:
    """The ZIP, for the person who asked, while its days last."""
    actor = current_actor()
    pack = get_pack(database().session, actor.tenant, pack_id, by=actor.user_id, at=clock.now())
    if pack.proofs != Proofs.NONE and not actor.sees(Share.EVIDENCE):
        raise Refused(NOT_SHARED)
    if get_report(database().session, actor.tenant, pack.report_id).is_retracted:
        raise Conflict(IS_RETRACTED)
    try:
        content = stored_files().open(str(pack.storage_key))
    except FileNotFoundError as error:
        raise NotFound(NO_PACK) from error
    note_fetch(database().session, pack)
    answer = send_file(content, mimetype="application/zip", as_attachment=True, download_name=_name(pack))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _name(pack: Pack) -> str:
    content = catalogue()
    policy, recipe = content.policies.get(pack.policy_key), content.packs.get(pack.recipe_key)
    title = policy.title if policy else recipe.title if recipe else None
    return safe_name(f"{title.get(lang()) if title else 'jianyun'} {pack.created_at:%Y-%m-%d}.zip")
