package hawser.ike.v1;

import hawser.bytes.Octets;

/// Vendor IDs that we send and know.
final class Vendor {
  static final Octets NAT_TRAVERSAL = Octets.ofHex("4a131c81070358455c5728f20e95452f"); // RFC 3947
  static final Octets DEAD_PEER_DETECTION = Octets.ofHex("afcad71368a1f1c96b8696fc77570100");

  private Vendor() {}
}
