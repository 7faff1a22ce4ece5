"""Surveys as files: our own JSON, XLSForm workbooks, LimeSurvey's .lss; each reading says what could not be carried over."""
