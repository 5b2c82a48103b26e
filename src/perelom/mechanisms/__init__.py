"""Mechanisms: one file, one mechanism. Pure functions of one household, region or nation, and the pass that
applies them."""
