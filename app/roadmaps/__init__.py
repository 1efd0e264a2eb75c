"""Keeps roadmaps: the means a firm stated and the plan they bought, version by version."""
