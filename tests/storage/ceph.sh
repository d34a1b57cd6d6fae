#!/usr/bin/env bash
# A real S3 server for the tests: Ceph's RADOS gateway with a monitor and an OSD in memory, on loopback, below one folder.
#   ceph.sh up FOLDER MONITOR-PORT GATEWAY-PORT     starts all three and makes the user; ends when the gateway answers
#   ceph.sh gateway FOLDER                          starts the gateway again
#   ceph.sh kill-gateway FOLDER                     ends it as a power cut would
#   ceph.sh full FOLDER USER BYTES                  makes a user whose objects may take so much
#   ceph.sh down FOLDER                             ends all of it and deletes the folder
# Needs Debian's radosgw ceph-mon ceph-osd ceph-common ceph-base; nothing of the system is changed, and no other Ceph is asked.
set -euo pipefail
verb=$1 folder=$2
conf=(-c "$folder/ceph.conf")

port_of() { sed -n 's/^rgw frontends = .*:\([0-9]*\)$/\1/p' "$folder/ceph.conf"; }

admin() { radosgw-admin "${conf[@]}" -n client.admin "$@" > "$folder/log/admin" 2>&1 || { cat "$folder/log/admin" >&2; return 1; }; }

gateway() {
  radosgw "${conf[@]}" -n client.rgw
  port=$(port_of)
  for _ in $(seq 1 600); do
    if (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then return 0; fi
    sleep 0.1
  done
  echo "the gateway does not answer" >&2
  return 1
}

end() { # NAME SIGNAL
  local pid
  pid=$(cat "$folder/pid/$1.pid" 2> /dev/null) || return 0
  kill "-$2" "$pid" 2> /dev/null || return 0
  for _ in $(seq 1 50); do kill -0 "$pid" 2> /dev/null || return 0; sleep 0.1; done
  kill -KILL "$pid" 2> /dev/null || true
}

up() {
  local monitor=$1 port=$2 fsid
  mkdir -p "$folder"/{mon,osd,rgw,log,run,pid}
  fsid=$(cat /proc/sys/kernel/random/uuid)
  cat > "$folder/ceph.conf" << CONF
[global]
fsid = $fsid
mon initial members = a
mon host = v1:127.0.0.1:$monitor
public addr = 127.0.0.1
ms bind ipv6 = false
auth cluster required = none
auth service required = none
auth client required = none
keyring = $folder/keyring
mon data = $folder/mon
mon allow pool size one = true
mon max pg per osd = 1000
osd data = $folder/osd
osd objectstore = memstore
memstore device bytes = 1073741824
osd crush chooseleaf type = 0
osd class update on start = false
osd crush update on start = false
osd class load list = *
osd class default list = *
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
log file = $folder/log/\$name.log
pid file = $folder/pid/\$name.pid
run dir = $folder/run
admin socket =
[client.rgw]
rgw data = $folder/rgw
rgw frontends = beast endpoint=127.0.0.1:$port
CONF
  monmaptool --create --addv a "[v1:127.0.0.1:$monitor]" --fsid "$fsid" "$folder/monmap"
  ceph-mon "${conf[@]}" --mkfs -i a --monmap "$folder/monmap"
  ceph-mon "${conf[@]}" -i a
  ceph "${conf[@]}" --connect-timeout 20 osd create
  ceph "${conf[@]}" osd crush add osd.0 1.0 root=default host=h
  ceph-osd "${conf[@]}" -i 0 --mkfs
  ceph-osd "${conf[@]}" -i 0
  gateway
  admin user create --uid=ricap --display-name=ricap --access-key=ricap-key --secret=ricap-secret
}

case $verb in
  up) mkdir -p "$folder"; up "$3" "$4" > "$folder/up" 2>&1 || { cat "$folder/up" >&2; exit 1; } ;;
  gateway) gateway ;;
  kill-gateway) end client.rgw KILL ;;
  full)
    admin user create --uid="$3" --display-name="$3" --access-key="$3-key" --secret="$3-secret"
    admin quota set --quota-scope=user --uid="$3" --max-size="$4"
    admin quota enable --quota-scope=user --uid="$3" ;;
  down)
    for name in client.rgw osd.0 mon.a; do end "$name" TERM; done
    rm -rf "$folder" ;;
  *) echo "no such verb: $verb" >&2; exit 2 ;;
esac
