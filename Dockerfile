# One image for web and worker; docker-compose.yml names the command of each.
#   docker build -t courtrec .

FROM node:20-bookworm-slim AS front-end
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-progress
COPY tsconfig.json ./
COPY static static
RUN npm run build

FROM python:3.12-slim-bookworm AS libraries
WORKDIR /build
COPY requirements requirements
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements/bootstrap.txt \
    && /opt/venv/bin/uv pip sync --no-cache --compile-bytecode --python /opt/venv/bin/python --require-hashes requirements/runtime.txt

FROM python:3.12-slim-bookworm
# The distribution's ffmpeg gets security updates; the wheel is the embedded default only.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ffmpeg \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --home-dir /var/lib/courtrec --shell /usr/sbin/nologin courtrec \
    && install -d -o courtrec -g courtrec -m 750 /var/lib/courtrec /var/lib/courtrec-checkpoints \
    && install -d -o courtrec -g courtrec -m 700 /var/lib/courtrec-signer
COPY --from=libraries /opt/venv /opt/venv
WORKDIR /srv/courtrec
COPY . .
COPY --from=front-end /build/static/dist static/dist
RUN python tools/compile_messages.py && /opt/venv/bin/python -m compileall -q -x "^(tests|node_modules)/" .
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    COURTREC_HOME=/var/lib/courtrec \
    FFMPEG_BINARY=/usr/bin/ffmpeg
USER courtrec
VOLUME /var/lib/courtrec
EXPOSE 8000
ENV WEB_BIND=0.0.0.0:8000 WEB_PROCESSES=2
CMD ["gunicorn", "courtrec.wsgi", "--config", "courtrec/gunicorn_conf.py"]
