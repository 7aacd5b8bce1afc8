#!/usr/bin/env bash
# The whole pipeline: check, tokenizer, train, export, evaluate. Goes on where it was stopped.
# PYTHON chooses the interpreter, MINUTES and DRAFT_MINUTES the length of the trainings, FRESH=1 starts anew.
set -euo pipefail
cd "$(dirname "$0")"
python="${PYTHON:-/usr/bin/python3}"
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}"
state=../../artifacts/training
if [ "${FRESH:-0}" = 1 ]; then rm -rf "$state"; fi
mkdir -p "$state"

"$python" corpus.py --check
if [ ! -e "$state/checkpoint.pt" ]; then "$python" tokenizer.py; fi
"$python" train.py --minutes "${MINUTES:-50}" --resume "$@" | tee -a "$state/train.log"
"$python" train.py --draft --minutes "${DRAFT_MINUTES:-6}" --resume "$@" | tee -a "$state/train.log"
"$python" export.py
"$python" export.py --draft
"$python" golden.py
"$python" evaluate.py --set test
