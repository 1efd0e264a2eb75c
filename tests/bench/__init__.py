"""Benchmarks: `python -m tests.bench [section ...]` measures against the targets and prints one table."""
