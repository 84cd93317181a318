"""Evidence files dropped on the page: kept under HOME/uploads, looked at, loaded, removed.

A *drop* is one file somebody put on the import page (a zip gives one for each of its files).
:mod:`webapp.imports.drops` keeps them in ``app.sqlite``; :mod:`webapp.imports.work` does the
long parts as jobs (``import-check``, ``import-load``); :mod:`webapp.imports.view` says how
they look. Nothing enters the ledger but by ``import-load``, one whole file at a time.
"""
