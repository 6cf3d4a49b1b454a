"""The tables of ``config.toml`` as pydantic reads them: keys, types, and what each is for. Meaning is checked in ``compile``."""
