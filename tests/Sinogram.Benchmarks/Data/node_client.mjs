// DuckDB's own node client, measured: node node_client.mjs PACKAGES CASE ROWS -> {"seconds": best of three, "processor": seconds of all threads in the best round, "peak": MiB}
import { createRequire } from 'node:module';

const [packages, name, rows, create] = process.argv.slice(2);
const { DuckDBInstance } = createRequire(packages + '/x.js')('@duckdb/node-api');
const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
await connection.run(create.replaceAll('{rows}', rows));
await connection.run("CREATE TABLE d AS SELECT 'name ' || range AS c, range * 3 AS weight FROM range(1000)");
const sql = {
  query: 'SELECT * FROM t',
  group: 'SELECT c, count(*) AS n, sum(a) AS total, avg(h) AS mean FROM t GROUP BY c',
  join: 'SELECT * FROM t JOIN d USING (c)',
  sort: 'SELECT * FROM t ORDER BY b DESC',
}[name];
let [best, processor] = [Infinity, Infinity];
for (let round = 0; round < 3; round++) {
  const start = performance.now();
  const before = process.cpuUsage();
  const reader = await connection.runAndReadAll(sql);
  if (reader.currentRowCount < 1) throw new Error('no rows');
  best = Math.min(best, (performance.now() - start) / 1000);
  const used = process.cpuUsage(before);
  processor = Math.min(processor, (used.user + used.system) / 1e6);
}
console.log(JSON.stringify({ seconds: best, processor, peak: process.resourceUsage().maxRSS / 1024 }));
