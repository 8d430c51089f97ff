import { callerSuite } from './gate-suite-callers.ts';
import { outageSuite } from './gate-suite-outages.ts';
import { passageSuite } from './gate-suite-passages.ts';
import { requestSuite } from './gate-suite-requests.ts';
import { waitSuite } from './gate-suite-waits.ts';
import type { OpenGate } from './gate-under-test.ts';

/** What every gate does, in the process or on a server. */
export function gateSuite(open: OpenGate): void {
  passageSuite(open);
  waitSuite(open);
  callerSuite(open);
  requestSuite(open);
  outageSuite(open);
}
