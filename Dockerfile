# One image for web, worker and beat. Built in stages: what builds stays behind.
# What an installation sets comes from its environment (docs/operations.md); no secret is in here.

FROM node:22-bookworm-slim AS front-end
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM python:3.11-slim-bookworm AS handbook
WORKDIR /build
COPY requirements-handbook.txt ./
RUN pip install --no-cache-dir -r requirements-handbook.txt
COPY tools/handbook.py tools/
COPY docs/handbook docs/handbook
RUN python tools/handbook.py

FROM python:3.11-slim-bookworm AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends gettext \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir uv
COPY requirements.txt ./
RUN /venv/bin/uv pip install --python /venv/bin/python --no-cache --compile-bytecode -r requirements.txt \
 && /venv/bin/python -m pip uninstall -y uv
COPY --from=front-end /build/node_modules ./node_modules
COPY package.json ./
COPY tools/assets.py tools/assets.py
RUN /venv/bin/python tools/assets.py && rm -rf node_modules package.json
COPY . .
COPY --from=handbook /build/build/handbook build/handbook
RUN for po in locale/*/LC_MESSAGES/*.po; do msgfmt --check-format -o "${po%.po}.mo" "$po"; done \
 && LIAISON_DATA=/tmp/data /venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
 && rm -rf /tmp/data build/static docs requirements-handbook.txt tools/handbook.py

FROM python:3.11-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      fontconfig libharfbuzz-subset0 libharfbuzz0b libpango-1.0-0 libpangoft2-1.0-0 \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 liaison \
 && useradd --uid 10001 --gid liaison --no-create-home --home-dir /data --shell /usr/sbin/nologin liaison \
 && install -d -o liaison -g liaison -m 0750 /data
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    XDG_CACHE_HOME=/tmp \
    LIAISON_DATA=/data \
    LIAISON_BIND=0.0.0.0:8000 \
    LIAISON_LOG_LEVEL=INFO
USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["python", "deploy/healthcheck.py"]
CMD ["gunicorn", "-c", "deploy/gunicorn.py"]
