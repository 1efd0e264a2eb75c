"""Which release of the program this is."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def app_version() -> str:
    """The version installed; "0" where the program runs without having been installed."""
    try:
        return version("jianyun")
    except PackageNotFoundError:
        return "0"
