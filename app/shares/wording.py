"""Words for what a look at a shared report was made with."""

from flask_babel import lazy_gettext as _l

from app.kit import devices

DEVICES = {
    devices.WECHAT: _l("In WeChat"),
    devices.PHONE: _l("On a phone"),
    devices.TABLET: _l("On a tablet"),
    devices.COMPUTER: _l("On a computer"),
    devices.ROBOT: _l("Preview or robot, not counted"),
}
