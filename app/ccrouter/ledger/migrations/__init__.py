"""The steps from one version of the tables to the next, run in-process by ``ledger.store``."""
