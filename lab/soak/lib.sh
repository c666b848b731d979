# Shared by what takes longer than a scenario may. Each prints its figures and ends with 1 when a bound fails.
# shellcheck shell=bash
. "$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)/../lib.sh"

# serve NAMESPACE: an iperf3 server that stays; `flow` may then be called often.
serve() {
  ip netns exec "$run_id-$1" iperf3 -s >/dev/null 2>&1 &
  scenario_pids+=($!)
  until_true 5 sh -c "ip netns exec $run_id-$1 ss -ltn | grep -q 5201"
}

# flow SECONDS [OPTION...]: one TCP flow from spoke to hub; Mb/s received, then retransmissions
flow() {
  in_ns spoke iperf3 -C cubic -t "$1" -f m -c 192.168.9.1 -B 10.5.0.1 "${@:2}" >"$work/iperf3.log"
  awk '/sender/ { retransmitted = $9 } /receiver/ { print int($7), retransmitted }' "$work/iperf3.log"
}

# small_tunnel ENGINE: hub and spoke with one tunnel in UDP, warm; their pids in hub_pid and spoke_pid
small_tunnel() {
  export JAVA_TOOL_OPTIONS="-Dhawser.engine=$1 ${java_options:-}"
  small_topology
  write_pair aes128gcm
  sed -i 's/set psksecret/set nattraversal forced\n        &/' "$work/hub.conf" "$work/spoke.conf"
  start_gateway hub hub "$work/hub.conf"
  hub_pid=$gateway_pid
  start_gateway spoke spoke "$work/spoke.conf"
  spoke_pid=$gateway_pid
  unset JAVA_TOOL_OPTIONS
  until_true 20 answers
  serve hub
  flow 8 >/dev/null
}

failed=0
bound() { # bound WORDS CONDITION: an arithmetic condition
  if (($2)); then echo "ok    $1"; else echo "FAIL  $1: $2"; failed=1; fi
}
