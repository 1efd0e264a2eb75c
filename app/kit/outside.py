"""Downloads inside WeChat: its browser keeps no files, so the reader is shown how to open the page outside."""

from urllib.parse import urlencode

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
    # Arguments of a stranger's link are no arguments of `url_for`, which would take a scheme or an endpoint from them.
    more = urlencode([*request.args.items(multi=True), (ANYWAY, "1")])
    here = url_for(request.endpoint or "", **(request.view_args or {})) if request.method == "GET" else ""
    anyway = f"{here}?{more}" if here else ""
    page = Response(render_template("errors/outside.html", address=request.url, anyway=anyway), mimetype="text/html")
    page.headers["Cache-Control"] = "private, no-store"
    return page


def init_app(app: Flask) -> None:
    """Look at every answer."""
    app.after_request(show_the_way_out)
