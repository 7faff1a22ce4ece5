"""What axe finds on a page, without asking it twice whether the same colours can be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = "color-contrast"

COLOURS_HERE = """() => {
  // Everything that has words of its own, by all that decides whether they can be read: its colour and size, the layers it stands on, and
  // the kinds of elements around it. Where a painted box that does not hold it meets its own, what is under it, only axe can tell.
  const words = [], painted = [], none = 'rgba(0, 0, 0, 0),none,1,none,none,normal';
  const walk = (element, kinds, layers) => {
    if (!element.checkVisibility()) return;  // not there, or in details that are closed
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    const layer = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter, style.backdropFilter, style.mixBlendMode].join();
    const paints = layer.replace(/^rgba\\([^)]*, 0\\)/, 'rgba(0, 0, 0, 0)') !== none;
    kinds += `>${element.localName}.${element.getAttribute('class') || ''}`;
    if (paints) layers += `|${layer}`;
    if (paints || element.matches('img, svg, canvas, video, object')) painted.push([element, box]);
    const gone = box.bottom + scrollY <= 0 || box.right + scrollX <= 0 || (Math.min(box.width, box.height) <= 1 && style.overflow !== 'visible');
    const says = element.localName !== 'option' && [...element.childNodes].some(child => child.nodeType === 3 && child.nodeValue.trim());
    if (!gone && (says || element.matches('input:not([type=hidden], [type=radio], [type=checkbox]), textarea, select'))) {
      const look = [style.color, style.webkitTextFillColor, style.fontSize, style.fontWeight, style.textShadow, style.webkitTextStroke].join();
      words.push([element, box, [kinds, layers, look].join(' ')]);
    }
    for (const child of element.children) walk(child, kinds, layers);
  };
  walk(document.documentElement, '', '');
  const found = document.coloursHere = new Map();
  for (const [element, box, key] of words) {
    const met = painted.some(([other, its]) => its.left < box.right && box.left < its.right && its.top < box.bottom && box.top < its.bottom
      && !other.contains(element) && !element.contains(other));
    const own = met ? `met ${found.size}` : key;
    found.set(own, [...(found.get(own) || []), element]);
  }
  return [...found.keys()];
}"""

LEGIBLE = """async unknown => {
  const of = new Map(unknown.flatMap(key => document.coloursHere.get(key).map(element => [element, key])));
  const found = await axe.run({include: [...of.keys()]}, {
    runOnly: {type: 'rule', values: ['color-contrast']}, resultTypes: ['violations', 'passes', 'incomplete'], elementRef: true, preload: false});
  const nodes = list => list.flatMap(rule => rule.nodes.map(node => ({rule, node})));
  const says = (list, wanted) => nodes(list).filter(({node}) => node.any.some(check => check.data && wanted(check.data))).map(({node}) => of.get(node.element));
  const told = [...says(found.passes, data => data.contrastRatio && !data.messageKey),
    ...says(found.incomplete, data => ['bgGradient', 'bgImage', 'equalRatio'].includes(data.messageKey))];
  return {told: [...new Set(told)].filter(key => key && !key.startsWith('met ')),
          faults: nodes(found.violations).map(({rule, node}) => [rule.id, node.target, node.html])};
}"""

REST = """async ({only, ...rules}) => {
  // A look by some rules takes those parts by all of them in which other things are shown than at the last look at this document.
  const shown = new Set([...document.body.querySelectorAll('*')].filter(element => element.checkVisibility({visibilityProperty: true})));
  const last = document.shownHere || shown, other = [...shown, ...last].filter(element => shown.has(element) !== last.has(element));
  if (!only || document.shownHere) document.shownHere = shown;
  const parts = new Set(other.flatMap(element => [element.parentElement, element.control]).filter(element => element && shown.has(element)));
  const look = async (where, options) => {
    const found = await axe.run(where, {...rules, ...options, resultTypes: ['violations'], preload: false});  // no page plays sounds
    return found.violations.flatMap(rule => rule.nodes.map(node => [rule.id, node.target, node.html]));
  };
  if (!only) return look(document, {});
  const faults = only.length ? await look(document, {runOnly: {type: 'rule', values: only}}) : [];
  return parts.size ? [...faults, ...await look({include: [...parts]}, {})] : faults;
}"""

_told: set[str] = set()
"""Keys of which axe measured one and let it pass, or said that it stands on a picture and cannot be measured. It would say the same on
every page and in every mode, because the key holds the colours as they are shown there; what it passed over for another reason, or found
fault with, it is asked again each time."""


def barriers(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe finds: rule and elements; it looks at some rules or at all. The policy for scripts does not bind the test's own script."""
    if not page.evaluate("typeof window.axe === 'object'"):
        session = page.context.new_cdp_session(page)
        session.send("Runtime.evaluate", {"expression": AXE})
        session.detach()
    others = None if rules is None else [rule for rule in rules if rule != CONTRAST]
    faults = page.evaluate(REST, {"only": others, "runOnly": {"type": "tag", "values": WCAG}, "rules": {CONTRAST: {"enabled": False}}})
    if rules is None or CONTRAST in rules:
        faults += _illegible(page)
    return [f"{rule}: {target} {html[:160]}" for rule, target, html in faults]


def _illegible(page: Page) -> list[Any]:
    """Words that cannot be read, among those whose colours axe did not measure yet."""
    unknown = [key for key in page.evaluate(COLOURS_HERE) if key not in _told]
    if not unknown:
        return []
    found = page.evaluate(LEGIBLE, unknown)
    _told.update(found["told"])
    return list(found["faults"])
