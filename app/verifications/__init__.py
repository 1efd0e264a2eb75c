"""Keeps what anybody may know of an issued report: code, standing, dates, versions, content hash; never whose it is."""
