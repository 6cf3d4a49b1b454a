"""The user's choices: one TOML file, keys in the keyring, frozen values for the rest of the program."""
