"""The peer of the Drill client: the same body by urllib, json and pandas."""
import json
import resource
import sys
import time
import urllib.request

import pandas

url, rows = sys.argv[1], sys.argv[2]  # rows: "narrow 1000000"
start = time.perf_counter()
request = urllib.request.Request(url + "/query.json", json.dumps({"queryType": "SQL", "query": f"{rows} "}).encode(), {"Content-Type": "application/json"})
answer = json.load(urllib.request.urlopen(request))
assert answer["queryState"] == "COMPLETED"
frame = pandas.DataFrame(answer["rows"], columns=answer["columns"])
print(json.dumps({"seconds": time.perf_counter() - start, "rows": len(frame), "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
