"""From nothing to a provider that answers: the steps that the window and ``ccr setup`` both take, without a word to anybody.

    o = steps.Onboarding(paths(), own(os.environ))

    o.look()                        what is on this machine: agents, keys in the environment, other routers' settings (blocks)
    await o.local()                 model servers that answer on this machine, with their models
    o.prices()                      what the catalog's providers ask for their models (blocks)
    await o.check(name, key)        a free check of one provider with a key, before anything is written
    steps.provider_changes(chosen)  what to write into the settings, for ``settings.file.edit``
    o.templates(), o.imports(), o.connections()     the rooms that know these, over the same settings and home

``journey.travel`` sends one request through the running router and tells of its way.
"""
