"""The services the other tests stand on do what they say."""

import smtplib
import socket
from email.message import EmailMessage

import psycopg
import pytest

from tests.services import PostgresDatabase, SmtpSink


def test_postgres_roles_respect_row_level_security(postgres_database: PostgresDatabase) -> None:
    def connect(url: str) -> psycopg.Connection:
        return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)

    with connect(postgres_database.owner_url) as owner:
        owner.execute("CREATE TABLE notes (id int)")
        owner.execute("GRANT SELECT, INSERT ON notes TO jianyun_app, jianyun_platform")
        owner.execute("ALTER TABLE notes ENABLE ROW LEVEL SECURITY")
        owner.execute("ALTER TABLE notes FORCE ROW LEVEL SECURITY")
        owner.execute("CREATE POLICY nobody ON notes USING (false) WITH CHECK (true)")
        owner.execute("INSERT INTO notes VALUES (1)")
    seen = {}
    for role in ("owner_url", "app_url", "platform_url"):
        with connect(getattr(postgres_database, role)) as db:
            seen[role] = db.execute("SELECT count(*) FROM notes").fetchone()[0]
    assert seen == {"owner_url": 0, "app_url": 0, "platform_url": 1}
    with connect(postgres_database.app_url) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("TRUNCATE notes")


def test_redis_answers(redis_url: str) -> None:
    port = int(redis_url.rsplit(":", 1)[1].split("/")[0])
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(b"PING\r\n")
        assert line.recv(64) == b"+PONG\r\n"


def test_mail_arrives(smtp_sink: SmtpSink) -> None:
    with smtplib.SMTP("127.0.0.1", smtp_sink.port) as server:
        mail = EmailMessage()
        mail["Subject"], mail["From"], mail["To"] = "你好", "a@example.org", "b@example.org"
        mail.set_content("正文")
        server.send_message(mail)
    assert "正文" in smtp_sink.messages[0].get_content()


@pytest.mark.browser
@pytest.mark.parametrize("width", [375, 1280])
def test_chromium_opens_pages_as_wide_as_asked(page_factory, width: int) -> None:
    page = page_factory(width=width, lang="zh")
    page.set_content("<p>渐云</p>")
    assert page.evaluate("[innerWidth, navigator.language]") == [width, "zh-CN"]
