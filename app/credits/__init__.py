"""Keeps assessment credits: a provider's lots, the credits it handed to firms, and what each firm was given."""
