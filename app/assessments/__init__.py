"""Keeps assessments: the questions put, the answers given, who gave them when, and how far the filling is."""
