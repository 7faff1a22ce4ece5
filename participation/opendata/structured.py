"""The data in the words of schema.org, for search engines of data sets."""

from __future__ import annotations

from typing import Any

from participation.consultations.structured import CONTEXT, organisation
from participation.datasets.catalogue import PUBLIC
from participation.opendata.models import DataFile
from participation.opendata.terms import licence_of, title_of
from participation.settings import Settings


def data_catalogue(settings: Settings, whole: DataFile | None) -> dict[str, Any]:
    """The catalogue with a dataset for each table."""
    base, licence = settings.base_url.rstrip("/"), licence_of(settings).text
    common = {"license": licence, "creator": organisation(settings), "isAccessibleForFree": True, "inLanguage": "de"}
    changed = {"dateModified": whole.changed_at.date().isoformat()} if whole is not None and whole.changed_at else {}
    datasets = [
        {
            "@type": "Dataset",
            "name": one.table.title.de,
            "description": one.table.about.de,
            "url": f"{base}/daten#{one.name}",
            "distribution": [{"@type": "DataDownload", "encodingFormat": "text/csv", "contentUrl": f"{base}/daten/{one.name}.csv"}],
            "variableMeasured": [column.name for column in one.table.shown().columns],
            **common,
            **changed,
        }
        for one in PUBLIC
    ]
    return {"@context": CONTEXT, "@type": "DataCatalog", "name": title_of(settings), "url": f"{base}/daten", "license": licence, "dataset": datasets}
