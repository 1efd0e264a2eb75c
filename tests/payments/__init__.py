"""Our side of Stripe."""
