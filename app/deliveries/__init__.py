"""Keeps what became of a plan: the state of each piece of work, gates that were passed, calendars and reminders."""
