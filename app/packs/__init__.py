"""Keeps files for applications: per policy one ZIP with forms, checklist, report and evidence, made for who asked."""
