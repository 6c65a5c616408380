"""How gunicorn serves Liaison, in bin/run and in the container alike. Sizes come from LIAISON_WEB_* variables."""

import os

wsgi_app = "liaison.wsgi"
bind = os.environ.get("LIAISON_BIND", "127.0.0.1:8000")
# One process with threads is right for SQLite; with PostgreSQL, as many processes as there are cores.
workers = int(os.environ.get("LIAISON_WEB_WORKERS") or 1)
threads = int(os.environ.get("LIAISON_WEB_THREADS") or 8)
worker_class = "gthread"
# A workbook of a whole county is streamed, and may take longer than a page.
timeout = 120
graceful_timeout = 10
keepalive = 5
# Heartbeat files belong in memory: on a slow disk gunicorn would think its workers dead.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
control_socket_disable = True
errorlog = "-"
# Addresses of pages hold record numbers, never personal data; still, the reverse proxy keeps the access log.
accesslog = None
