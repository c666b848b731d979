package hawser.ike.auth;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.bytes.Writer;
import hawser.crypto.SignatureHash;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Which signatures are made and taken.
///
/// @param hashes those that we take, in order of preference for our own
public record SignaturePolicy(List<SignatureHash> hashes, RsaFormat rsaFormat) {
  /// How we sign with an RSA key; both are taken from a peer.
  public enum RsaFormat {
    PKCS1,
    PSS
  }

  /// Everything that is strong, the longest hash first.
  public static final SignaturePolicy DEFAULT =
      new SignaturePolicy(
          List.of(
              SignatureHash.SHA2_512,
              SignatureHash.SHA2_384,
              SignatureHash.SHA2_256,
              SignatureHash.IDENTITY),
          RsaFormat.PKCS1);

  /// Hashes of a notify that are read: the registry has seven.
  private static final int MOST = 64;

  public SignaturePolicy {
    hashes = List.copyOf(hashes);
  }

  /// The data of our SIGNATURE_HASH_ALGORITHMS notify (RFC 7427 section 4).
  public Octets notifyData() {
    Writer writer = new Writer();
    hashes.forEach(hash -> writer.u16(hash.number()));
    return writer.toOctets();
  }

  /// The known ones of a peer's SIGNATURE_HASH_ALGORITHMS notify.
  public static Set<SignatureHash> announced(Octets notifyData) throws Malformed {
    if (notifyData.length() % 2 != 0 || notifyData.length() > 2 * MOST) {
      throw new Malformed("SIGNATURE_HASH_ALGORITHMS of " + notifyData.length() + " octets");
    }
    Set<SignatureHash> hashes = EnumSet.noneOf(SignatureHash.class);
    Reader reader = Reader.of(notifyData);
    while (reader.hasMore()) {
      SignatureHash.ofNumber(reader.u16()).ifPresent(hashes::add);
    }
    return hashes;
  }
}
