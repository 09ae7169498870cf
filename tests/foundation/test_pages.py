"""The pages as files: they compile, their words are JSON, and they need nothing that the security policy refuses."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Engine
from django.template.loader import render_to_string
from django.utils.translation import override

FOLDER = Path(settings.BASE_DIR) / "templates"
PAGES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html"))
TEXT_BLOCKS = ["components/texts.html", "playback/_texts.html", "media_pipeline/_upload_texts.html"]
# Inline handlers and style attributes are refused by style-src and script-src, silently and only in the browser.
REFUSED = re.compile(r"""\s(?:on[a-z]+|style)\s*=\s*["']|javascript:""", re.IGNORECASE)
SCRIPT = re.compile(r"<script\b([^>]*)>")


def test_templates_are_found() -> None:
    assert len(PAGES) > 50


@pytest.mark.parametrize("name", PAGES)
def test_template_of_any_name_compiles(name: str) -> None:
    assert Engine.get_default().get_template(name).name == name


@pytest.mark.parametrize("name", PAGES)
def test_template_source_needs_nothing_that_the_policy_refuses(name: str) -> None:
    source = (FOLDER / name).read_text(encoding="utf-8")
    assert REFUSED.findall(source) == []
    for attributes in SCRIPT.findall(source):
        assert "nonce=" in attributes or 'type="application/json"' in attributes, attributes


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
@pytest.mark.parametrize("name", TEXT_BLOCKS)
def test_words_for_scripts_are_json_in_each_language(name: str, language: str) -> None:
    with override(language):
        html = render_to_string(name)
    block = re.search(r"<script[^>]*data-texts[^>]*>(.*?)</script>", html, re.DOTALL)
    assert block is not None
    words = json.loads(block.group(1))
    assert words
    assert all(words.values())


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
@pytest.mark.parametrize("name", TEXT_BLOCKS)
def test_words_for_scripts_keep_their_places_in_each_language(name: str, language: str) -> None:
    def places(code: str) -> list[str]:
        with override(code):
            return sorted(re.findall(r"\{\w+\}", re.sub(r"\{#.*?#\}", "", render_to_string(name))))

    # media-chrome's own keys hold places too; keys are the same in every language.
    assert places(language) == places("en")


def test_server_error_page_without_any_context_renders() -> None:
    assert "<h1>" in render_to_string("500.html")
