package hawser.esp;

import hawser.bytes.Secret;
import hawser.crypto.EspSuite;

/// Makes the ciphers of SAs. Chosen per SA at installation; a native engine works on the packets in
/// place, the JDK's copies to arrays of its own.
public interface Engine {
  String name();

  /// A cipher for one direction.
  ///
  /// @param keys the encryption key with its salt, then the integrity key:
  ///   [EspSuite#keyMaterialLength()] octets; copied
  /// @param sequence whether extended sequence numbers are authenticated
  EspCipher cipher(EspSuite suite, Secret keys, SequenceNumbers sequence, Direction direction);

  /// Which way packets go.
  enum Direction {
    OUTBOUND,
    INBOUND
  }
}
