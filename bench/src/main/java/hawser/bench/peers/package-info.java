/// Hawser beside its peers: namespaces, gateways, loads, and a report of ratios with their spread.
@NullMarked
package hawser.bench.peers;

import org.jspecify.annotations.NullMarked;
