"""A citizen participation platform for German cities.

Residents propose, discuss and vote; moderators run consultations; council members export results that anyone can recount.
One Flask application (`app.py`), one database, and a library of pure methods (`methods/`) that needs neither.
"""

__version__ = "0.1.0"
