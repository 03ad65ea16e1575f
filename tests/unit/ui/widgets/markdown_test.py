"""A model card reads as its Markdown means it."""

from app.core.places import shipped_models
from app.ui.widgets.markdown import pieces


def shown(markdown: str) -> str:
    return "".join(text for text, _ in pieces(markdown))


def tagged(markdown: str, tag: str) -> list[str]:
    return [text for text, tags in pieces(markdown) if tag in tags]


def test_emphasis_and_code_are_marked_and_their_signs_are_gone() -> None:
    text = "Says *sure* from `0.8`, **always**.\nGoes on."
    assert shown(text) == "Says sure from 0.8, always. Goes on.\n"
    assert (tagged(text, "soft"), tagged(text, "code"), tagged(text, "bold")) == (
        ["sure"],
        ["0.8"],
        ["always"],
    )


def test_names_with_signs_of_markdown_in_them_stay_whole() -> None:
    assert shown("2 * 3 * 4 of my_photo_1 and 1 < 2 <b>x</b>") == (
        "2 * 3 * 4 of my_photo_1 and 1 < 2 <b>x</b>\n"
    )


def test_headings_and_paragraphs_keep_their_distance() -> None:
    assert shown("# Model\n\nOne.\n\n- a\n- b\n\n## Next\nTwo.") == (
        "Model\n\nOne.\n\n•  a\n•  b\n\nNext\nTwo.\n"
    )
    assert tagged("# Model\n### Part", "h1") == ["Model\n"]
    assert tagged("# Model\n### Part", "h2") == ["Part\n"]


def test_lists_are_numbered_and_nested() -> None:
    assert shown("3. a\n4. b\n   - c") == "3.  a\n4.  b\n    •  c\n"


def test_a_table_has_columns_of_one_width_and_a_head() -> None:
    table = "| class | photos |\n|---|---|\n| `bags` | 12 |\n| t-shirts | 3 |"
    assert shown(table) == ("class      photos\nbags           12\nt-shirts        3\n")
    assert tagged(table, "soft") == ["class      photos\n"]


def test_code_quotations_and_rules() -> None:
    assert tagged("```\nfit a b\n```", "code") == ["fit a b\n"]
    assert "".join(tagged("> said", "soft")) == "said\n"
    assert set(shown("a\n\n---\n").splitlines()[2]) == {"─"}


def test_nothing_is_loaded_or_opened() -> None:
    assert shown("[shop](https://example.org) ![a hat](hat.png)") == "shop a hat\n"


def test_the_card_of_the_shipped_model_has_no_sign_of_markdown_left() -> None:
    [card] = shipped_models().glob("*/assets.extra/card.md")
    text = shown(card.read_text(encoding="utf-8"))
    assert "**" not in text and "`" not in text and "|" not in text
    assert not any(line.startswith("#") for line in text.splitlines())
