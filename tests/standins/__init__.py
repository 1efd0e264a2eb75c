"""Services of others that tests may not call, played by small servers of ours."""
