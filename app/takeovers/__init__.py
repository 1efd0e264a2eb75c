"""Keeps nothing: a report handed in as PDF or data becomes a draft with its answers, each to be confirmed."""
