"""Keeps how the people of a provider come in through its own sign-on (OpenID Connect), and whom it vouched for."""
