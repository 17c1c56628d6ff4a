#!/usr/bin/env bash
# A sweep as an array of Slurm jobs, on a real Slurm with one node that this script starts and stops:
#
#   tests/slurm/one_node.sh [ASIM]      (Debian: apt-get install slurm-wlm; as root)
#
# The merged parts must have the bytes of the sweep in one piece. Not part of the ordinary tests: it starts
# daemons. Everything it writes is in a temporary folder, the daemons end with it.
set -euo pipefail

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
asim=$(readlink -f "${1:-$root/build/asim}")
model=$root/models/bench/mm1.yaml
folder=$(mktemp -d)
host=$(hostname -s)
daemons=()

end() {
  for daemon in "${daemons[@]}"; do kill "$daemon" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$folder"
}
trap end EXIT

cat >"$folder/slurm.conf" <<CONF
ClusterName=asim
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=16817
SlurmdPort=16818
SlurmUser=root
SlurmdUser=root
AuthType=auth/none
CredType=cred/none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
MailProg=/bin/true
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF=$folder/slurm.conf
mkdir -p "$folder/state" "$folder/spool"

slurmctld -D -i -f "$SLURM_CONF" >"$folder/slurmctld.out" 2>&1 &
daemons+=($!)
slurmd -D -N "$host" -f "$SLURM_CONF" >"$folder/slurmd.out" 2>&1 &
daemons+=($!)
for _ in {1..100}; do
  sinfo -h -o %t 2>/dev/null | grep -q idle && break
  sleep 0.2
done
if ! sinfo -h -o %t | grep -q idle; then
  tail -n 20 "$folder"/slurm*.log "$folder"/slurm*.out >&2
  echo "the node did not come up" >&2
  exit 1
fi

cd "$folder"
cat >job.sh <<JOB
#!/bin/sh
#SBATCH --array=1-4
"$asim" sweep "$model" -p customers=1000,2000,4000 -r 25 -j 1 -q --csv part\$SLURM_ARRAY_TASK_ID.csv
JOB
sbatch --wait job.sh
"$asim" sweep "$model" -p customers=1000,2000,4000 -r 25 -q --csv whole.csv
"$asim" merge part?.csv --csv merged.csv
cmp whole.csv merged.csv
for part in part?.csv; do echo "$part: $(($(wc -l <"$part") - 1)) runs"; done
echo "merged: the bytes of the sweep in one piece"
