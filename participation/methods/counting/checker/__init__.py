"""A second count, written apart from the first and in the plainest way: what an evidence pack's `verify.py` is made of.

Nothing here imports the counting library that it checks, nor anything beyond Python's standard library (3.10 or newer). `joining.joined()`
puts the parts into one file.
"""
