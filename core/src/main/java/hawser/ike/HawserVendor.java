package hawser.ike;

import hawser.bytes.Octets;
import hawser.crypto.Hash;
import hawser.crypto.Hmac;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// The vendor ID that announces a Hawser: 16 octets of a digest, then a bitmap of features, 32
/// bits.
public final class HawserVendor {
  public static final Octets ID =
      Hmac.digest(Hash.SHA2_256, Octets.of("Hawser".getBytes(StandardCharsets.US_ASCII)))
          .slice(0, 16);

  /// Knows location-id. So does every Hawser.
  public static final int FEATURE_LOCATION = 1;

  /// Prefers ESP in UDP to ESP as protocol 50 where the peer does too.
  public static final int FEATURE_UDP = 1 << 1;

  private static final int LENGTH = ID.length() + 4;

  private HawserVendor() {}

  public static boolean is(Octets vendorId) {
    return vendorId.startsWith(ID) && vendorId.length() >= LENGTH;
  }

  public static boolean has(Octets vendorId, int feature) {
    return is(vendorId) && (features(vendorId) & feature) != 0;
  }

  private static int features(Octets vendorId) {
    return ByteBuffer.wrap(vendorId.slice(ID.length(), LENGTH).toArray()).getInt();
  }
}
