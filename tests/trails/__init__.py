"""Stories of the record of acts."""
