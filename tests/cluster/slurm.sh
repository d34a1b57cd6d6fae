#!/usr/bin/env bash
# Makes a data set in parts on a Slurm of its own: three nodes on this machine, loopback only, started as root without systemd, and
# ended again, whatever happens. One part is killed while it renders, one is run twice, and one node is lost with the part on it.
#
#   slurm.sh WORK RENDER.SBATCH
#
# RICAP and RICAP_OPTIONS are as in that script. Leaves WORK/jobs/*.out, one for each job, and prints what happened to whom.
set -euo pipefail
work=$1
script=$2
here=$(hostname -s)
state=$work/slurm
jobs=$work/jobs
port=$((20000 + RANDOM % 20000))
mkdir -p "$state"/{munge,ctld,log,sock} "$jobs"
chmod 755 "$state" "$state/sock"
chmod 700 "$state/munge"
export SLURM_CONF=$state/slurm.conf

end_all() {
    code=$?
    trap - EXIT INT TERM
    scancel --quiet --user root 2>/dev/null || true
    scontrol shutdown 2>/dev/null || true # slurmctld and its slurmd
    munge_pid=$(cat "$state/munge/pid" 2>/dev/null || true)
    pids=$(cat "$state"/*.pid 2>/dev/null || true)
    for _ in $(seq 50); do
        alive=
        for pid in $pids; do kill -0 "$pid" 2>/dev/null && alive=1; done
        [ -z "$alive" ] && break
        sleep 0.1
    done
    for pid in $pids $munge_pid; do kill -KILL "$pid" 2>/dev/null || true; done
    exit "$code"
}
trap end_all EXIT INT TERM

dd if=/dev/urandom of="$state/munge/key" bs=128 count=1 status=none
chmod 600 "$state/munge/key"

# A requeued job waits until its credential has expired: two minutes, or what cred_expire says, of which 5 s is the least.
cat > "$SLURM_CONF" <<CONF
ClusterName=ricap
SlurmctldHost=$here(127.0.0.1)
SlurmUser=root
SlurmdUser=root
SlurmctldPort=$port
AuthType=auth/munge
AuthInfo=socket=$state/sock/munge.socket,cred_expire=5
StateSaveLocation=$state/ctld
SlurmdSpoolDir=$state/spool-%n
SlurmctldPidFile=$state/slurmctld.pid
SlurmdPidFile=$state/slurmd-%n.pid
SlurmctldLogFile=$state/log/slurmctld
SlurmdLogFile=$state/log/slurmd-%n
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,batch_sched_delay=0,bf_interval=1
MpiDefault=none
ReturnToService=0
SlurmdParameters=config_overrides
JobRequeue=1
MinJobAge=300
KillWait=2
MailProg=/bin/true
CONF
for i in 1 2 3; do
    mkdir -p "$state/spool-n$i"
    echo "NodeName=n$i NodeHostname=$here NodeAddr=127.0.0.1 Port=$((port + i)) CPUs=1 RealMemory=1000 State=UNKNOWN" >> "$SLURM_CONF"
done
echo "PartitionName=all Nodes=n[1-3] Default=YES MaxTime=10 State=UP OverSubscribe=NO" >> "$SLURM_CONF"

munged --force --key-file="$state/munge/key" --socket="$state/sock/munge.socket" --pid-file="$state/munge/pid" \
    --log-file="$state/munge/log" --seed-file="$state/munge/seed"
slurmctld -c -i
for i in 1 2 3; do slurmd -c -N "n$i"; done
for _ in $(seq 100); do
    [ "$(sinfo --noheader --states idle --format %D)" = 3 ] && break
    sleep 0.1
done
sinfo

# Slurm starts jobs in the folder they were submitted from.
cd "$jobs"
submit() { sbatch --parsable "$@"; }
base=$(submit --array=0-3 "$script" base 4)
again=$(submit --array=0 --dependency=afterany:"$base" "$script" epochs 8) # first, so that both run at once
epochs=$(submit --array=0-7 --dependency=afterany:"$base" "$script" epochs 8)
end=$(submit --dependency=afterany:"$epochs":"$again" "$script" end)

# The stand-in for ricap (see RICAP) stops part 5 half way, and says on which node: that one is lost.
lost=
for _ in $(seq 900); do
    if [ -s "$work/stopped" ]; then
        read -r lost processes < "$work/stopped"
        # Words, not one argument.
        # shellcheck disable=SC2086
        kill -KILL "$(cat "$state/slurmd-$lost.pid")" $processes
        scontrol update nodename="$lost" state=down reason=lost
        break
    fi
    sleep 0.1
done
echo "lost node: ${lost:-none}"

while [ -n "$(squeue --noheader --format %i 2>/dev/null)" ]; do sleep 0.3; done
for id in "$base" "$epochs" "$again" "$end"; do
    scontrol --oneliner show job "$id" | sed -E 's/.*JobId=([^ ]+).*ArrayTaskId=([^ ]+).*/&/; s/ +/\n/g' \
        | awk -F= '/^(JobId|ArrayTaskId|Restarts|JobState|ExitCode)=/ { printf "%s ", $0 } /^StdOut=/ { print "" }'
done
echo "jobs: base $base, epochs $epochs, again $again, end $end"
