"""The application for a WSGI server: `granian --interface wsgi wsgi:app`."""

from participation.app import create_app

app = create_app()
