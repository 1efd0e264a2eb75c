"""Speaks: set something of a plan by hand, have the rest worked out, propose it to the firm. Rows are roadmaps'."""
