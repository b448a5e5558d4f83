// Reads Arrow data with npm's apache-arrow, prints the schema and the values as JSON, and writes the table again, as a stream or a file.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';

const [folder, input, output, format] = process.argv.slice(2);
const { tableFromIPC, tableToIPC } = createRequire(folder + '/x.js')('apache-arrow');
const table = tableFromIPC(readFileSync(input));
const plain = (value, type) => {
  if (value === null || value === undefined) return null;
  const name = type.toString();
  if (type.dictionary) return plain(value, type.dictionary);
  if (name.startsWith('Map')) return [...value].map(([k, v]) => [k, v === undefined ? null : v]);
  if (name.startsWith('List')) return [...value].map(v => plain(v, type.children[0].type));
  if (name.startsWith('Struct')) return type.children.map(f => plain(value[f.name], f.type));
  if (name.startsWith('Decimal')) {
    let n = 0n;
    const words = new Uint32Array(value.buffer, value.byteOffset, 4);
    for (let i = 3; i >= 0; i--) n = (n << 32n) | BigInt(words[i]);
    return String(BigInt.asIntN(128, n));
  }
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (ArrayBuffer.isView(value)) return [...value].map(String).join(',');
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return value;
};
const columns = {};
for (const field of table.schema.fields) {
  const vector = table.getChild(field.name);
  columns[field.name] = { type: field.type.toString(), nullable: field.nullable, nulls: vector.nullCount, values: [...vector].map(v => plain(v, field.type)) };
}
console.log(JSON.stringify({ rows: table.numRows, columns }));
writeFileSync(output, tableToIPC(table, format ?? 'stream'));
