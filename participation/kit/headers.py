"""The headers of every answer: a strict policy for scripts, and nothing told to others."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g

POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:{images}; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

PROTECTION = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
"""What every answer carries, pages and files alike."""


def csp_nonce() -> str:
    """This answer's nonce for its scripts; made when first asked for, because the token check comes before."""
    held = g._get_current_object()  # werkzeug's proxy, looked through once
    nonce = held.get("csp_nonce")
    if nonce is None:
        nonce = held.csp_nonce = secrets.token_urlsafe(16)
    return str(nonce)


def init_headers(app: Flask, *, secure: bool, images_from: str = "") -> None:
    """Add the security headers to every answer; `app.extensions["protection"]` holds those that are always the same.

    `images_from`: a further host of pictures, as of map tiles.
    """
    always = [*PROTECTION.items(), *([("Strict-Transport-Security", "max-age=31536000; includeSubDomains")] if secure else [])]
    app.extensions["protection"] = tuple(always)
    policy = app.extensions["policy"] = POLICY.replace("{images}", f" {images_from}" if images_from else "")
    named = [(name.lower(), name, value) for name, value in always]

    @app.after_request
    def add(response: Response) -> Response:
        headers = response.headers
        said = {name.lower() for name, _value in headers}  # looked through once, not once a header
        kept = response.status_code == 304  # a new nonce would lock out the scripts of the page that the browser keeps
        if not kept and "content-security-policy" not in said:
            headers.add("Content-Security-Policy", policy.format(nonce=csp_nonce()))
        for key, name, value in named:
            if key not in said:
                headers.add(name, value)
        return response
