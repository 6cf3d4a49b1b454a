"""Settings of other routers, read: facts out of their files become changes to ours, and whatever is left out is said with its why.

For windows and commands: ``i = importing.Imports(paths(), env=own(os.environ))``.

    i.found()                       settings of other routers in their usual places: title and path
    i.preview(path)                 nothing written: ``taken``, ``left`` (with its why), ``keys`` (names only), ``diff()``, ``idle``
    await i.apply(preview, secrets) keys to the keyring (``settings.secrets.Secrets``), then the settings; a backup comes back

Failures are ``Trouble``, ``SettingsError`` or ``SecretsError``. Tell a running router afterwards: ``Control.reload()``.
"""
