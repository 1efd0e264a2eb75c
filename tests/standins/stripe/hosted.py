"""The pages Stripe hosts: checkout, invoices and the customer portal, plain but usable on a phone."""

from typing import Any

from flask import Flask, Response, redirect, render_template, request

from tests.standins.stripe import checkout, money, paying, portal
from tests.standins.stripe.state import Problem, Store, Thing

Page = Any
NAMES = {"card": "card", "alipay": "Alipay 支付宝", "wechat_pay": "WeChat Pay 微信支付"}


def add_pages(app: Flask, store: Store) -> None:
    """Give the pages to the application."""
    app.jinja_env.globals |= {"shown": money.shown, "names": NAMES}

    def page(path: str, reply: Any) -> None:
        def answer(id_: str) -> Page:
            with store.lock:
                return reply(store, id_)

        app.add_url_rule(path, path, answer, methods=["GET", "POST"])

    page("/c/pay/<id_>", checkout_page)
    page("/i/<id_>", invoice_page)
    page("/i/<id_>/pdf", invoice_pdf)
    page("/p/session/<id_>", portal_page)


def success_url(session: Thing) -> str:
    """Where the browser goes after payment."""
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def checkout_page(store: Store, id_: str) -> Page:
    """Pay by card, have the card declined, pay by Alipay or WeChat Pay, use a code, or go back."""
    session, error = store.get("checkout.session", id_), None
    act = request.form.get("act", "")
    if act == "cancel" and session["cancel_url"]:
        return redirect(session["cancel_url"], 303)
    try:
        if act == "code":
            _use_code(store, session, request.form.get("code", ""))
        elif act:
            checkout.open_session(store, id_)
            kind, number = ("card", "4000000000000002") if act == "declined" else (act, paying.GOOD)
            if checkout.complete(store, session, kind, number):
                return redirect(success_url(session), 303)
            error = "Your card was declined. Try another one."
    except Problem as problem:
        error = str(problem)
    status = 402 if error else 200
    return render_template("checkout.html", session=session, lines=session["_lines"], error=error), status


def _use_code(store: Store, session: Thing, typed: str) -> None:
    found = [code for code in store.find("promotion_code") if code["code"].lower() == typed.strip().lower()]
    if not found or not session["allow_promotion_codes"]:
        raise Problem("This code is invalid.")
    checkout.apply_discount(store, session, {"promotion_code": found[-1]["id"]})


def invoice_page(store: Store, id_: str) -> Page:
    """See an invoice and pay it."""
    invoice, error = store.get("invoice", id_), None
    act = request.form.get("act", "")
    if act:
        try:
            portal.pay_invoice(store, id_, *(("card", "4000000000000002") if act == "declined" else (act,)))
        except Problem as problem:
            error = str(problem)
    methods = portal.invoice_methods(invoice)
    return render_template("invoice.html", invoice=invoice, methods=methods, error=error), 402 if error else 200


def invoice_pdf(store: Store, id_: str) -> Page:
    """A small, valid PDF."""
    invoice = store.get("invoice", id_)
    words = f"Invoice {invoice['number']} {invoice['currency'].upper()} {invoice['total'] / 100:.2f}"
    return Response(_pdf(words), content_type="application/pdf")


def _pdf(words: str) -> bytes:
    drawn = f"BT /F1 14 Tf 60 760 Td ({words}) Tj ET".encode("latin-1", "replace")
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, part)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, start)


def portal_page(store: Store, id_: str) -> Page:
    """Change the card, see invoices, cancel or resume, go back."""
    session, error = store.get("billing_portal.session", id_), None
    if request.method == "POST":
        if request.form["act"] == "return":
            return redirect(session["return_url"], 303)
        try:
            _portal_act(store, session, request.form["act"], request.form.get("id", ""))
        except Problem as problem:
            error = str(problem)
    who = session["customer"]
    customer = store.living("customer", who)
    method = paying.method_for(store, customer, *store.find("subscription", customer=who))
    return render_template(
        "portal.html",
        session=session,
        features=store.get("billing_portal.configuration", session["configuration"])["features"],
        subscriptions=[sub for sub in store.find("subscription", customer=who) if not sub["ended_at"]][::-1],
        invoices=[one for one in store.find("invoice", customer=who) if one["status"] != "draft"][::-1],
        method=method,
        error=error,
        day_of=money.day_of,
    ), 402 if error else 200


def _portal_act(store: Store, session: Thing, act: str, id_: str) -> None:
    if act == "card":
        portal.update_card(store, session["customer"], request.form.get("number") or paying.GOOD)
        return
    sub = store.get("subscription", id_)
    if sub["customer"] != session["customer"]:
        raise Problem("No such subscription.", status=404)
    features = store.get("billing_portal.configuration", session["configuration"])["features"]
    if not features["subscription_cancel"]["enabled"]:
        raise Problem("Cancelling is switched off in the portal.")
    if act == "cancel":
        portal.cancel(store, id_, mode=features["subscription_cancel"]["mode"])
    else:
        portal.resume(store, id_)
