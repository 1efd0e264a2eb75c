"""Keeps what providers ask firms for and who was told of which consent; shows both sides the life of each consent."""
