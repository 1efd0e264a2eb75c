"""Keeps what an organisation bought, and says what that opens: the one place where entitlements are read."""
