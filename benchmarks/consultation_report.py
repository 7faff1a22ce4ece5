"""How long the report of the demo's Stadthalle takes, from its queries to the PDF.

    python benchmarks/consultation_report.py [--var-dir DIRECTORY]

Loads the demo into a directory of its own, or takes one that is there. Prints a plain table; nothing is asserted. Reference: 10 seconds.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from participation.app import create_app  # noqa: E402  # after the path
from participation.consultations.queries import consultation_by_slug  # noqa: E402  # as above
from participation.demo.load import is_loaded, load_demo  # noqa: E402  # as above
from participation.demo.town_map import FILE  # noqa: E402  # as above
from participation.dossiers.blocks import keys_of, resolved  # noqa: E402  # as above
from participation.dossiers.models import Dossier  # noqa: E402  # as above
from participation.dossiers.paper import dossier_pdf  # noqa: E402  # as above
from participation.dossiers.sections.contents import NAMES, collect  # noqa: E402  # as above
from participation.kit import clock  # noqa: E402  # as above
from participation.kit.database import db  # noqa: E402  # as above
from participation.kit.schema import migrate  # noqa: E402  # as above
from participation.methods.counting.text import table  # noqa: E402  # as above
from participation.sense.gathered import texts_by  # noqa: E402  # as above

SLUG, REFERENCE = "stadthalle-und-quartier", 10.0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--var-dir", type=Path)
    given = parser.parse_args().var_dir
    with tempfile.TemporaryDirectory() as own:
        os.environ |= {"PARTICIPATION_DEMO": "1", "PARTICIPATION_VAR_DIR": str(given or own), "PARTICIPATION_MAP_FILE": str(FILE)}
        app = create_app()
        if given is None:
            migrate(app)
        if not is_loaded(app):
            load_demo(app)
        with app.app_context():
            session, now = db.session(), clock.now()
            begun = time.perf_counter()
            consultation = consultation_by_slug(session, SLUG)
            said = collect(session, consultation, NAMES, {}, now)
            collected = time.perf_counter()
            sections = resolved(said, texts_by(session, consultation, keys_of(said)))
            cited = time.perf_counter()
            dossier = Dossier(title="Bericht", number=1, changes="", sections=list(NAMES), texts={}, published_at=now)
            made = dossier_pdf(dossier, consultation.title, sections, "Auenstedt", "https://stadt.example", "/", now)
            ended = time.perf_counter()
            db.session.rollback()
    rows = [
        ["queries of all sections", f"{collected - begun:.2f}"],
        ["words of what is cited", f"{cited - collected:.2f}"],
        ["PDF in a process of its own", f"{ended - cited:.2f}"],
        ["together", f"{ended - begun:.2f}"],
        ["reference", f"{REFERENCE:.2f}"],
    ]
    print(table([["part", "seconds"], *rows]))
    print(f"{len(sections)} sections, {len(keys_of(said))} citations, {len(made) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
