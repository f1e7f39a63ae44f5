#!/usr/bin/env bash
# Runs every fuzzer for FUZZ_SECONDS (60) from the kept corpus, FUZZ_JOBS (one a processor) at once:
#   scripts/fuzz.sh [BUILD_FOLDER [FUZZER...]]
# What is new goes into BUILD_FOLDER/corpus, inputs that broke something into BUILD_FOLDER/findings; any of
# these fails.
set -uo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
build=$(realpath "${1:-$top/build/fuzz}")
shift || true
seconds=${FUZZ_SECONDS:-60}
[ $# -gt 0 ] && names=("$@") || mapfile -t names < <(cd "$build/bin" && ls fuzz_* | sed 's/^fuzz_//')

# An input of 64 kB may take 4 x 64 kB and 64 MB; the rest is the fuzzer's own and AddressSanitizer's.
limits=(-rss_limit_mb=1024 -malloc_limit_mb=160 -timeout=20 -max_len=65536)
export ASAN_OPTIONS=quarantine_size_mb=32:detect_leaks=1:allocator_may_return_null=0
export UBSAN_OPTIONS=print_stacktrace=1
mkdir -p "$build/findings"

run() {  # FUZZER: a line of the table; fails where something was found
  local name=$1 log=$build/corpus/$1.log status result=ok
  mkdir -p "$build/corpus/$name"
  "$build/bin/fuzz_$name" -max_total_time="$seconds" "${limits[@]}" -print_final_stats=1 \
    -artifact_prefix="$build/findings/$name-" "$build/corpus/$name" "$top/fuzz/corpus/$name" >"$log" 2>&1
  status=$?
  stat() { sed -n "s/^stat::$1: *//p" "$log" | tail -1; }
  if [ $status -ne 0 ]; then
    result=$(grep -m1 -oE '(ERROR|SUMMARY|runtime error|libFuzzer: ).*' "$log" || echo "status $status")
    result="FAILED: $result; see $log"
  fi
  printf '%-14s %12s %9s %8s %9s  %s\n' "$name" \
    "$(stat number_of_executed_units)" "$(stat average_exec_per_sec)" "$(stat peak_rss_mb)" \
    "$(stat new_units_added)" "$result"
  [ $status -eq 0 ]
}

printf '%-14s %12s %9s %8s %9s  %s\n' fuzzer executions per_second peak_MB new_units result
failed=0
for name in "${names[@]}"; do
  while [ "$(jobs -rp | wc -l)" -ge "${FUZZ_JOBS:-$(nproc)}" ]; do wait -n || failed=1; done
  run "$name" &
done
while [ -n "$(jobs -p)" ]; do wait -n || failed=1; done
exit $failed
