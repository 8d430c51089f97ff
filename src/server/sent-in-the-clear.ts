import { isIP } from 'node:net';

const THIS_MACHINE = /^(?:127\.|::1$|::ffff:127\.)/;

/**
 * Whether others than this machine may reach a server at an address that it says is not encrypted: keys,
 * passwords and arguments can then be read on the way.
 *
 * @param host an address, or a name, to listen on
 */
export function isSentInTheClear(host: string, publicUrl: string): boolean {
  if (publicUrl.startsWith('https:')) return false;
  return isIP(host) === 0 ? host.toLowerCase() !== 'localhost' : !THIS_MACHINE.test(host);
}
