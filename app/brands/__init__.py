"""Keeps how a provider looks on reports, pages and mails: colours, logo, words. A report keeps the look of its day."""
