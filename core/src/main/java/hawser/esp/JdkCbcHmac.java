package hawser.esp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import hawser.bytes.Secret;
import hawser.crypto.EspSuite;
import hawser.crypto.Integrity;
import java.lang.foreign.MemorySegment;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES-CBC (RFC 3602) with a truncated HMAC (RFC 2404, RFC 4868) over the whole packet, and over
/// the high half of an extended sequence number behind it (RFC 4303 section 2.2.1).
final class JdkCbcHmac implements EspCipher {
  private static final int IV = 16;
  private static final int HEADER = 8 + IV;

  private final Cipher cipher;
  private final SecretKeySpec key;
  private final Mac mac;
  private final int icvLength;
  private final int mode;
  private final boolean extended;
  private final Cipher ivSource;
  private final byte[] ivCounter = new byte[IV];
  private final byte[] iv = new byte[IV];
  private final byte[] high = new byte[4];
  private final byte[] full;
  private byte[] packetBytes = new byte[2048];
  private byte[] output = new byte[2048];

  JdkCbcHmac(EspSuite suite, Secret keys, SequenceNumbers sequence, Engine.Direction direction)
      throws GeneralSecurityException {
    Integrity integrity = suite.integrity().orElseThrow();
    mode = direction == Engine.Direction.OUTBOUND ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
    extended = sequence == SequenceNumbers.EXTENDED;
    icvLength = integrity.icvLength();
    byte[] material = keys.toArray();
    int keyLength = suite.keyBits() / 8;
    key = new SecretKeySpec(material, 0, keyLength, "AES");
    cipher = Cipher.getInstance("AES/CBC/NoPadding");
    mac = Mac.getInstance(integrity.hash().hmacName());
    mac.init(
        new SecretKeySpec(material, keyLength, integrity.keyLength(), integrity.hash().hmacName()));
    Arrays.fill(material, (byte) 0);
    full = new byte[integrity.hash().length()];
    // RFC 3602 section 3: the IV must be unpredictable. A counter encrypted under a random key is.
    byte[] random = new byte[IV];
    new SecureRandom().nextBytes(random);
    ivSource = Cipher.getInstance("AES/ECB/NoPadding");
    ivSource.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(random, "AES"));
    Arrays.fill(random, (byte) 0);
  }

  @Override
  public void seal(
      MemorySegment source,
      long from,
      MemorySegment out,
      long packet,
      int length,
      long highSequence) {
    int total = HEADER + length;
    ensure(total);
    try {
      nextIv();
      cipher.init(mode, key, new IvParameterSpec(iv));
      MemorySegment.copy(source, JAVA_BYTE, from, packetBytes, HEADER, length);
      cipher.doFinal(packetBytes, HEADER, length, output, HEADER);
      MemorySegment.copy(out, JAVA_BYTE, packet, output, 0, 8);
      System.arraycopy(iv, 0, output, 8, IV);
      authenticate(output, total, highSequence);
      MemorySegment.copy(output, 8, out, JAVA_BYTE, packet + 8, total - 8);
      MemorySegment.copy(full, 0, out, JAVA_BYTE, packet + total, icvLength);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("sealing failed", e);
    }
  }

  @Override
  public void open(
      MemorySegment m, long packet, int length, long highSequence, boolean[] authentic, int index) {
    int total = HEADER + length;
    ensure(total + icvLength);
    try {
      MemorySegment.copy(m, JAVA_BYTE, packet, packetBytes, 0, total + icvLength);
      authenticate(packetBytes, total, highSequence);
      authentic[index] = icvMatches(total);
      if (!authentic[index]) {
        return;
      }
      System.arraycopy(packetBytes, 8, iv, 0, IV);
      cipher.init(mode, key, new IvParameterSpec(iv));
      cipher.doFinal(packetBytes, HEADER, length, output, 0);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("opening failed", e);
    }
    MemorySegment.copy(output, 0, m, JAVA_BYTE, packet + HEADER, length);
  }

  @Override
  public void finish() {
    // nothing is held back
  }

  @Override
  public void close() {
    mac.reset();
    Arrays.fill(packetBytes, (byte) 0);
    Arrays.fill(output, (byte) 0);
  }

  private void authenticate(byte[] bytes, int total, long highSequence)
      throws GeneralSecurityException {
    mac.update(bytes, 0, total);
    if (extended) {
      for (int i = 0; i < 4; i++) {
        high[i] = (byte) (highSequence >>> (24 - 8 * i));
      }
      mac.update(high);
    }
    mac.doFinal(full, 0);
  }

  /// In constant time.
  private boolean icvMatches(int at) {
    int difference = 0;
    for (int i = 0; i < icvLength; i++) {
      difference |= full[i] ^ packetBytes[at + i];
    }
    return difference == 0;
  }

  private void nextIv() throws GeneralSecurityException {
    for (int i = IV - 1; i >= 0 && ++ivCounter[i] == 0; i--) {
      // carries into the next octet
    }
    ivSource.doFinal(ivCounter, 0, IV, iv, 0);
  }

  private void ensure(int length) {
    if (packetBytes.length < length) {
      packetBytes = new byte[length];
      output = new byte[length];
    }
  }
}
