"""The operator's desk: its clerks confirm bank transfers, issue fapiao and see what came from Stripe."""
