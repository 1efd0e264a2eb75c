"""Keeps reviews: who looks at a firm's answers, what they think of each, what they ask, and what they sign."""
