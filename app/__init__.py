"""Jianyun. Kept free of imports: whoever wants only the scoring gets only the scoring."""
