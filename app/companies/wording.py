"""Names of the choices a firm makes about itself, as shown to people."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

Names = Mapping[str, Any]

CITIES: Names = {
    "guangzhou": _l("Guangzhou"),
    "shenzhen": _l("Shenzhen"),
    "foshan": _l("Foshan"),
    "dongguan": _l("Dongguan"),
    "zhongshan": _l("Zhongshan"),
    "zhuhai": _l("Zhuhai"),
    "huizhou": _l("Huizhou"),
    "jiangmen": _l("Jiangmen"),
    "zhaoqing": _l("Zhaoqing"),
    "other": _l("Another city"),
}

REVENUE_BANDS: Names = {
    "under-5m": _l("Under CNY 5 million"),
    "5m-20m": _l("CNY 5 to 20 million"),
    "20m-100m": _l("CNY 20 to 100 million"),
    "100m-400m": _l("CNY 100 to 400 million"),
    "over-400m": _l("Over CNY 400 million"),
}

SITE_KINDS: Names = {
    "plant": _l("Plant"),
    "store": _l("Store"),
    "office": _l("Office"),
    "campus": _l("Campus"),
    "warehouse": _l("Warehouse"),
}

HOSTINGS: Names = {
    "saas": _l("Online service, paid by the year"),
    "vendor-hosted": _l("On the vendor's servers"),
    "cloud-server": _l("On a cloud server we rent"),
    "own-server": _l("On a server in our office"),
    "office-pc": _l("On an office computer"),
    "personal-account": _l("In somebody's personal account"),
}

CRITICALITIES: Names = {
    "high": _l("Production or deliveries stop the same day"),
    "medium": _l("We can work around it for a day or two"),
    "low": _l("We hardly notice"),
}

CUSTOMISED: Names = {
    "none": _l("As bought"),
    "light": _l("A few forms or reports changed"),
    "heavy": _l("Much was programmed for us"),
}

BACKUPS: Names = {
    "none": _l("No backup"),
    "local": _l("A copy on the same premises"),
    "offsite": _l("A copy elsewhere or in the cloud"),
}

PROTOCOLS: Names = {
    "none": _l("No interface"),
    "serial": _l("Serial port"),
    "plc": _l("PLC"),
    "ethernet": _l("Network port"),
    "open": _l("Network port with an open protocol (OPC UA, Modbus TCP)"),
}

MEASURED: Names = {"measured": _l("Measured"), "estimated": _l("Estimated")}
