import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** Makes the load on servers; no rival. */
const GENERATOR = 'autocannon';

/** @returns {Record<string, string>} the rivals and the exact versions that the bench asks for */
export function rivalVersions() {
  const { [GENERATOR]: _, ...rivals } = wantedVersions();
  return rivals;
}

/** @returns {string} what makes the load on servers, with its version */
export const generatorVersion = () => `${GENERATOR} ${wantedVersions()[GENERATOR]}`;

const wantedVersions = () => readJson(`${HERE}package.json`).dependencies;

/**
 * Installs the rivals and the load generator where they, or the versions asked for, are missing.
 *
 * @throws Error when the installation fails
 */
export function installRivals() {
  const installed = Object.entries(wantedVersions()).every(([name, version]) => {
    const manifest = `${HERE}node_modules/${name}/package.json`;
    return existsSync(manifest) && readJson(manifest).version === version;
  });
  if (installed) return;
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: HERE,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('`npm ci` in bench/ failed');
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
