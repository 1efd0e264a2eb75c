"""Keeps what somebody asked to buy; a paid order becomes a subscription, a pass or credits here and nowhere else."""
