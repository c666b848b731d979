/// The daemon: one composition root, one worker for packets, one thread for IKE, one for control.
///
/// Between threads go commands on queues and immutable snapshots. See `docs/ARCHITECTURE.md`.
@NullMarked
package hawser.gateway;

import org.jspecify.annotations.NullMarked;
