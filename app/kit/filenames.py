"""Names of files we hand out, made from what people typed."""

import unicodedata

RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{name}{digit}" for name in ("COM", "LPT") for digit in range(1, 10))}


def safe_name(name: str, *, limit: int = 80, in_zip: bool = False) -> str:
    """A file name that Windows takes: no signs it forbids, nothing that is not seen. in_zip: and that old Chinese
    unpackers can show: nothing outside GBK."""
    stem, dot, suffix = unicodedata.normalize("NFC", name).rpartition(".")
    if not dot or not suffix.isalnum() or len(suffix) > 8:
        stem, dot, suffix = unicodedata.normalize("NFC", name), "", ""
    kept = "".join(_sign(sign, in_zip) for sign in stem).strip(" .")[:limit].rstrip(" .") or "file"
    if kept.upper().split(".")[0] in RESERVED:
        kept = f"_{kept}"
    return f"{kept}{dot}{''.join(_sign(sign, in_zip) for sign in suffix)}"


def _sign(sign: str, in_zip: bool) -> str:
    if sign in '\\/:*?"<>|' or unicodedata.category(sign)[0] == "C":
        return "_"
    try:
        sign.encode("gbk" if in_zip else "utf-8")
    except UnicodeEncodeError:
        return "_"
    return sign
