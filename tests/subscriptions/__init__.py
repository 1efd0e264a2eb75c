"""What organisations bought, and what that opens."""
