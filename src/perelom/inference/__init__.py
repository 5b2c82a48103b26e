"""Judging the model by evidence: checks as data, their statistics on a record, coverage, naive rivals."""
