"""Stories of consents."""
