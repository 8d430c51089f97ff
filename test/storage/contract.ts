import { describe } from 'vitest';
import { changeContract } from './contract/changes.ts';
import { closeContract } from './contract/close.ts';
import type { TestedStore } from './contract/database.ts';
import { haltContract } from './contract/halts.ts';
import { identityContract } from './contract/identity.ts';
import { logContract } from './contract/log.ts';
import { policyContract } from './contract/policies.ts';
import { recordContract } from './contract/records.ts';
import { requestContract } from './contract/requests.ts';
import { successorContract } from './contract/successors.ts';
import { timeContract } from './contract/time.ts';
import { valueContract } from './contract/values.ts';
import { writeContract } from './contract/writes.ts';

/**
 * What `Store` promises, for every kind of store alike.
 *
 * @param name in the titles
 * @param tested how to get at stores of this kind
 */
export function describeStore(name: string, tested: TestedStore): void {
  describe(`the ${name} store`, () => {
    identityContract(tested);
    writeContract(tested);
    requestContract(tested);
    successorContract(tested);
    timeContract(tested);
    logContract(tested);
    policyContract(tested);
    recordContract(tested);
    haltContract(tested);
    changeContract(tested);
    valueContract(tested);
    closeContract(tested);
  });
}
