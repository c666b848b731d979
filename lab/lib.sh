# Shared by the scenarios: namespaces of one run, cleaned up by name, and waiting with a limit.
# shellcheck shell=bash
home=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
run_id=hawser-$$
work=$(mktemp -d)
scenario_pids=()
scenario_namespaces=()

finish() {
  local status=$?
  trap - EXIT ERR
  if [ $status != 0 ]; then tail -n 30 "$work"/*.log 2>/dev/null || true; fi
  for pid in "${scenario_pids[@]:-}"; do [ -z "$pid" ] || kill "$pid" 2>/dev/null || true; done
  for pid in "${scenario_pids[@]:-}"; do [ -z "$pid" ] || wait "$pid" 2>/dev/null || true; done
  for ns in "${scenario_namespaces[@]:-}"; do [ -z "$ns" ] || ip netns del "$run_id-$ns" 2>/dev/null || true; done
  rm -rf "$work"
  exit $status
}
trap finish EXIT
trap 'exit 1' ERR

add_namespaces() {
  local ns
  for ns in "$@"; do
    ip netns add "$run_id-$ns"
    scenario_namespaces+=("$ns")
    ip netns exec "$run_id-$ns" ip link set lo up
  done
}

in_ns() { # in_ns NAMESPACE COMMAND...
  local ns=$1
  shift
  ip netns exec "$run_id-$ns" "$@"
}

connect() { # connect NS-A DEVICE-A ADDRESS-A NS-B DEVICE-B ADDRESS-B
  ip link add "$2" netns "$run_id-$1" type veth peer name "$5" netns "$run_id-$4"
  in_ns "$1" ip addr add "$3" dev "$2"
  in_ns "$4" ip addr add "$6" dev "$5"
  in_ns "$1" ip link set "$2" up
  in_ns "$4" ip link set "$5" up
}

until_true() { # until_true SECONDS COMMAND...
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt "$end" ] || { echo "not in time: $*" >&2; return 1; }
    sleep 0.2
  done
}

# A command that must fail: `! command` alone would never end a script, whatever `set -e` says.
fails() { ! "$@"; }

start_gateway() { # start_gateway NAMESPACE NAME CONFIG OPTIONS...; leaves its pid in gateway_pid
  mkdir -p "$work/$2"
  : >"$work/$2.log"
  ip netns exec "$run_id-$1" "$home/hawser" run --config "$3" --state "$work/$2" "${@:4}" >"$work/$2.log" 2>&1 &
  gateway_pid=$!
  scenario_pids+=("$gateway_pid")
  until_true 60 grep -q READY "$work/$2.log"
}

ask() { # ask NAME COMMAND
  "$home/hawser" cli --state "$work/$1" -c "$2"
}

# two_gateways SPOKE-OPTIONS PHASE2-PROPOSAL: hub and spoke configurations with hosts behind both
write_pair() {
  cat >"$work/hub.conf" <<CONF
config vpn ipsec phase1-interface
    edit "dialup"
        set type dynamic
        set interface "wan"
        set peertype any
        set proposal aes128-sha256
        set dhgrp 31
        set psksecret scenario-secret
    next
end
config vpn ipsec phase2-interface
    edit "dialup"
        set phase1name "dialup"
        set proposal $1
        set dhgrp 31
    next
end
config firewall policy
    edit 1
        set srcintf "any"
        set dstintf "dialup"
        set srcaddr "all"
        set dstaddr "all"
        set action accept
        set schedule "always"
        set service "ALL"
    next
    edit 2
        set srcintf "dialup"
        set dstintf "any"
        set srcaddr "all"
        set dstaddr "all"
        set action accept
        set schedule "always"
        set service "ALL"
    next
end
CONF
  cat >"$work/spoke.conf" <<CONF
config vpn ipsec phase1-interface
    edit "up"
        set interface "wan"
        set peertype any
        set proposal aes128-sha256
        set dhgrp 31
        set remote-gw 172.16.1.1
        set psksecret scenario-secret
    next
end
config vpn ipsec phase2-interface
    edit "up"
        set phase1name "up"
        set proposal $1
        set dhgrp 31
        set src-subnet 10.5.0.0 255.255.255.0
        set dst-subnet 192.168.9.0 255.255.255.0
    next
end
config router static
    edit 1
        set dst 192.168.9.0 255.255.255.0
        set device "up"
    next
end
config firewall policy
    edit 1
        set srcintf "any"
        set dstintf "up"
        set srcaddr "all"
        set dstaddr "all"
        set action accept
        set schedule "always"
        set service "ALL"
    next
end
CONF
}

# The topology of the small scenarios: hub (lo 192.168.9.1) 172.16.1.1 -- 172.16.1.2 spoke (lo 10.5.0.1)
small_topology() {
  add_namespaces hub spoke
  connect hub wan 172.16.1.1/24 spoke wan 172.16.1.2/24
  in_ns hub ip addr add 192.168.9.1/24 dev lo
  in_ns spoke ip addr add 10.5.0.1/24 dev lo
}

answers() { in_ns spoke ping -q -c 3 -i 0.1 -W 1 -I 10.5.0.1 192.168.9.1; }

# start_charon NAMESPACE SWANCTL-CONF: strongSwan with kernel-libipsec; `swan` then talks to it.
# charon_plugins and charon_options add to its configuration.
start_charon() {
  [ -x /usr/sbin/charon-systemd ] || { echo 'missing: charon-systemd strongswan-swanctl libcharon-extra-plugins' >&2; return 1; }
  cat >"$work/strongswan.conf" <<CONF
charon-systemd {
  load = random nonce aes sha1 sha2 hmac kdf gmp openssl pem pkcs1 x509 pubkey constraints kernel-libipsec kernel-netlink socket-default vici ${charon_plugins:-}
  ${charon_options:-}
  plugins {
    vici { socket = unix://$work/vici }
    kernel-libipsec { allow_peer_ts = yes }
  }
}
CONF
  charon_namespace=$1
  export STRONGSWAN_CONF="$work/strongswan.conf"
  ip netns exec "$run_id-$1" /usr/sbin/charon-systemd >"$work/charon.log" 2>&1 &
  charon_pid=$!
  scenario_pids+=("$charon_pid")
  until_true 20 test -S "$work/vici"
  swan --load-all --file "$2" >/dev/null
}

stop_charon() {
  kill "$charon_pid"
  wait "$charon_pid" 2>/dev/null || true
  rm -f "$work/vici"
}

swan() { in_ns "$charon_namespace" swanctl "$@" --uri "unix://$work/vici" 2>"$work/swanctl.log"; }

transfer() { # transfer CLIENT-NS SERVER-NS IPERF3-OPTIONS...: 100 MB with CUBIC
  local from=$1 to=$2
  shift 2
  in_ns "$to" iperf3 -s -1 >/dev/null 2>&1 &
  until_true 5 sh -c "ip netns exec $run_id-$to ss -ltn | grep -q 5201"
  in_ns "$from" iperf3 -C cubic -n 100M "$@" | grep receiver
}
