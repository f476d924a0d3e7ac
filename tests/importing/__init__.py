"""Tests of reading lists."""
