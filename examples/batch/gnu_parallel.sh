#!/bin/sh
# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0

# A list of jobs in several processes of this machine, each of them one shard, by GNU parallel:
#
#   gnu_parallel.sh 4 prompts.txt night [any flag of clipdraw batch]...
#
# A shard that was killed is started again, three times at most. Ctrl-C leaves every process the time to end its step;
# the same line again goes on. $CLIPDRAW is the command, where it is not in the path.
set -eu

if [ $# -lt 3 ]; then
  echo "usage: $0 SHARDS JOBS DIR [FLAG]..." >&2
  exit 2
fi
shards=$1 jobs=$2 folder=$3
shift 3
clipdraw=${CLIPDRAW:-clipdraw}
threads=$(($(nproc) / shards))
[ "$threads" -ge 1 ] || threads=1

left=0
seq "$shards" | parallel --quote --jobs "$shards" --retries 3 --line-buffer --termseq INT,60000,KILL \
  "$clipdraw" batch "$jobs" -o "$folder" --shard "{}/$shards" --threads "$threads" --checkpoint-every 20 --quiet "$@" ||
  left=$?
"$clipdraw" batch merge "$folder" # 6: some jobs failed
[ "$left" = 0 ] || { echo "$left of $shards shards did not end well; the same line again goes on" >&2 && exit 1; }
