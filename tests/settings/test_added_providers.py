"""Providers that come as tables from elsewhere than the file."""

from __future__ import annotations

from ccrouter.settings.compile import added_providers


def test_good_ones_are_made_and_the_others_said_why() -> None:
    good = {"format": "openai_chat", "base_url": "https://api.example.com/v1", "models": ["m"]}
    tables = {"good": good, "openai": {}, "typo": {**good, "modles": []}, "half": {"models": ["m"]}, "no/name": good}
    providers, wrong = added_providers(tables, {})
    assert set(providers) == {"good", "openai"}
    assert providers["good"].models == ("m",)
    assert set(wrong) == {"typo", "half", "no/name"}
    assert "modles" in wrong["typo"]
    assert all(wrong.values())
