"""Keeps an adviser's private notes of interviews; speaks: questions asked at the client's, answered on its behalf."""
