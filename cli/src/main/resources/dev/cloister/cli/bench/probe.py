"""Says which Python this is, as one JSON line."""
import json
import os
import platform
import sys

try:
    from importlib.util import find_spec
    numpy = find_spec("numpy") is not None
except Exception:
    numpy = False
gil = getattr(sys, "_is_gil_enabled", lambda: True)()
version = ".".join(str(part) for part in sys.version_info[:3])
level = sys.version_info[3]
if level != "final":
    version += {"alpha": "a", "beta": "b", "candidate": "rc"}.get(level, level) + str(sys.version_info[4])
print(json.dumps({
    "implementation": platform.python_implementation(),
    "version": version,
    "number": sys.version_info[0] * 1000 + sys.version_info[1],
    "freeThreaded": not gil or "t" in getattr(sys, "abiflags", ""),
    "gil": bool(gil),
    "numpy": numpy,
    "path": sys.executable,
    "executable": os.path.realpath(sys.executable),
}))
