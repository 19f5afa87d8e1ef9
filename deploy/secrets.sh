#!/usr/bin/env bash
# Draws the passwords of docker-compose.yml into deploy/secrets/, which only its owner can enter; what is there stays.
set -euo pipefail

secrets="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/secrets"
mkdir -p "$secrets"
chmod 700 "$secrets"

keep() {
    [ -s "$secrets/$1" ] || printf '%s' "$2" > "$secrets/$1"
    # The programs in the containers run as other users; the folder keeps those of this machine out.
    chmod 644 "$secrets/$1"
}

draw() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

keep database_password "$(draw)"
keep grafana_password "$(draw)"
password="$(cat "$secrets/database_password")"
keep cluster_database "Host=cluster-db;Database=mesos;Username=mesos;Password=$password"
keep log_replicas "$(printf 'postgresql://mesos:%s@%s:5432/mesos\n' "$password" log1 "$password" log2 "$password" log3)"
