"""Downloads inside WeChat: its browser keeps no files, so the reader is shown how to open the page outside."""

from flask import Flask, Response, render_template, request, url_for

from app.kit.devices import is_wechat

ANYWAY = "anyway"
"""The query argument of whoever wants to try all the same."""


def show_the_way_out(response: Response) -> Response:
    """In place of a file nobody could keep, a page that says how to get it."""
    asked = request.user_agent.string
    saved = response.headers.get("Content-Disposition", "").startswith("attachment")
    if not (saved and response.status_code == 200 and is_wechat(asked)) or ANYWAY in request.args:
        return response
    response.close()
    here = {**(request.view_args or {}), **request.args.to_dict(), ANYWAY: "1"}
    anyway = url_for(request.endpoint or "", **here) if request.method == "GET" else ""
    page = Response(render_template("errors/outside.html", address=request.url, anyway=anyway), mimetype="text/html")
    page.headers["Cache-Control"] = "private, no-store"
    return page


def init_app(app: Flask) -> None:
    """Look at every answer."""
    app.after_request(show_the_way_out)
