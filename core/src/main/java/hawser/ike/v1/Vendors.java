package hawser.ike.v1;

import hawser.bytes.Octets;
import hawser.ike.NatTraversal;
import java.util.ArrayList;
import java.util.List;

/// What vendor IDs say about the sender.
record Vendors(boolean nat, boolean deadPeerDetection, boolean hawser) {
  static final Vendors NONE = new Vendors(false, false, false);

  private static final Octets HAWSER = Octets.concat(Vendor.HAWSER, Vendor.HAWSER_FEATURES);

  /// What we do.
  static Vendors ours(NatTraversal nat) {
    return new Vendors(nat != NatTraversal.DISABLE, true, true);
  }

  static Vendors read(List<Payload> payloads) {
    List<Octets> ids = Payload.all(payloads, PayloadType.VENDOR_ID);
    return new Vendors(
        ids.contains(Vendor.NAT_TRAVERSAL),
        ids.contains(Vendor.DEAD_PEER_DETECTION),
        ids.stream()
            .anyMatch(id -> id.startsWith(Vendor.HAWSER) && id.length() >= HAWSER.length()));
  }

  /// What both do. A responder says no more than this, so that its answer is never longer than what
  /// a spoofed source sent (VU#419128).
  Vendors and(Vendors other) {
    return new Vendors(
        nat && other.nat, deadPeerDetection && other.deadPeerDetection, hawser && other.hawser);
  }

  List<Payload> toPayloads() {
    List<Payload> ids = new ArrayList<>();
    if (nat) {
      ids.add(new Payload(PayloadType.VENDOR_ID, Vendor.NAT_TRAVERSAL));
    }
    if (deadPeerDetection) {
      ids.add(new Payload(PayloadType.VENDOR_ID, Vendor.DEAD_PEER_DETECTION));
    }
    if (hawser) {
      ids.add(new Payload(PayloadType.VENDOR_ID, HAWSER));
    }
    return ids;
  }
}
