"""Configuration templates: settings fragments in which roles stand for models, made into changes for one user's providers.

One class does it all, for windows and commands: ``templates.Templates(paths(), price_of, env=own(os.environ))``, with
``price_of = lambda settings: Book(settings.prices, settings.providers).comparable``.

    list()            every template: name, title, about, text
    preview(name)     what it would change: ``diff()``, ``roles`` (which models were taken), ``left`` (what not, and why), ``idle``
    apply(preview)    writes it; the path of the backup comes back
    preview_undo()    what taking the last one back would change; ``undo(preview)`` does it
    save(name)        a template of the routing and budgets of now, without secrets

Failures are ``Trouble`` or ``SettingsError``. Tell a running router afterwards: ``Control.reload()``.
"""
