package hawser.ike.v1;

import hawser.bytes.Octets;
import hawser.bytes.Writer;
import hawser.ike.HawserVendor;
import hawser.ike.ModeConfig;
import hawser.ike.NatTraversal;
import hawser.ike.SessionConfig;
import hawser.ike.V1Options;
import java.util.ArrayList;
import java.util.List;

/// What vendor IDs say about the sender.
///
/// @param hawser it is a Hawser, which knows location-id
/// @param udp it is a Hawser that prefers ESP in UDP
record Vendors(
    boolean nat,
    boolean deadPeerDetection,
    boolean xauth,
    boolean unity,
    boolean fragmentation,
    boolean hawser,
    boolean udp) {
  static final Vendors NONE = new Vendors(false, false, false, false, false, false, false);

  /// What we do.
  static Vendors ours(SessionConfig config) {
    return new Vendors(
        config.natTraversal() != NatTraversal.DISABLE,
        /* deadPeerDetection= */ true,
        !(config.v1().xauth() instanceof V1Options.Xauth.None),
        !(config.modeConfig() instanceof ModeConfig.None),
        config.v1().fragmentOctets() > 0,
        /* hawser= */ true,
        config.natTraversal() == NatTraversal.PREFERRED);
  }

  static Vendors read(List<Payload> payloads) {
    List<Octets> ids = Payload.all(payloads, PayloadType.VENDOR_ID);
    return new Vendors(
        ids.contains(Vendor.NAT_TRAVERSAL),
        ids.contains(Vendor.DEAD_PEER_DETECTION),
        ids.contains(Vendor.XAUTH),
        ids.contains(Vendor.UNITY),
        ids.stream().anyMatch(id -> id.startsWith(Vendor.FRAGMENTATION)),
        ids.stream().anyMatch(HawserVendor::is),
        ids.stream().anyMatch(id -> HawserVendor.has(id, HawserVendor.FEATURE_UDP)));
  }

  /// What both do. A responder says no more than this, so that its answer is never longer than what
  /// a spoofed source sent (VU#419128).
  Vendors and(Vendors other) {
    return new Vendors(
        nat && other.nat,
        deadPeerDetection && other.deadPeerDetection,
        xauth && other.xauth,
        unity && other.unity,
        fragmentation && other.fragmentation,
        hawser && other.hawser,
        udp && other.udp);
  }

  List<Payload> toPayloads() {
    List<Payload> ids = new ArrayList<>();
    if (nat) {
      ids.add(new Payload(PayloadType.VENDOR_ID, Vendor.NAT_TRAVERSAL));
    }
    if (deadPeerDetection) {
      ids.add(new Payload(PayloadType.VENDOR_ID, Vendor.DEAD_PEER_DETECTION));
    }
    if (xauth) {
      ids.add(new Payload(PayloadType.VENDOR_ID, Vendor.XAUTH));
    }
    if (unity) {
      ids.add(new Payload(PayloadType.VENDOR_ID, Vendor.UNITY));
    }
    if (fragmentation) {
      Octets id = Octets.concat(Vendor.FRAGMENTATION, Vendor.FRAGMENTATION_MODES);
      ids.add(new Payload(PayloadType.VENDOR_ID, id));
    }
    if (hawser) {
      int features = HawserVendor.FEATURE_LOCATION | (udp ? HawserVendor.FEATURE_UDP : 0);
      Octets bitmap = new Writer().u32(features).toOctets();
      ids.add(new Payload(PayloadType.VENDOR_ID, Octets.concat(HawserVendor.ID, bitmap)));
    }
    return ids;
  }
}
