import { STAGES } from './stages.mjs';

/** One stage in a process of its own. Arguments: the stage, and its directory. The result goes to the parent. */
const [name, directory] = process.argv.slice(2);
const stage = STAGES[name];
if (stage === undefined) throw new Error(`no stage \`${name}\``);
const result = await stage(directory);
if (process.send === undefined) console.log(JSON.stringify(result, undefined, 2));
else process.send(result, () => process.disconnect());
