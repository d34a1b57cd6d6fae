#!/usr/bin/env bash
# ricap as render.sbatch runs it, but for two parts at their first attempt: part 3 of 8 is killed and part 5 of 8 stopped for good, both
# once they have a shard in its place and others yet to render. RICAP_REAL is the command, RICAP_OUT the data set, RICAP_WORK where to say
# which node the stopped part is on, and the processes that are lost with it.
set -uo pipefail

# The parts' first shards, of 20 an epoch.
victim=
first=
if [ "${SLURM_RESTART_COUNT:-0}" = 0 ] && [[ "$*" != *"--only base"* ]]; then
    case "$*" in
        *"--part 3/8") victim=3 first=epoch-0000/ricap-0000-000015.tar ;;
        *"--part 5/8") victim=5 first=epoch-0001/ricap-0001-000005.tar ;;
    esac
fi

if [ -z "$victim" ]; then
    # Words, not one argument each.
    # shellcheck disable=SC2086
    exec $RICAP_REAL "$@"
fi

# shellcheck disable=SC2086
$RICAP_REAL "$@" &
pid=$!
while kill -0 "$pid" 2>/dev/null && [ ! -e "$RICAP_OUT/$first" ]; do sleep 0.01; done
if [ "$victim" = 3 ]; then
    kill -KILL "$pid"
    wait "$pid"
    exit $?
fi

kill -STOP "$pid"
script=$PPID
step=$(ps -o ppid= -p "$script" | tr -d ' ')
echo "$SLURMD_NODENAME $step $script $$ $pid" > "$RICAP_WORK/stopped.new"
mv "$RICAP_WORK/stopped.new" "$RICAP_WORK/stopped"
sleep 600
