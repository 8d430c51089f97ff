import { FULL, SMALL } from './sizes.mjs';
import { STAGES } from './stages.mjs';

/** One stage in a process of its own. Arguments: the stage, its directory, `small` or `full`, and minutes. The result goes to the parent. */
const [name, directory, size, minutes] = process.argv.slice(2);
const stage = STAGES[name];
if (stage === undefined) throw new Error(`no stage \`${name}\``);
const result = await stage(directory, size === 'small' ? SMALL : FULL, Number(minutes));
if (process.send === undefined) console.log(JSON.stringify(result, undefined, 2));
else process.send(result, () => process.disconnect());
