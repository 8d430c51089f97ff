# The policies and the store are mounted: docker run -p 127.0.0.1:4319:4319 -v assent:/data -v ./policies:/policies:ro assent

FROM node:22-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY schemas ./schemas
COPY src ./src
RUN npm run build

FROM node:22-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev

FROM node:22-bookworm-slim
ENV NODE_ENV=production
ENV ASSENT_STORE=sqlite:/data/assent.db
ENV ASSENT_POLICIES=/policies
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /build/dist ./dist
COPY package.json LICENSE ./
COPY schemas ./schemas
COPY policies /policies
RUN ln -s /app/dist/cli/main.js /usr/local/bin/assent && chmod +x dist/cli/main.js && mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 4319
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.ASSENT_PORT || 4319) + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "dist/cli/main.js"]
CMD ["serve", "--host", "0.0.0.0"]
