import { expect, it } from 'vitest';
import type { PersonPrincipal } from '../../src/identity/principal.ts';
import type { Role } from '../../src/identity/role.ts';
import { BOSS, office } from './office.ts';

it('I07: a session ends every key of its person; a key ends itself, and what may no more than it', async () => {
  const { identity, boss } = await office();
  const make = async (role: Role) => {
    const agent = role === 'agent' ? 'bot' : null;
    const wish = { name: 'k', role, agent, owner: 'boss', expiresAt: null };
    return (await identity.createKey(BOSS, wish)).text;
  };
  const idOf = (text: string): string => /_([0-9a-f]+)_/.exec(text)?.[1] ?? '';
  const personOf = async (text: string): Promise<PersonPrincipal> => {
    const principal = await identity.authenticateKey(text);
    if (principal?.kind !== 'person') throw new Error('a key of a person is no person’s');
    return principal;
  };
  const ends = async (by: PersonPrincipal, text: string): Promise<boolean> => {
    await identity.revokeOwnKey(by, idOf(text)).catch(() => {});
    return (await identity.authenticateKey(text)) === undefined;
  };
  const roles = ['agent', 'viewer', 'approver', 'admin'] as const;
  const ended: Record<string, readonly boolean[]> = {};
  for (const role of ['viewer', 'approver', 'admin'] as const) {
    const by = await personOf(await make(role));
    const outcomes: boolean[] = [];
    for (const other of roles) outcomes.push(await ends(by, await make(other)));
    ended[role] = outcomes;
  }
  expect(ended).toEqual({
    viewer: [false, true, false, false],
    approver: [false, true, true, false],
    admin: [true, true, true, true],
  });
  for (const role of roles) expect(await ends(boss, await make(role))).toBe(true);
  const own = await make('viewer');
  expect(await ends(await personOf(own), own)).toBe(true);
});
