"""Keeps standings: where an assessment stood against reference sets and priors when it was submitted."""
