"""Write what is derived from rules.yaml: the defaults as Python, the JSON Schema, the page of rules.

``python tools/generate.py`` writes; with ``--check`` it only says whether something is out of date.
"""

from __future__ import annotations

import json
import pprint
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from normalizer.errors import RulesError  # noqa: E402
from normalizer.rules.nodes import Problems  # noqa: E402

DROPPED = ("examples", "unchanged", "why")
"""Keys of a rule that only its documentation needs: ``explain`` reads them from rules.yaml itself."""


def defaults(data: dict[str, object]) -> str:
    """rules.yaml as a Python module."""
    rules = [{key: value for key, value in rule.items() if key not in DROPPED} for rule in data["rules"]]  # type: ignore[attr-defined]
    literal = pprint.pformat({**data, "rules": rules}, width=110, sort_dicts=False)
    return f'"""Generated from rules.yaml by tools/generate.py: the shipped rules without a YAML parse at start."""\n\nfrom typing import Any\n\n# fmt: off\nDATA: dict[str, Any] = {literal}\n'


def outputs() -> dict[Path, str]:
    """Every generated file with its content."""
    from normalizer.rules import docs, loading
    from normalizer.rules.keys import json_schema

    problems = Problems("rules.yaml")
    data = loading.checked(ROOT / "rules.yaml", problems)
    if problems.found:
        raise RulesError(problems.lines())
    files = {
        ROOT / "normalizer" / "rules" / "_defaults.py": defaults(data),
        ROOT / "normalizer" / "rules.schema.json": json.dumps(json_schema(), indent=1, ensure_ascii=False)
        + "\n",
    }
    guide = ROOT / "docs" / "writing-rules.md"
    return {
        **files,
        ROOT / "docs" / "rules.md": docs.page(data),
        guide: docs.with_actions(guide.read_text(encoding="utf-8")),
    }


def main() -> int:
    """Write the files, or with ``--check`` compare them."""
    try:
        files = outputs()
    except RulesError as error:
        print(error)
        return 2
    stale = [
        path for path, text in files.items() if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    for path in stale:
        print(f"{'out of date' if '--check' in sys.argv else 'wrote'}: {path.relative_to(ROOT)}")
        if "--check" not in sys.argv:
            path.write_text(files[path], encoding="utf-8")
    return int(bool(stale) and "--check" in sys.argv)


if __name__ == "__main__":
    raise SystemExit(main())
