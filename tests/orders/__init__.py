"""What somebody asked to buy, and what becomes of it."""
