"""Keeps bank transfers: entered by one clerk, confirmed by another; a confirmed one pays its order."""
