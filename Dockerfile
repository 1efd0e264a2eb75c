# syntax=docker/dockerfile:1
ARG PYTHON_IMAGE=python:3.11-slim

# The environment is built where compilers could be; only its result is kept.
FROM ${PYTHON_IMAGE} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /srv/jianyun
COPY requirements.txt ./
RUN python3 -m venv /opt/venv && /opt/venv/bin/pip install --quiet --require-hashes -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY scripts/catalogues.py scripts/
COPY app app
COPY migrations migrations
COPY templates templates
COPY samples samples
# pandas comes with OR-Tools for a layer above the bindings that we use; nothing here loads it.
RUN /opt/venv/bin/pip install --quiet --no-deps --no-build-isolation -e . \
    && /opt/venv/bin/python scripts/catalogues.py compile \
    && /opt/venv/bin/python -m compileall -q app migrations \
    && /opt/venv/bin/pip uninstall --quiet --yes pandas setuptools pip

FROM ${PYTHON_IMAGE}
LABEL org.opencontainers.image.title="Jianyun" \
      org.opencontainers.image.licenses="Apache-2.0"
# Pango and HarfBuzz lay out and subset the report; Noto covers characters rarer than those of the committed fonts.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fontconfig fonts-noto-cjk libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o 10001 -g 10001 /srv/jianyun/var
ENV JIANYUN_ENV=production \
    PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    XDG_CACHE_HOME=/srv/jianyun/var/cache \
    PYTHONDONTWRITEBYTECODE=1 \
    HOST=0.0.0.0 \
    PORT=8000
WORKDIR /srv/jianyun
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/jianyun ./
USER 10001:10001
VOLUME /srv/jianyun/var
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python3", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/health', timeout=4)"]
# Web and worker together; compose.yaml runs them apart.
CMD ["jianyun", "serve"]
