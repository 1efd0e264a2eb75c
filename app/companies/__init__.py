"""Keeps the one profile of each sme: trade, sites, size, baseline figures, inventory of systems and machines."""
