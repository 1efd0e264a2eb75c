"""The values a report carries beside its words, taken from the same case. Pure."""
