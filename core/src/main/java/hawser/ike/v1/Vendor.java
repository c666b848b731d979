package hawser.ike.v1;

import hawser.bytes.Octets;
import hawser.crypto.Hash;
import hawser.crypto.Hmac;
import java.nio.charset.StandardCharsets;

/// Vendor IDs that we send and know.
final class Vendor {
  static final Octets NAT_TRAVERSAL = Octets.ofHex("4a131c81070358455c5728f20e95452f"); // RFC 3947
  static final Octets DEAD_PEER_DETECTION = Octets.ofHex("afcad71368a1f1c96b8696fc77570100");

  /// Announces a Hawser: 16 octets of a digest, then a bitmap of features, 32 bits.
  static final Octets HAWSER =
      Hmac.digest(Hash.SHA2_256, Octets.of("Hawser".getBytes(StandardCharsets.US_ASCII)))
          .slice(0, 16);

  /// Knows location-id. So does every Hawser.
  static final int FEATURE_LOCATION = 1;

  /// Prefers ESP in UDP to ESP as protocol 50 where the peer does too.
  static final int FEATURE_UDP = 1 << 1;

  private Vendor() {}
}
