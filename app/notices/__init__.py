"""Keeps what people are told: an inbox for each, and the ways out (mail, SMS, a WeCom group of the firm)."""
