"""The chapters of a report, one module each: from a brief to typed blocks. Pure."""
