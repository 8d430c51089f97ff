import { decisions, decisionsAgain, loading, sameTools, variants } from './stages.mjs';

/**
 * One stage of the bench in a process of its own, so that no stage runs on code that another has
 * specialised. Arguments: the stage and the number of rules. The result goes to the parent.
 */
const STAGES = { decisions, decisionsAgain, sameTools, variants, loading };

const [name, size] = process.argv.slice(2);
const stage = STAGES[name];
if (stage === undefined) throw new Error(`no stage \`${name}\``);
const result = await stage(Number(size));
if (process.send === undefined) console.log(JSON.stringify(result, undefined, 2));
else process.send(result);
