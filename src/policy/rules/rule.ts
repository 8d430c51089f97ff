import type { Glob } from '../../cel/library/glob.ts';
import type { RuleReference } from '../decision.ts';
import type { RuleKind } from '../document/policy-document.ts';
import type { Condition } from './condition.ts';
import type { Message } from './message.ts';
import type { RuleTerms } from './terms.ts';

/** One entry of a `tools:` list with everything its block adds, compiled. */
export interface Rule {
  readonly kind: RuleKind;
  /** Index of its document in the set. */
  readonly document: number;
  /** Place in (file name, position) order over the whole set. */
  readonly order: number;
  readonly pattern: string;
  readonly when: Condition | undefined;
  readonly condition: Condition | undefined;
  readonly except: readonly Exception[];
  readonly message: Message | undefined;
  /** Present on approval rules. */
  readonly terms: RuleTerms | undefined;
  readonly reference: RuleReference;
}

/** An `except:` entry: lifts the rule from the tools it matches, when its condition holds. */
export interface Exception {
  readonly glob: Glob;
  readonly condition: Condition | undefined;
}
