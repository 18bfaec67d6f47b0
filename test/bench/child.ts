/** Runs one bench and sends its rows to `npm run bench`: `node test/bench/child.ts NAME [quick]`. */
import { placeObjectsYoung } from '#src/node/object-placement.ts';
import { benches } from './benches.ts';

placeObjectsYoung();
const [name, mode] = process.argv.slice(2);
const bench = benches.find((one) => one.name === name);
if (bench === undefined) throw new Error(`no bench ${name}`);
const rows = await (await bench.load()).run({ quick: mode === 'quick' });
if (process.send === undefined) console.log(JSON.stringify(rows, null, 2));
else await new Promise<void>((sent) => process.send!(rows, () => sent()));
process.exit(0);
