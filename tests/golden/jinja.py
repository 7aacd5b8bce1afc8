"""Records what Jinja2, set up as Hugging Face does, makes of what @huggingface/jinja lacks.

Run beside this file, with jinja2 3.1: python3 jinja.py. It writes jinja/extensions.json.
Values are printed in forms that both write alike.
"""

import json

from jinja2.sandbox import ImmutableSandboxedEnvironment

VARIABLES = {
    "list": [3, 1, 2],
    "words": ["pear", "Apple", "fig", "apple"],
    "people": [
        {"name": "Ann", "age": 31, "team": "x"},
        {"name": "bob", "age": 4, "team": "y"},
        {"name": "Cid", "age": 5, "team": "x"},
    ],
    "plain": {"one": 1, "two": 2},
    "text": "one two one",
}

EXPRESSIONS = [
    "{{ (1 < 2 < 3) | tojson }} {{ (1 < 3 < 2) | tojson }} {{ (3 > 2 >= 2 > 1) | tojson }}",
    '{{ "ab" * 3 }}{{ "x" * 0 }}{{ "x" * -1 }}|',
    '{{ ("a" < "b") | tojson }} {{ ("b" <= "a") | tojson }} {{ ("B" > "a") | tojson }}',
    "{{ (6 is divisibleby(3)) | tojson }} {{ (6 is divisibleby 4) | tojson }} {{ (6 is not divisibleby 4) | tojson }}",
    "{{ (1.5 is float) | tojson }} {{ (1 is float) | tojson }}",
    "{{ (5 is eq 5) | tojson }} {{ (5 is ne(5)) | tojson }} {{ (5 is lt 6) | tojson }} {{ (5 is ge 6) | tojson }}",
    "{{ (5 is gt(4)) | tojson }} {{ (5 is le 4) | tojson }} {{ (5 is equalto 5) | tojson }} {{ (none is sameas none) | tojson }}",
    '{{ ("a" is in ["a", "b"]) | tojson }} {{ ("a" is in "xyz") | tojson }} {{ (3 is eq 3 and 4 is eq 5) | tojson }}',
    '{{ [0, 1, 2, 3] | select | list | tojson }} {{ [0, 1, 2, 3] | select("odd") | list | tojson }}',
    '{{ [0, 1, 2, 3] | reject("odd") | list | tojson }} {{ [0, 1, "", "a"] | reject | list | tojson }}',
    '{{ [1, 5, 9] | select("gt", 4) | list | tojson }} {{ [1, 5, 9] | reject("in", [5]) | list | tojson }}',
    '{{ people | selectattr("age", "gt", 4) | map(attribute="name") | join(",") }}',
    '{{ words | map("upper") | join(" ") }} {{ ["1", "x"] | map("int", 7) | list | tojson }} {{ words | map("replace", "p", "b") | join(" ") }}',
    '{{ list | sum }} {{ list | sum(start=10) }} {{ people | sum(attribute="age") }} {{ [] | sum }}',
    '{{ list | min }} {{ list | max }} {{ words | min }} {{ words | max }} {{ words | min(true) }} {{ (people | max(attribute="age")).name }}',
    '{{ 2.5 | round }} {{ 3.5 | round }} {{ 2.345 | round(1) }} {{ 2.1 | round(method="ceil") }} {{ 2.19 | round(1, "floor") }} {{ 7 | round }}',
    '{{ people | unique(attribute="team") | map(attribute="name") | join(",") }}',
    '{{ people | join("; ", attribute="name") }} {{ list | join(d="+") }}',
    """{{ "<a href='x'>&\\"" | escape }} {{ "<" | e }}""",
    '{{ missing | default }}|{{ missing | d("x") }} {{ "" | d("y", true) }} {{ missing | default(default_value="z") }}',
    '{{ list | count }} {{ "abc" | count }} {{ "xxaxbxx" | trim("x") }} {{ " a " | trim() }} {{ "A" | lower() }}',
    '{{ "abc" | list | tojson }} {{ "abc" | first }} {{ "abc" | last }} {{ "abc" | reverse }} {{ plain | list | tojson }} {{ plain | first }}',
    '{{ "cab" | sort | join }} {{ missing | items | list | tojson }} {{ ([] | first) is defined | tojson }}',
    '{{ text.find("two") }} {{ text.find("x") }} {{ text.count("one") }} {{ text.count("") }}',
    '{{ "123".isdigit() | tojson }} {{ "".isdigit() | tojson }} {{ "aé".isalpha() | tojson }} {{ "a1".isalnum() | tojson }} {{ " \\t".isspace() | tojson }}',
    '{{ "AB1".isupper() | tojson }} {{ "aB".islower() | tojson }} {{ "1".isupper() | tojson }}',
    '{{ "unhappy".removeprefix("un") }} {{ "a.txt".removesuffix(".txt") }} {{ "abc".removeprefix("x") }} {{ "abc".removesuffix("") }}',
    '{{ "a\\nb\\r\\nc\\n".splitlines() | tojson }} {{ "".splitlines() | tojson }} {{ "\\n\\na".splitlines() | tojson }}',
    '{{ ", ".join(words) }} {{ "".join([]) }}|',
    '{{ "a,b,c".split(sep=",", maxsplit=1) | tojson }}',
    '{{ dict(a=1, b=2) | tojson }} {{ dict([("x", 1)]) | tojson }} {{ dict(plain, two=3) | tojson }} {{ dict() | tojson }}',
    "{% for a, b in [(1, 2), (3, 4)] %}{{ a + b }} {% endfor %}{{ () | length }} {{ (1,) | length }}",
    "{% filter trim | upper | replace('A', 'b') %}  a b a {% endfilter %}",
    '{{ "a\\nb" | indent("> ", true) }}',
    '{{ plain.get("x", 5) }}',
    "{% set a = 1, %}{{ a | length }}",
]


def main():
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"]
    )
    environment.filters["tojson"] = lambda value: json.dumps(value, ensure_ascii=False)
    cases = [
        {"source": source, "output": environment.from_string(source).render(**VARIABLES)}
        for source in EXPRESSIONS
    ]
    with open("jinja/extensions.json", "w", encoding="utf-8") as file:
        json.dump({"variables": VARIABLES, "cases": cases}, file, indent=1, ensure_ascii=False)
        file.write("\n")
    print(len(cases), "expressions")


if __name__ == "__main__":
    main()
