"""Keeps a mirror of Stripe's invoices."""
