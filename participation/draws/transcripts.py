"""The published files of a draw: what anybody needs to check it at home, in one ZIP."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from participation.kit.cells import csv_line
from participation.methods.sortition import verify
from participation.methods.sortition.drawing import canonical_text

README = """So prüfen Sie die Losung „{council}“ zu Hause
==================================================

Sie brauchen nur Python 3.10 oder neuer und keine Verbindung zum Internet.

    python3 verify.py {name}

(oder: python3 verify.py ORDNER, wenn Sie die ZIP-Datei entpackt haben; in
unserer Software auch: participation verify {name})

Am Ende steht „Alles stimmt.“, wenn alles stimmt, sonst „WIDERLEGT“ und der Grund.

Geprüft wird:
- Der Fingerabdruck (SHA-256) der Losliste ist der, der vor der Losung veröffentlicht wurde.
- Lostopf und Quoten sind die, die vorher geschlossen wurden.
- Jede der {panels} Besetzungen hat {seats} verschiedene Personen und erfüllt alle Quoten.
- Die angegebenen Lose jeder Person stimmen; eine bessere kleinste Chance ist nicht möglich.
- Die Nummer folgt aus dem Zufall, der vorher benannt war; sie bestimmt die Besetzung.
- Die Reihenfolge der Nachrückenden folgt daraus, und jede Nachrückung hält sie ein.

Die Dateien:
- lottery.json     die Losliste, wie sie vor der Losung veröffentlicht wurde
- draw.json        Zufallszahl, Nummer, Besetzung, Reserve und Nachrückungen (nach der Losung)
- commitment.txt   der vorher veröffentlichte Fingerabdruck der Losliste
- pool.json        der geschlossene Lostopf; sein SHA-256 steht in pool-sha256.txt
- quotas.csv       die Quoten
- verify.py        das Prüfprogramm; nur Pythons Standardbibliothek

Personen stehen hier nicht mit Namen, sondern mit einem Fingerabdruck und einer Nummer
(gezählt ab 0). Wer im Lostopf ist, findet Nummer, Fingerabdruck und ein persönliches
Salz auf der Seite der eigenen Antwort und kann nachrechnen:

    python3 -c "import hmac,hashlib; print(hmac.new(bytes.fromhex('SALZ'), 'TEXT'.encode(), hashlib.sha256).hexdigest())"
"""

_EPOCH = (2020, 1, 1, 0, 0, 0)


def quotas_csv(lottery: Mapping[str, Any]) -> str:
    """The quotas as a table that `participation draw` reads too."""
    rows = [["feature", "value", "min", "max"], *([row["feature"], row["value"], row["min"], row["max"]] for row in lottery["quotas"])]
    return "".join(csv_line(row) for row in rows)


def transcript(lottery: Mapping[str, Any], drawn: Mapping[str, Any] | None, commitment: str, pool: str, pool_sha256: str, name: str) -> bytes:
    """The ZIP: the same bytes whenever nothing has changed."""
    readme = README.format(council=lottery["about"], name=name, panels=len(lottery["panels"]), seats=lottery["seats"])
    files = {
        "LIESMICH.txt": readme,
        "lottery.json": canonical_text(dict(lottery)),
        "commitment.txt": commitment + "\n",
        "pool.json": pool,
        "pool-sha256.txt": pool_sha256 + "\n",
        "quotas.csv": quotas_csv(lottery),
        "verify.py": Path(verify.__file__).read_text(encoding="utf-8"),
    }
    if drawn is not None:
        files["draw.json"] = canonical_text(dict(drawn))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, text in files.items():
            archive.writestr(zipfile.ZipInfo(file, _EPOCH), text.encode(), zipfile.ZIP_DEFLATED)
    return stream.getvalue()
