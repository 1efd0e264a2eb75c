"""Keeps what people wrote in the place of composed sentences of a report: every version, beside the original."""
