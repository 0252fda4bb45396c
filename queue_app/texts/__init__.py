"""Every sentence a person reads, one catalogue file a language (`vi.toml`, `en.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

DEFAULT_LANGUAGE = "vi"


@dataclass(frozen=True)
class Texts:
    """The catalogues of all languages; a third language is one more file."""

    languages: Mapping[str, Mapping[str, Mapping[str, str]]]

    @classmethod
    def load(cls) -> Texts:
        """Read every catalogue that lies beside this module."""
        folder = resources.files(__name__)
        return cls(
            {
                file.name.removesuffix(".toml"): tomllib.loads(file.read_text("utf-8"))
                for file in folder.iterdir()
                if file.name.endswith(".toml")
            }
        )

    def get(self, language: str, key: str, /, **values: object) -> str:
        """The text `section.name` with its values filled in; KeyError names a key that is not there."""
        section, _, name = key.partition(".")
        return self.section(language, section)[name].format(**values)

    def worded(self, language: str, values: Mapping[str, object]) -> dict[str, object]:
        """The values of a refusal with its states and moves in words."""
        words = {"state": self.section(language, "states"), "move": self.section(language, "moves")}
        return {name: words.get(name, {}).get(str(value), value) for name, value in values.items()}

    def section(self, language: str, section: str) -> Mapping[str, str]:
        """All texts of one section, for a page's own script."""
        return self.languages[self.known(language)][section]

    def known(self, language: str) -> str:
        """`language` if there is a catalogue for it, else Vietnamese."""
        return language if language in self.languages else DEFAULT_LANGUAGE
