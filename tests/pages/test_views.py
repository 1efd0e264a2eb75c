"""The public page in both languages, light and without a session; the style guide only where we develop."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from app.config import Settings
from app.factory import create_app
from app.kit.db import Database
from tests.factories.people import make_person


def test_landing_speaks_both_languages_and_starts_no_session(client: FlaskClient) -> None:
    chinese = client.get("/", headers={"Accept-Language": "zh-CN"})
    english = client.get("/", headers={"Accept-Language": "en"})
    assert 'lang="zh-Hans"' in chinese.text and "免费开始" in chinese.text
    assert 'lang="en"' in english.text and "Start for free" in english.text
    assert "Set-Cookie" not in chinese.headers


def test_person_signed_in_goes_home(app: Flask, database: Database, sign_in: Callable[..., FlaskClient]) -> None:
    with app.app_context():
        person = make_person(database)
    assert sign_in(person).get("/").headers["Location"].endswith("/home")


def test_styleguide_is_for_developers_only(client: FlaskClient, settings: Settings) -> None:
    assert client.get("/styleguide").status_code == 404
    ours = create_app(settings.model_copy(update={"environment": "development"})).test_client()
    for lang in ("zh", "en"):
        page = ours.get("/styleguide", headers={"Accept-Language": lang})
        assert page.status_code == 200
        assert page.text.count('class="chart"') >= 3
