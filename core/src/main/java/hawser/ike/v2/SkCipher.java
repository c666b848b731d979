package hawser.ike.v2;

import hawser.bytes.Octets;
import hawser.bytes.Secret;
import hawser.crypto.Entropy;
import hawser.crypto.EspSuite;
import hawser.ike.IkeError;

/// Encrypts and authenticates the Encrypted payloads of one direction of one IKE SA (RFC 7296
/// section 3.14, RFC 5282).
interface SkCipher extends AutoCloseable {
  /// What stands behind the payload's header for `clear`: IV, ciphertext, ICV. The ICV covers
  /// `prefix` too, all that stands before in the message.
  Octets seal(Octets prefix, Octets clear);

  /// Octets that [#seal] makes of `clear` octets.
  int sealedLength(int clear);

  /// Octets of payloads that [#seal] can take to make no more than `sealed`.
  int room(int sealed);

  /// The reverse, without padding.
  ///
  /// @throws IkeError when the ICV is wrong; nothing was decrypted then
  Octets open(Octets prefix, Octets sealed) throws IkeError;

  @Override
  void close();

  static SkCipher of(EspSuite suite, Secret encryption, Secret integrity, Entropy entropy) {
    return suite.encryption().isAead()
        ? new AeadCipher(suite, encryption)
        : new CbcCipher(suite, encryption, integrity, entropy);
  }
}
