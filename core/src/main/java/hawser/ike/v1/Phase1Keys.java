package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Secret;
import hawser.bytes.Writer;
import hawser.crypto.Hash;
import hawser.crypto.Hmac;
import hawser.ike.IkeProposal;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The keys of an ISAKMP SA (RFC 2409 section 5) and what is done with them.
final class Phase1Keys implements AutoCloseable {
  private static final int BLOCK = 16;

  private final Hash hash;
  private final Secret skeyid;
  private final Secret skeyidD;
  private final Secret skeyidA;
  private final Secret cipherKey;
  private final Octets firstIv;

  private Phase1Keys(
      Hash hash, Secret skeyid, Secret d, Secret a, Secret cipherKey, Octets firstIv) {
    this.hash = hash;
    this.skeyid = skeyid;
    this.skeyidD = d;
    this.skeyidA = a;
    this.cipherKey = cipherKey;
    this.firstIv = firstIv;
  }

  /// Derives everything from the exchange. `gxi` and `gxr` are the public values.
  static Phase1Keys derive(
      IkeProposal proposal,
      Secret psk,
      Octets nonceI,
      Octets nonceR,
      Secret shared,
      Octets cookies,
      Octets gxi,
      Octets gxr) {
    Hash hash = proposal.hash();
    Secret skeyid = Hmac.prf(hash, psk, nonceI, nonceR);
    byte[] sharedBytes = shared.toArray();
    Octets gxy = Octets.of(sharedBytes);
    Arrays.fill(sharedBytes, (byte) 0);
    Secret d = Hmac.prf(hash, skeyid, gxy, cookies, Octets.of((byte) 0));
    Secret a = Hmac.prf(hash, skeyid, octets(d), gxy, cookies, Octets.of((byte) 1));
    Secret e = Hmac.prf(hash, skeyid, octets(a), gxy, cookies, Octets.of((byte) 2));
    Secret key = stretch(hash, e, proposal.keyBits() / 8);
    Octets iv = Hmac.digest(hash, gxi, gxr).slice(0, BLOCK);
    e.close();
    return new Phase1Keys(hash, skeyid, d, a, key, iv);
  }

  /// The IV of the first encrypted message of phase 1.
  Octets firstIv() {
    return firstIv;
  }

  /// The IV of a phase 2 exchange (RFC 2409 appendix B).
  Octets phase2Iv(Octets lastPhase1Block, int messageId) {
    return Hmac.digest(hash, lastPhase1Block, messageIdOctets(messageId)).slice(0, BLOCK);
  }

  /// HASH_I or HASH_R: `own` and `peer` are public values and cookies from the view of the sender.
  Octets authentication(
      Octets ownPublic,
      Octets peerPublic,
      Octets ownCookie,
      Octets peerCookie,
      Octets saBody,
      Octets idBody) {
    return octets(
        Hmac.prf(hash, skeyid, ownPublic, peerPublic, ownCookie, peerCookie, saBody, idBody));
  }

  /// prf(SKEYID_a, parts).
  Octets prfA(Octets... parts) {
    return octets(Hmac.prf(hash, skeyidA, parts));
  }

  /// KEYMAT (RFC 2409 section 5.5) of one SPI; `shared` is empty without PFS.
  Secret keyMaterial(
      Octets shared, int protocol, int spi, Octets nonceI, Octets nonceR, int length) {
    Octets seed =
        Octets.concat(
            shared, new Writer().u8(protocol).u32(spi & 0xffffffffL).toOctets(), nonceI, nonceR);
    byte[] material = new byte[length];
    Octets block = Octets.EMPTY;
    for (int at = 0; at < length; ) {
      block = octets(Hmac.prf(hash, skeyidD, block, seed));
      int count = Math.min(block.length(), length - at);
      System.arraycopy(block.toArray(), 0, material, at, count);
      at += count;
    }
    return Secret.adopt(material);
  }

  /// The octets of as many whole blocks as `octets` octets hold.
  static int wholeBlocks(int octets) {
    return octets & ~(BLOCK - 1);
  }

  /// Encrypts a chain of payloads, padded with zeros to whole blocks.
  Octets encrypt(Octets iv, Octets clear) {
    int padded = clear.length() + BLOCK - 1 & ~(BLOCK - 1);
    return crypt(Cipher.ENCRYPT_MODE, iv, Arrays.copyOf(clear.toArray(), padded));
  }

  Octets decrypt(Octets iv, Octets sealed) throws Malformed {
    if (sealed.isEmpty() || sealed.length() % BLOCK != 0) {
      throw new Malformed("encrypted part of " + sealed.length() + " octets");
    }
    return crypt(Cipher.DECRYPT_MODE, iv, sealed.toArray());
  }

  /// The last cipher block of a message: the IV of the next.
  static Octets lastBlock(Octets sealed) {
    return sealed.slice(sealed.length() - BLOCK, sealed.length());
  }

  static Octets messageIdOctets(int messageId) {
    return new Writer().u32(messageId & 0xffffffffL).toOctets();
  }

  @Override
  public void close() {
    skeyid.close();
    skeyidD.close();
    skeyidA.close();
    cipherKey.close();
  }

  private Octets crypt(int mode, Octets iv, byte[] data) {
    byte[] key = cipherKey.toArray();
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
      cipher.init(mode, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv.toArray()));
      return Octets.of(cipher.doFinal(data));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-CBC failed", e);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /// RFC 2409 appendix B: a key longer than SKEYID_e is made of a chain of PRF outputs.
  private static Secret stretch(Hash hash, Secret e, int length) {
    if (e.length() >= length) {
      return e.slice(0, length);
    }
    byte[] key = new byte[length];
    Octets block = Octets.of((byte) 0);
    for (int at = 0; at < length; ) {
      block = octets(Hmac.prf(hash, e, block));
      int count = Math.min(block.length(), length - at);
      System.arraycopy(block.toArray(), 0, key, at, count);
      at += count;
    }
    return Secret.adopt(key);
  }

  private static Octets octets(Secret secret) {
    byte[] bytes = secret.toArray();
    return Octets.of(bytes);
  }
}
