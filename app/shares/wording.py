"""Words for what of a shared report was looked at, and with what."""

from flask_babel import lazy_gettext as _l

from app.kit import devices

DEVICES = {
    devices.WECHAT: _l("In WeChat"),
    devices.PHONE: _l("On a phone"),
    devices.TABLET: _l("On a tablet"),
    devices.COMPUTER: _l("On a computer"),
    devices.ROBOT: _l("Preview or robot, not counted"),
}
WHAT = {"page": _l("The page"), "pdf": _l("The PDF")}
