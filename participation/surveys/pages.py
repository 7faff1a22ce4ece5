"""All tables and pages of surveys."""

from __future__ import annotations

from participation.surveys import (
    attachment_views,
    channel_models,
    code_views,
    correction_views,
    editing_page_views,
    editing_question_views,
    editing_views,
    file_views,
    group_views,
    language_views,
    models,
    paper_views,
    quota_views,
    result_models,
    result_views,
    staff_views,
    starting_views,
    text_models,
    views,
    weight_views,
)

MODELS = (models, result_models, channel_models, text_models)
BLUEPRINTS = (
    views.blueprint,
    staff_views.blueprint,
    starting_views.blueprint,
    editing_views.blueprint,
    editing_question_views.blueprint,
    editing_page_views.blueprint,
    language_views.blueprint,
    correction_views.blueprint,
    result_views.blueprint,
    group_views.blueprint,
    weight_views.blueprint,
    file_views.blueprint,
    attachment_views.blueprint,
    paper_views.blueprint,
    code_views.entry,
    code_views.blueprint,
    quota_views.blueprint,
)
