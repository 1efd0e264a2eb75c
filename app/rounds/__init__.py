"""Speaks: what moved between the times a firm looked at itself, and what its roadmap brought. It keeps nothing."""
