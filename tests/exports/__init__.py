"""Tests of app.exports."""
