# One image for every service of docker-compose.yml: pages, workers, beat, migrations.
ARG PYTHON=3.12

FROM python:${PYTHON}-slim-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends build-essential pkg-config libmariadb-dev \
    && rm -rf /var/lib/apt/lists/*
COPY requirements/production.txt /tmp/production.txt
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r /tmp/production.txt

FROM python:${PYTHON}-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libmariadb3 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin healthdash \
    && install -d -o healthdash -g healthdash /data
COPY --from=build /venv /venv
WORKDIR /app
COPY . .
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=healthdash.settings.production \
    DATA_DIR=/data \
    STATIC_ROOT=/app/collected
# The keys are only there because settings want some; nothing is signed or encrypted here.
RUN SECRET_KEY=build ENCRYPTION_KEY=build ALLOWED_HOSTS=build \
    python manage.py collectstatic --no-input --verbosity 0
USER healthdash
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "deploy/healthcheck.py", "/healthz"]
CMD ["gunicorn", "healthdash.wsgi", "--config", "deploy/gunicorn.conf.py", "--bind", "0.0.0.0:8000"]
