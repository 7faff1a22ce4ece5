#!/bin/sh
# Rebuild every vendored file from its published package. For maintainers only: needs npm, node, python3 and a network;
# running and testing the product needs none of them. Works in a temporary directory; writes static/vendor, its
# manifest, and tests/browser/vendor. Change a version here, run it, look at the pages, commit everything it wrote.
set -eu

KERN=2.7.2
HTMX=2.0.11
FIRA=5.3.0
AXE=4.14.1
LEAFLET=1.9.4
MARKERCLUSTER=1.5.3
SASS=1.108.2
FONTTOOLS=4.68.0

vendor=$(cd "$(dirname "$0")" && pwd)
tests=$(cd "$vendor/../../tests/browser" && pwd)/vendor
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

fetch() { # name version directory
  mkdir "$3"
  tar -xzf "$(npm pack --silent "$1@$2" 2>/dev/null)" -C "$3" --strip-components=1
}
fetch @kern-ux/native "$KERN" kern
fetch htmx.org "$HTMX" htmx
fetch @fontsource/fira-sans "$FIRA" fira
fetch axe-core "$AXE" axe
fetch leaflet "$LEAFLET" leaflet
fetch leaflet.markercluster "$MARKERCLUSTER" markercluster
npm install --silent --no-audit --no-fund --prefix sass "sass@$SASS" >/dev/null 2>&1
python3 -m venv fonts
fonts/bin/pip install --quiet "fonttools==$FONTTOOLS" brotli

mkdir -p "$vendor/kern" "$vendor/htmx" "$vendor/fira-sans" "$tests"
cp "$vendor/kern.scss" kern.scss
sass/node_modules/.bin/sass --quiet-deps --silence-deprecation=if-function --no-source-map --style=compressed \
  kern.scss "$vendor/kern/kern.css"
cp kern/LICENSE.md "$vendor/kern/LICENSE.md"
cp htmx/dist/htmx.min.js "$vendor/htmx/htmx.min.js"
cp htmx/LICENSE "$vendor/htmx/LICENSE"
# Latin for every page; Latin Extended for names such as Gökçe or Łukasz, fetched by the browser only when one occurs.
for weight in 400 600; do
  for range in latin latin-ext; do
    fonts/bin/python -m fontTools.subset "fira/files/fira-sans-$range-$weight-normal.woff2" --unicodes='*' \
      --layout-features=kern,mark,mkmk,ccmp,locl,tnum --no-hinting --desubroutinize --flavor=woff2 \
      --output-file="$vendor/fira-sans/fira-sans-$range-$weight.woff2"
  done
done
cp fira/LICENSE "$vendor/fira-sans/LICENSE"
# Without the last line: it names a source map that is not served.
mkdir -p "$vendor/leaflet/images" "$vendor/leaflet.markercluster"
sed -e 's#^//\# sourceMappingURL=.*##' leaflet/dist/leaflet.js >"$vendor/leaflet/leaflet.js"
cp leaflet/dist/leaflet.css "$vendor/leaflet/leaflet.css"
cp leaflet/dist/images/*.png "$vendor/leaflet/images/"
cp leaflet/LICENSE "$vendor/leaflet/LICENSE"
sed -e 's#^//\# sourceMappingURL=.*##' markercluster/dist/leaflet.markercluster.js >"$vendor/leaflet.markercluster/leaflet.markercluster.js"
cp markercluster/dist/MarkerCluster.css "$vendor/leaflet.markercluster/MarkerCluster.css"
cp markercluster/MIT-LICENCE.txt "$vendor/leaflet.markercluster/LICENSE"
cp axe/axe.min.js "$tests/axe.min.js"
cp axe/LICENSE "$tests/LICENSE"

python3 - "$vendor" "$tests" "$KERN" "$HTMX" "$FIRA" "$AXE" "$LEAFLET" "$MARKERCLUSTER" <<'PYTHON'
import hashlib
import json
import sys
from pathlib import Path

vendor, tests, kern, htmx, fira, axe, leaflet, markercluster = sys.argv[1:]


def write(folder: Path, parts: list[tuple[str, str, str, str, str, str]]) -> None:
    entries = []
    for name, version, licence, package, place, pattern in parts:
        home = folder / place
        files = {
            str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(home.glob(pattern))
            if path.is_file()
        }
        entries.append(
            {"name": name, "version": version, "licence": licence, "package": package, "files": files}
        )
    (folder / "manifest.json").write_text(json.dumps(entries, indent=2, ensure_ascii=False) + "\n")


write(
    Path(vendor),
    [
        ("KERN UX", kern, "EUPL-1.2", "npm @kern-ux/native, built from kern.scss", "kern", "*"),
        ("htmx", htmx, "0BSD", "npm htmx.org, dist/htmx.min.js", "htmx", "*"),
        ("Fira Sans", fira, "OFL-1.1", "npm @fontsource/fira-sans, subset", "fira-sans", "*"),
        ("Leaflet", leaflet, "BSD-2-Clause", "npm leaflet, dist", "leaflet", "**/*"),
        ("Leaflet.markercluster", markercluster, "MIT", "npm leaflet.markercluster, dist", "leaflet.markercluster", "*"),
    ],
)
write(Path(tests), [("axe-core", axe, "MPL-2.0", "npm axe-core, axe.min.js", ".", "[!m]*")])
PYTHON
