"""Tests of the read interface."""
