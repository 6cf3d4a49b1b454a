"""Coding agents on this machine: where their settings are, what in them points at the router, changed and given back key by key.

For windows and commands: ``c = connections.Connections(paths())``.

    c.states()                  each client: installed, connected, changed since by somebody else, its files, hints
    c.connect(client, link)     a Step, nothing written: ``diff()``, ``warnings()``, ``idle``; client = ``known.known("claude")``
    c.disconnect(client)        the same back; ``left`` are keys that others have changed since, which stay
    c.carry_out(step)           writes it; the backups' paths come back

``link`` is ``link.link_to(settings, token, running=url)``: ``settings.file.load(...)``, the ``ANTHROPIC_AUTH_TOKEN`` of
``Control.environment()`` and ``Snapshot.url``. ``launch`` starts a client for one process only, with no file touched. Failures are
``Trouble``.
"""
