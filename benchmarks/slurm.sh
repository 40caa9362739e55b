#!/usr/bin/env bash
# The main job through Slurm beside the main job here: are all bytes equal?
#
# Makes a cluster of this one machine without accounting, in a folder of its own, and takes it down
# again. For a machine that you may change: run it as root with slurm-wlm and munge installed.
set -euo pipefail
for needed in munged slurmctld slurmd squeue; do
	command -v "$needed" > /dev/null || {
		echo "$needed ontbreekt: apt-get install slurm-wlm munge" >&2
		exit 1
	}
done
[ "$(id -u)" = 0 ] || {
	echo "start dit als root: Slurm draait taken onder uw naam" >&2
	exit 1
}

root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
export SLURM_CONF=$work/slurm.conf
finish() {
	pkill -F "$work/slurmd.pid" 2> /dev/null || true
	pkill -F "$work/slurmctld.pid" 2> /dev/null || true
	[ -z "${munge:-}" ] || kill "$munge" 2> /dev/null || true
	[ "$(readlink /etc/slurm/slurm.conf)" != "$SLURM_CONF" ] || rm /etc/slurm/slurm.conf
	rm -rf "$work"
}
trap finish EXIT

if ! munge -n > /dev/null 2>&1; then
	[ -s /etc/munge/munge.key ] || mungekey --create
	install -d -o munge -g munge /run/munge
	chown munge: /etc/munge/munge.key
	runuser -u munge -- munged --foreground & munge=$!
	until munge -n > /dev/null 2>&1; do sleep 0.2; done
fi

host=$(hostname -s)
cat > "$SLURM_CONF" <<-END
	ClusterName=one
	SlurmctldHost=$host(127.0.0.1)
	SlurmUser=root
	SlurmctldPidFile=$work/slurmctld.pid
	SlurmdPidFile=$work/slurmd.pid
	StateSaveLocation=$work/state
	SlurmdSpoolDir=$work/spool
	SlurmctldLogFile=$work/slurmctld.log
	SlurmdLogFile=$work/slurmd.log
	ProctrackType=proctrack/linuxproc
	TaskPlugin=task/none
	SelectType=select/cons_tres
	SelectTypeParameters=CR_Core
	NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=$(($(grep MemTotal /proc/meminfo | tr -dc 0-9) / 1024))
	PartitionName=batch Nodes=$host Default=YES State=UP
END
# srun inside a job looks for it here: Snakemake passes no variable of Slurm on
[ ! -e /etc/slurm/slurm.conf ] || { echo "/etc/slurm/slurm.conf staat er al: hier draait een echte Slurm" >&2; exit 1; }
mkdir -p /etc/slurm
ln -s "$SLURM_CONF" /etc/slurm/slurm.conf
mkdir "$work/state" "$work/spool"
slurmctld
slurmd
until sinfo --noheader --format %T | grep -q idle; do sleep 0.5; done

for place in here cluster; do
	mkdir -p "$work/$place/data"
	cd "$root"
	cp -r Snakefile config.yaml environment.yml requirements.lock profiles src study workflow "$work/$place"
	cp -r data/raw data/coded "$work/$place/data"
done
(cd "$work/here" && PYTHONPATH=$PWD/src snakemake -j"$(nproc)" > run.log 2>&1) ||
	{ tail -20 "$work/here/run.log"; exit 1; }
(cd "$work/cluster" && PYTHONPATH=$PWD/src snakemake --workflow-profile profiles/slurm \
	--slurm-status-command squeue > run.log 2>&1) || { tail -20 "$work/cluster/run.log"; exit 1; }
jobs=$(grep -ch 'SLURM jobid' "$work"/cluster/.snakemake/log/*.log)
differing=$(diff -rq "$work/here/results" "$work/cluster/results" || true)
differing+=$(diff -rq "$work/here/data/processed" "$work/cluster/data/processed" || true)
files=$(find "$work/here/results" "$work/here/data/processed" -type f | wc -l)
[ -z "$differing" ] || { echo "$differing"; exit 1; }
echo "$jobs taken door Slurm; $files bestanden, alle gelijk aan een run op deze machine"
