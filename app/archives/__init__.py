"""Keeps what people take along and what leaves: exports of one's own data, and the erasing of people and firms."""
