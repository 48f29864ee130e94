"""A process that has only `engine` and the saved models: it runs code, and tells what came of it.

Each line that it reads is JSON with `code`; each that it writes has `rows` and `sql`.
"""

import json
import sys
import warnings

from sqlalchemy import create_engine, event

warnings.simplefilter("error")
folder, url = sys.argv[1:]
sys.path.insert(0, folder)
engine = create_engine(url)
sent: list[str] = []
event.listen(engine, "before_cursor_execute", lambda *args: sent.append(args[2]))
for line in sys.stdin:
    namespace = {"engine": engine}
    with engine.connect():  # what a first connection asks is not the code's
        sent.clear()
    try:
        exec(json.loads(line)["code"], namespace)
        answer = {"rows": [row.id for row in namespace["rows"]], "sql": list(sent)}
    except Exception as error:
        answer = {"rows": None, "sql": [f"{type(error).__name__}: {error}"]}
    print(json.dumps(answer), flush=True)
