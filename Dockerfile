# Two stages: the first has compilers' room and package indexes, the second only what runs.
# What is run in it, and by which setting it finds its database: deploy/README.md.
FROM python:3.11.14-slim-bookworm AS build

RUN apt-get update -qq \
    && apt-get install -qq -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
        fonts-noto-cjk fonts-babelstone-han fonts-hanazono fonts-liberation
WORKDIR /srv/academy
COPY requirements-uv.txt requirements.txt ./
RUN python -m venv .venv \
    && .venv/bin/pip install -q --require-hashes -r requirements-uv.txt \
    && .venv/bin/uv pip install -q --compile-bytecode --require-hashes -r requirements.txt
COPY . .
# Made here once: catalogues, collected and compressed static files, the working sets of the fonts.
RUN DATA_DIR=/srv/academy/made .venv/bin/python manage.py compile_catalogues \
    && DATA_DIR=/srv/academy/made .venv/bin/python manage.py collectstatic --noinput -v 0

FROM python:3.11.14-slim-bookworm

RUN apt-get update -qq \
    && apt-get install -qq -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
        fonts-noto-cjk fonts-babelstone-han fonts-hanazono fonts-liberation \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /srv/academy --shell /usr/sbin/nologin academy \
    && mkdir -p /data \
    && chown academy /data
WORKDIR /srv/academy
COPY --from=build /srv/academy /srv/academy
# No key and no password is here: they come with the container (.env.example lists them all).
ENV PRODUCTION=1 DATA_DIR=/data STATIC_ROOT=/srv/academy/made/static PYTHONUNBUFFERED=1
USER academy
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD [".venv/bin/python", "-c", "import urllib.request; urllib.request.urlopen(urllib.request.Request('http://127.0.0.1:8000/livez', headers={'X-Forwarded-Proto': 'https'}), timeout=2)"]
CMD [".venv/bin/python", "manage.py", "serve", "--host", "0.0.0.0", "--port", "8000"]
