"""Price books and quotations."""
