"""The sheets of a report's workbook, one module each: from the frozen document to tables. Pure."""
