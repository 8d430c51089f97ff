import { type DestinationStream, destination, type Logger, pino } from 'pino';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** What must never stand in a log, should somebody log a thing that has it. */
const SECRETS = [
  'authorization',
  'cookie',
  'set-cookie',
  'token',
  'password',
  'secret',
  'api_key',
  'apiKey',
  'link',
  'param',
  'arguments',
];

/**
 * Writes one JSON object a line. Written later than asked for, by some milliseconds at most: a slow reader of
 * the log does not hold up answers. What is left is written when the process ends.
 *
 * @param to standard error where absent
 */
export function createLogger(level: LogLevel, to?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: SECRETS.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]),
        censor: '[redacted]',
      },
    },
    to ?? destination({ dest: 2, sync: false }),
  );
}
