"""Does with urllib what any program may do; prints statuses and rows. Arguments: URL, anon key, service_role key."""

import json
import sys
import urllib.error
import urllib.request

base, anon, service = sys.argv[1:]


def send(path, key, rows=None, headers=None):
    request = urllib.request.Request(
        f"{base}/rest/v1/{path}",
        data=None if rows is None else json.dumps(rows).encode(),
        headers={
            "apikey": key,
            "Authorization": f"Bearer {key}",
            "Content-Type": "application/json",
            **(headers or {}),
        },
    )
    try:
        return urllib.request.urlopen(request)
    except urllib.error.HTTPError as error:
        return error


row = {"id": "00000000-0000-4000-8000-000000000001", "payload": {"name": "a", "end_ts": 1.0}}
one = send("events", anon, row)
many = send("events", anon, [{"payload": {"name": name}} for name in "bc"])
again = send("events", anon, row)
print(one.status, many.status, again.status, json.load(again)["code"])

page = send("events?select=payload->>name&order=payload->>name&limit=2", service, headers={"Prefer": "count=exact"})
print(page.status, page.headers["Content-Range"])
print([event["name"] for event in json.load(page)])
