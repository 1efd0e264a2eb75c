"""Keeps people: sign-in, second factor, devices, consents, language and time zone."""
