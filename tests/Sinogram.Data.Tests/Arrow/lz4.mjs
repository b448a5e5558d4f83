// Reads a stream compressed in LZ4 frames with npm's apache-arrow and a decoder of our own of the frames, by lz4_Frame_format.md and lz4_Block_format.md.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const [folder, input] = process.argv.slice(2);
const { tableFromIPC, compressionRegistry, CompressionType } = createRequire(folder + '/x.js')('apache-arrow');

const block = (bytes, out) => {
  for (let at = 0; at < bytes.length;) {
    const token = bytes[at++];
    const more = (n) => { if (n === 15) { let b; do { b = bytes[at++]; n += b; } while (b === 255); } return n; };
    for (let n = more(token >> 4); n > 0; n--) out.push(bytes[at++]);
    if (at >= bytes.length) break;
    const back = bytes[at] | (bytes[at + 1] << 8);
    at += 2;
    for (let n = more(token & 15) + 4; n > 0; n--) out.push(out[out.length - back]);
  }
};
const decode = (bytes) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== 0x184d2204) throw new Error('no frame');
  const flags = bytes[4];
  let at = 7 + (flags & 8 ? 8 : 0);
  const out = [];
  for (let size; (size = view.getUint32(at, true)) !== 0;) {
    const length = size & 0x7fffffff;
    const part = bytes.subarray(at + 4, at + 4 + length);
    if (size & 0x80000000) out.push(...part);
    else block(part, out);
    at += 4 + length + (flags & 16 ? 4 : 0);
  }
  return Uint8Array.from(out);
};
compressionRegistry.set(CompressionType.LZ4_FRAME, { decode });
const table = tableFromIPC(readFileSync(input));
const texts = [...table.getChild('t')];
console.log(table.numRows, String([...table.getChild('n')].reduce((a, b) => a + b, 0n)), texts.reduce((a, t) => a + (t?.length ?? 0), 0), texts.filter((t) => t === null).length);
