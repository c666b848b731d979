package hawser.ike.v2;

import hawser.bytes.Octets;
import hawser.bytes.Writer;
import hawser.ike.HawserVendor;
import hawser.ike.NatTraversal;
import java.util.ArrayList;
import java.util.List;

/// What one end says in IKE_SA_INIT that it can do.
///
/// @param nat it detects NATs
/// @param fragmentation of IKE messages (RFC 7383)
/// @param hawser it is a Hawser, which knows location-id
/// @param udp it is a Hawser that prefers ESP in UDP
record Features(boolean nat, boolean fragmentation, boolean hawser, boolean udp) {
  static final Features NONE = new Features(false, false, false, false);

  static Features ours(NatTraversal nat) {
    return new Features(
        nat != NatTraversal.DISABLE,
        /* fragmentation= */ true,
        /* hawser= */ true,
        nat == NatTraversal.PREFERRED);
  }

  static Features read(Contents contents) {
    List<Octets> vendors = contents.all(VendorId.class).stream().map(VendorId::value).toList();
    return new Features(
        contents.has(Notify.NAT_DETECTION_SOURCE_IP)
            && contents.has(Notify.NAT_DETECTION_DESTINATION_IP),
        contents.has(Notify.FRAGMENTATION_SUPPORTED),
        vendors.stream().anyMatch(HawserVendor::is),
        vendors.stream().anyMatch(id -> HawserVendor.has(id, HawserVendor.FEATURE_UDP)));
  }

  /// What both can do. A responder says no more than this, so that its answer is no longer than
  /// what a spoofed source sent.
  Features and(Features other) {
    return new Features(
        nat && other.nat,
        fragmentation && other.fragmentation,
        hawser && other.hawser,
        udp && other.udp);
  }

  /// Without NAT detection, whose payloads are [Nat]'s.
  List<Payload> toPayloads() {
    List<Payload> payloads = new ArrayList<>();
    if (fragmentation) {
      payloads.add(new Notify(Notify.FRAGMENTATION_SUPPORTED));
    }
    if (hawser) {
      int features = HawserVendor.FEATURE_LOCATION | (udp ? HawserVendor.FEATURE_UDP : 0);
      Octets bitmap = new Writer().u32(features).toOctets();
      payloads.add(new VendorId(Octets.concat(HawserVendor.ID, bitmap)));
    }
    return payloads;
  }
}
