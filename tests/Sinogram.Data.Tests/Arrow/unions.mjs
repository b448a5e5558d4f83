// Writes a stream with unions of both modes, made by npm's apache-arrow.
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';

const [folder, output] = process.argv.slice(2);
const arrow = createRequire(folder + '/x.js')('apache-arrow');
const { DenseUnion, SparseUnion, Field, Float64, Utf8, makeData, vectorFromArray, Table, tableToIPC, Vector } = arrow;
const children = [new Field('num', new Float64(), true), new Field('str', new Utf8(), true)];
const numbers = vectorFromArray([1.5, null, 3.5], new Float64()).data[0];
const texts = vectorFromArray(['a', 'longer than twelve bytes'], new Utf8()).data[0];
const dense = new Vector([makeData({ type: new DenseUnion([5, 7], children), typeIds: Int8Array.from([5, 7, 5, 7, 5]), valueOffsets: Int32Array.from([0, 0, 1, 1, 2]), children: [numbers, texts] })]);
const wideNumbers = vectorFromArray([1.5, null, null, null, 3.5], new Float64()).data[0];
const wideTexts = vectorFromArray([null, 'a', null, 'longer than twelve bytes', null], new Utf8()).data[0];
const sparse = new Vector([makeData({ type: new SparseUnion([5, 7], children), typeIds: Int8Array.from([5, 7, 5, 7, 5]), children: [wideNumbers, wideTexts] })]);
writeFileSync(output, tableToIPC(new Table({ dense, sparse }), 'stream'));
