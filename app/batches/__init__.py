"""Hands a provider the reports of many firms as one ZIP, made in the background and checked firm by firm."""
