"""The desk of the operator: payments of every organisation, handled by clerks."""
