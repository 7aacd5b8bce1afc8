"""Writes normalization.txt: combining classes and decompositions of Python's Unicode data.

One line per character, Hangul left out (it is computed): code point, combining class, kind, and
the code points of its decomposition. Kinds: = canonical and composed again, ! canonical and not
composed again, ~ compatible, - none.
Usage: python3 make_normalization.py > normalization.txt
"""
import unicodedata

print(f"# Unicode {unicodedata.unidata_version}")
for code in range(0x110000):
    character = chr(code)
    if 0xAC00 <= code <= 0xD7A3 or 0xD800 <= code <= 0xDFFF:
        continue
    combining = unicodedata.combining(character)
    parts = unicodedata.decomposition(character).split()
    if not combining and not parts:
        continue
    if not parts:
        kind = "-"
    elif parts[0].startswith("<"):
        kind, parts = "~", parts[1:]
    else:
        kind = "=" if unicodedata.normalize("NFC", character) == character and len(parts) == 2 else "!"
    print(f"{code:X} {combining} {kind}", *(part.lstrip("0") or "0" for part in parts))
