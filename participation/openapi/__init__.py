"""The read interface for programs: what `datasets` defines as JSON with an OpenAPI document, tokens and webhooks; councils as OParl 1.1."""
