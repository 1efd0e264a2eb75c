"""Month ends of a provider."""
