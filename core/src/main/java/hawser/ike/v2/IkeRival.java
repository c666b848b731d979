package hawser.ike.v2;

import hawser.bytes.Octets;

/// What the peer's own rekeying of the IKE SA made while ours was under way.
///
/// @param lowestNonce of that exchange (RFC 7296 section 2.8.2)
record IkeRival(V2Session session, IkeSa sa, Octets lowestNonce) {}
