"""Keeps nothing: a firm's systems and machines as a workbook, handed out and taken back in."""
