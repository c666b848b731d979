package hawser.crypto;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What protects a Child SA: encryption, its key length, and integrity unless the first does both.
///
/// @param keyBits bits of the encryption key without salt: 128, 192 or 256
public record EspSuite(Encryption encryption, int keyBits, Optional<Integrity> integrity) {
  public EspSuite {
    if (keyBits != 128 && keyBits != 192 && keyBits != 256) {
      throw new IllegalArgumentException("no AES key length: " + keyBits);
    }
    if (encryption == Encryption.CHACHA20_POLY1305 && keyBits != 256) {
      throw new IllegalArgumentException("ChaCha20-Poly1305 has 256-bit keys");
    }
    if (encryption.isAead() == integrity.isPresent()) {
      throw new IllegalArgumentException("an AEAD goes without integrity, others need one");
    }
  }

  public static EspSuite aead(Encryption encryption, int keyBits) {
    return new EspSuite(encryption, keyBits, Optional.empty());
  }

  public static EspSuite of(Encryption encryption, int keyBits, Integrity integrity) {
    return new EspSuite(encryption, keyBits, Optional.of(integrity));
  }

  /// Every suite there is, the AEADs first.
  public static List<EspSuite> all() {
    List<EspSuite> all = new ArrayList<>();
    for (int bits : List.of(128, 192, 256)) {
      all.add(aead(Encryption.AES_GCM_16, bits));
    }
    all.add(aead(Encryption.CHACHA20_POLY1305, 256));
    for (int bits : List.of(128, 192, 256)) {
      for (Integrity integrity : Integrity.values()) {
        all.add(of(Encryption.AES_CBC, bits, integrity));
      }
    }
    return all;
  }

  /// For people: `AES_CBC-256 HMAC_SHA1_96`.
  public String text() {
    return encryption + "-" + keyBits + integrity.map(i -> " " + i).orElse("");
  }

  /// Octets of encryption key material: the key, then the salt (RFC 4106 section 8.1).
  public int encryptionKeyLength() {
    return keyBits / 8 + encryption.saltLength();
  }

  /// Octets of integrity key; 0 for an AEAD.
  public int integrityKeyLength() {
    return integrity.map(Integrity::keyLength).orElse(0);
  }

  /// Octets of key material that one direction takes.
  public int keyMaterialLength() {
    return encryptionKeyLength() + integrityKeyLength();
  }

  /// Octets of the integrity check value at the end of a packet.
  public int icvLength() {
    return integrity.map(Integrity::icvLength).orElse(encryption.icvLength());
  }

  /// Octets between the outer header and the payload data: SPI, sequence number and IV.
  public int headerLength() {
    return 8 + encryption.ivLength();
  }

  /// The largest inner packet that fits into `available` octets of ESP (behind the outer IP and, if
  /// any, UDP header).
  public int innerMtu(int available) {
    int padded = available - headerLength() - icvLength();
    return padded - Math.floorMod(padded, encryption.alignment()) - 2;
  }
}
