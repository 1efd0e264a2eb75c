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


def test_rules_and_help_are_read_in_both_languages(client: FlaskClient) -> None:
    from app.pages.documents import read_help

    paths = ["/terms", "/privacy", "/imprint", "/help", *(f"/help/{key}" for key in read_help())]
    for path in paths:
        chinese = client.get(path, headers={"Accept-Language": "zh-CN"})
        english = client.get(path, headers={"Accept-Language": "en"})
        assert chinese.status_code == english.status_code == 200, path
        assert "{" not in english.text.split("<main")[1], path
        assert "Set-Cookie" not in english.headers
        assert all(f'href="{link}"' in english.text for link in ("/help", "/terms", "/privacy", "/imprint"))
    assert client.get("/help/nothing").status_code == 404


def test_the_operator_and_its_numbers_are_named_once_set(client: FlaskClient, settings: Settings) -> None:
    bare = client.get("/privacy", headers={"Accept-Language": "en"}).text
    assert "the operator of this site" in bare and "beian" not in bare
    known = {"operator": "佛山渐云科技有限公司", "operator_contact": "privacy@jianyun.example", "backup_days": 45}
    numbers = {"icp_number": "粤ICP备2026000001号", "psb_number": "粤公网安备44060000000001号"}
    ours = create_app(settings.model_copy(update={**known, **numbers})).test_client()
    page = ours.get("/privacy").text
    assert all(value in page for value in ("佛山渐云科技有限公司", "privacy@jianyun.example", "45 天"))
    for path in ("/", "/sign-in", "/help/wechat", "/scan"):
        foot = ours.get(path, follow_redirects=True).text
        assert numbers["icp_number"] in foot and numbers["psb_number"] in foot, path
        assert 'href="https://beian.miit.gov.cn/"' in foot
    assert numbers["icp_number"] in ours.get("/imprint").text
