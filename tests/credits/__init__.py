"""Credits a provider hands to its firms."""
