"""Signed papers: kept byte for byte, unless something in them would run."""

import pytest

from app.kit.intake.issued import look_through
from app.kit.intake.values import Kind, Unfit, Why
from tests.factories.files import office, paper, zipped

OFD = {"OFD.xml": b"<ofd:OFD xmlns:ofd='http://www.ofdspec.org/2016'/>", "Doc_0/Document.xml": b"<a/>"}
XML = b"\xef\xbb\xbf<?xml version='1.0' encoding='utf-8'?><EInvoice/>"


@pytest.mark.parametrize(("content", "kind"), [(paper(), Kind.PDF), (zipped(OFD), Kind.OFD), (XML, Kind.XML)])
def test_what_was_issued_stays_as_it_is(content: bytes, kind: Kind) -> None:
    clean = look_through(content)
    assert (clean.kind, clean.content) == (kind, content)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", Why.EMPTY),
        (b"MZ\x90", Why.UNKNOWN),
        (paper(armed=True), Why.MACROS),
        (paper()[:200], Why.BROKEN),
        (office("docx"), Why.UNKNOWN),
        (zipped(OFD | {"x.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}), Why.MACROS),
        (zipped(OFD)[:-30], Why.BROKEN),
        (b"<!DOCTYPE html><html></html>", Why.MACROS),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'><script/></html>", Why.UNKNOWN),
        (b"<a><b></a>", Why.BROKEN),
    ],
)
def test_what_runs_or_cannot_be_read_is_refused(content: bytes, why: Why) -> None:
    with pytest.raises(Unfit) as caught:
        look_through(content)
    assert caught.value.why == why
