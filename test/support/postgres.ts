import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';

/** A database of the caller's own. */
export interface TestDatabase {
  readonly url: string;
  /** Removes it, with whoever is still connected. */
  drop(): Promise<void>;
}

/** Creates an empty database on the server of the test run, or on another one. */
export async function createDatabase(server?: string): Promise<TestDatabase> {
  const admin = server ?? (await serverOfRun());
  const name = `assent_${randomBytes(8).toString('hex')}`;
  await runSql(admin, `create database ${name}`);
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => runSql(admin, `drop database if exists ${name} with (force)`),
  };
}

/** Makes an empty schema in a database, and gives the URL under which everything happens in it. */
export async function createSchema(database: string): Promise<string> {
  const name = `s_${randomBytes(8).toString('hex')}`;
  await runSql(database, `create schema ${name}`);
  const url = new URL(database);
  url.searchParams.set('options', `-c search_path=${name}`);
  return url.href;
}

/** Runs one statement on a connection of its own. */
export async function runSql(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function serverOfRun(): Promise<string> {
  const answer = await fetch(inject('postgresDesk'));
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return text;
}
