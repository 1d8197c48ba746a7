"""A renderer for the fidelity scorer: JSON lines `{"html": MARKDOWN}` in, `{"md": HTML}` out, by engine name.

The Python engines and kramdown answer at once. Hugo costs a process per document here; its pages are
cheap enough (tens of milliseconds).
"""

from __future__ import annotations

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from engines import ENGINES, kramdown


def main(name: str) -> None:
    """Answer until the input ends."""
    render = kramdown.render_plain if name == "kramdown" else ENGINES[name]
    for line in sys.stdin:
        try:
            answer = {"md": render([json.loads(line)["html"]])[0]}
        except Exception as error:
            answer = {"err": repr(error)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
