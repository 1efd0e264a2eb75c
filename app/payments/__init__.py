"""Our side of Stripe: the door to it, what we asked of it, and whom it knows our organisations as."""
