"""The application for a WSGI server: `granian --interface wsgi wsgi:app`."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when numpy is imported: opinion maps are small, and a second thread only waits

from participation.app import create_app  # not before the line above

app = create_app()
