import { describe, expect, test } from 'vitest';
import type { PolicySources } from '../../../src/policy/version.ts';
import { START, sources, writing } from '../samples.ts';
import { openStore, type TestedStore } from './database.ts';

export function policyContract(tested: TestedStore): void {
  describe('policies', () => {
    test('A08: one version is active; its generation grows with every activation', async () => {
      const store = await openStore(tested);
      const activate = (version: string) =>
        store.write(writing((tx) => tx.activate(version, sources(version), START)));
      expect(await store.activePolicy()).toBeUndefined();
      await activate('sha256:one');
      expect(await store.activePolicy()).toEqual({ version: 'sha256:one', generation: 1 });
      await activate('sha256:two');
      await activate('sha256:one');
      expect(await store.activePolicy()).toEqual({ version: 'sha256:one', generation: 3 });
      await activate('sha256:one');
      expect(await store.activePolicy()).toEqual({ version: 'sha256:one', generation: 4 });
      expect(await store.write((tx) => tx.activePolicy())).toEqual(await store.activePolicy());
    });

    test('A08: it is known which versions were ever active', async () => {
      const store = await openStore(tested);
      await store.write(
        writing((tx) => {
          tx.activate('sha256:one', sources('a'), START);
          tx.activate('sha256:two', sources('b'), START);
        }),
      );
      const known = (version: string) => store.write((tx) => tx.wasActive(version));
      expect(await known('sha256:one')).toBe(true);
      expect(await known('sha256:two')).toBe(true);
      expect(await known('sha256:three')).toBe(false);
      expect(await store.activePolicy()).toEqual({ version: 'sha256:two', generation: 2 });
    });

    test('U01: versions are listed from the latest first activation on', async () => {
      const store = await openStore(tested);
      expect(await store.policyVersions(10)).toEqual([]);
      const activate = (...versions: readonly (readonly [string, number])[]) =>
        store.write(
          writing((tx) => {
            for (const [version, at] of versions) tx.activate(version, sources(version), at);
          }),
        );
      // the clock may be set back, and several may be activated at one moment
      await activate(['sha256:d', START + 9]);
      await activate(['sha256:b', START], ['sha256:c', START], ['sha256:b', START + 1]);
      await activate(['sha256:a', START]);
      await activate(['sha256:d', START + 10]);
      const versions = [
        { version: 'sha256:a', activatedAt: START },
        { version: 'sha256:c', activatedAt: START },
        { version: 'sha256:b', activatedAt: START },
        { version: 'sha256:d', activatedAt: START + 9 },
      ];
      expect(await store.policyVersions(10)).toEqual(versions);
      expect(await store.policyVersions(2)).toEqual(versions.slice(0, 2));
    });

    test('U02: the sources of every version that was active are kept', async () => {
      const store = await openStore(tested);
      const whole: PolicySources = {
        documents: [
          { name: 'b.yaml', text: 'approval:\n  tools: [x] # é 🦊 \u0000\r\n' },
          { name: 'a.yaml', text: '' },
        ],
        catalogs: [{ name: 'tools.json', text: `{"__proto__": 1}${' '.repeat(1 << 20)}` }],
        agentFile: true,
      };
      await store.write(writing((tx) => tx.activate('sha256:one', whole, START)));
      await store.write(writing((tx) => tx.activate('sha256:two', sources('later'), START)));
      expect(await store.policySources('sha256:one')).toEqual(whole);
      expect(await store.policySources('sha256:two')).toEqual(sources('later'));
      expect(await store.policySources('sha256:three')).toBeUndefined();
    });
  });
}
