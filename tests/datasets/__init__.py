"""Tests of what can be had as data."""
