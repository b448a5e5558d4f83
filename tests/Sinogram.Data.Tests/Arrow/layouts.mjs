// Writes, with npm's apache-arrow, a stream whose second batch is empty, whose dictionary grows and has nulls, of types and layouts that columns do not have; sliced; plain or in LZ4 frames.
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';

const [folder, output, packed] = process.argv.slice(2);
const arrow = createRequire(folder + '/x.js')('apache-arrow');
const { Field, Schema, Table, RecordBatch, Struct, Vector, makeData, vectorFromArray, RecordBatchStreamWriter, compressionRegistry, CompressionType } = arrow;

// A frame of stored blocks: what any writer may do with bytes that do not shrink.
const encode = (bytes) => {
  const parts = [Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82])];
  for (let at = 0; at < bytes.length; at += 65536) {
    const block = bytes.subarray(at, at + 65536);
    const size = Buffer.alloc(4);
    size.writeUInt32LE((block.length | 0x80000000) >>> 0);
    parts.push(size, Buffer.from(block));
  }
  return new Uint8Array(Buffer.concat([...parts, Buffer.alloc(4)]));
};
compressionRegistry.set(CompressionType.LZ4_FRAME, { encode });

const words = vectorFromArray(['CT', 'MR'], new arrow.Utf8());
const grown = words.concat(vectorFromArray(['a modality with a long name'], new arrow.Utf8()));
const dictionary = new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8(), 9);
const types = {
  dict: dictionary, half: new arrow.Float16(), fixed: new arrow.FixedSizeBinary(3), pairs: new arrow.FixedSizeList(2, new Field('item', new arrow.Int16(), true)),
  day64: new arrow.DateMillisecond(), time32: new arrow.TimeMillisecond(), seconds: new arrow.TimeSecond(), months: new arrow.IntervalYearMonth(), elapsed: new arrow.DurationSecond(),
  large: new arrow.LargeUtf8(), blob: new arrow.LargeBinary(), nothing: new arrow.Null(), nested: new arrow.List(new Field('item', new arrow.Struct([new Field('a', new arrow.Int32(), true)]), true)),
};
const schema = new Schema(Object.entries(types).map(([name, type]) => new Field(name, type, true)), new Map([['source', 'js']]));
const rows = {
  half: [0.5, null, -2, 65504, 0], fixed: [Uint8Array.of(1, 2, 3), null, Uint8Array.of(4, 5, 6), Uint8Array.of(0, 0, 0), Uint8Array.of(255, 0, 1)],
  pairs: [[1, 2], null, [3, null], [4, 5], [-1, -2]], day64: [new Date(86400000), null, new Date(0), new Date(-86400000), new Date(1709164800000)],
  time32: [1, null, 86399999, 0, 5], seconds: [1, null, 86399, 0, 5], months: [Int32Array.of(1, 2), null, Int32Array.of(0, 0), Int32Array.of(10, 11), Int32Array.of(0, 1)],
  elapsed: [1n, null, -5n, 0n, 7n], large: ['x', null, 'long enough not to be short', '', 'é'], blob: [Uint8Array.of(9), null, Uint8Array.of(), Uint8Array.of(1, 2), Uint8Array.of(3)],
  nothing: [null, null, null, null, null], nested: [[{ a: 1 }, { a: null }], null, [], [{ a: 3 }], [{ a: 4 }, { a: 5 }]],
};
const codes = [Int8Array.of(0, 0, 1), Int8Array.of(), Int8Array.of(2, 0)];
const masks = [Uint8Array.of(0b101), Uint8Array.of(), Uint8Array.of(0b11)];
const batch = (from, to, index, dict) => {
  const children = schema.fields.map((field) => {
    if (field.name === 'dict') return makeData({ type: dictionary, length: to - from, nullCount: index === 0 ? 1 : 0, nullBitmap: masks[index], data: codes[index], dictionary: dict });
    if (field.name === 'nothing') return makeData({ type: field.type, length: to - from });
    // A slice of the whole: its buffers begin before it.
    return vectorFromArray(rows[field.name], field.type).data[0].slice(from, to - from);
  });
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: to - from, children }));
};
const writer = new RecordBatchStreamWriter(packed === 'lz4' ? { compressionType: CompressionType.LZ4_FRAME } : {});
writer.write(batch(0, 3, 0, words));
writer.write(batch(3, 3, 1, words));
writer.write(batch(3, 5, 2, grown));
writer.finish();
writeFileSync(output, await writer.toUint8Array());
