# The worker, and the command line beside it. Debian's glibc, since the native part of Temporal's SDK needs it.
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY domain domain
COPY spec spec
COPY workflows workflows
COPY activities activities
COPY worker worker
COPY client client
RUN node_modules/.bin/tsc -p tsconfig.build.json
RUN node dist/worker/bundle.js && node dist/client/bundle.js

FROM node:20-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM node:20-bookworm-slim
# Temporal's SDK looks for certificate authorities in the system's place.
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production
WORKDIR /app
COPY package.json ./
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist dist
USER node
EXPOSE 9464
CMD ["node", "dist/worker/main.js"]
