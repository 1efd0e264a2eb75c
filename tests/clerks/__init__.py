"""The payments desk."""
