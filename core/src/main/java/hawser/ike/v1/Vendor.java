package hawser.ike.v1;

import hawser.bytes.Octets;
import hawser.crypto.Hash;
import hawser.crypto.Hmac;
import java.nio.charset.StandardCharsets;

/// Vendor IDs that we send and know.
final class Vendor {
  static final Octets NAT_TRAVERSAL = Octets.ofHex("4a131c81070358455c5728f20e95452f"); // RFC 3947
  static final Octets DEAD_PEER_DETECTION = Octets.ofHex("afcad71368a1f1c96b8696fc77570100");

  /// Announces a Hawser: 16 octets of a digest, then a bitmap of features. Bit 0: location-id.
  static final Octets HAWSER =
      Hmac.digest(Hash.SHA2_256, Octets.of("Hawser".getBytes(StandardCharsets.US_ASCII)))
          .slice(0, 16);

  static final Octets HAWSER_FEATURES = Octets.ofHex("00000001");

  private Vendor() {}
}
