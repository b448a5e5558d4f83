// The peer of a query over the catalogue: DuckDB's own client with SQL written by hand.
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";

const [packages, folder, cold] = process.argv.slice(2);
const { DuckDBInstance } = createRequire(packages + "/")("@duckdb/node-api");
const best = [];
for (let round = 0; round < (cold ? 20 : 60); round++) {
  if (cold) execFileSync("/bin/sh", ["-c", 'find "$0" -type f -exec dd of={} oflag=nocache conv=notrunc,fdatasync count=0 status=none \\;', folder]);
  const start = performance.now();
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const sql = `SELECT m, y, count(*) AS n, avg(SliceThickness) AS t FROM read_parquet('${folder}/**/*.parquet', hive_partitioning = true, union_by_name = true) GROUP BY m, y ORDER BY m, y`;
  const reader = await connection.runAndReadAll(sql);
  if (reader.getRows().length === 0) throw new Error("no rows");
  best.push((performance.now() - start) / 1000);
  connection.closeSync();
  instance.closeSync();
}
console.log(JSON.stringify({ seconds: Math.min(...best) }));
