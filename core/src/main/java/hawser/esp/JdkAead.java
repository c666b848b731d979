package hawser.esp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import hawser.bytes.Secret;
import hawser.crypto.Encryption;
import hawser.crypto.EspSuite;
import hawser.net.Net;
import java.lang.foreign.MemorySegment;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES-GCM (RFC 4106) and ChaCha20-Poly1305 (RFC 7634): the nonce is the salt and the explicit IV,
/// the additional data is the SPI and the sequence number, of 64 bits when extended.
final class JdkAead implements EspCipher {
  private static final int HEADER = 16;
  private static final int ICV = 16;

  private final Cipher cipher;
  private final SecretKeySpec key;
  private final boolean gcm;
  private final int mode;
  private final byte[] nonce = new byte[12];
  private final byte[] additional;
  private byte[] input = new byte[2048];
  private byte[] output = new byte[2048];

  JdkAead(EspSuite suite, Secret keys, SequenceNumbers sequence, Engine.Direction direction)
      throws GeneralSecurityException {
    gcm = suite.encryption() == Encryption.AES_GCM_16;
    mode = direction == Engine.Direction.OUTBOUND ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
    byte[] material = keys.toArray();
    int keyLength = suite.keyBits() / 8;
    cipher = Cipher.getInstance(gcm ? "AES/GCM/NoPadding" : "ChaCha20-Poly1305");
    key = new SecretKeySpec(material, 0, keyLength, gcm ? "AES" : "ChaCha20");
    System.arraycopy(material, keyLength, nonce, 0, 4);
    Arrays.fill(material, (byte) 0);
    additional = new byte[sequence == SequenceNumbers.EXTENDED ? 12 : 8];
  }

  @Override
  public void seal(
      MemorySegment source,
      long from,
      MemorySegment out,
      long packet,
      int length,
      long highSequence) {
    // RFC 4106 section 3.1: the IV must not repeat under a key; the sequence number does not.
    Net.put32(out, packet + 8, (int) highSequence);
    Net.put32(out, packet + 12, Net.i32(out, packet + 4));
    try {
      int made = run(out, packet, highSequence, source, from, length);
      MemorySegment.copy(output, 0, out, JAVA_BYTE, packet + HEADER, made);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("sealing failed", e);
    }
  }

  @Override
  public void open(
      MemorySegment m, long packet, int length, long highSequence, boolean[] authentic, int index) {
    authentic[index] = false;
    try {
      run(m, packet, highSequence, m, packet + HEADER, length + ICV);
    } catch (AEADBadTagException e) {
      return; // the JDK has no other way to say so
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("opening failed", e);
    }
    MemorySegment.copy(output, 0, m, JAVA_BYTE, packet + HEADER, length);
    authentic[index] = true;
  }

  @Override
  public void finish() {
    // nothing is held back
  }

  @Override
  public void close() {
    Arrays.fill(nonce, (byte) 0);
    Arrays.fill(input, (byte) 0);
    Arrays.fill(output, (byte) 0);
  }

  private int run(
      MemorySegment m, long packet, long highSequence, MemorySegment source, long from, int length)
      throws GeneralSecurityException {
    if (input.length < length + ICV) {
      input = new byte[length + ICV];
      output = new byte[length + ICV];
    }
    MemorySegment.copy(m, JAVA_BYTE, packet + 8, nonce, 4, 8);
    AlgorithmParameterSpec parameters =
        gcm ? new GCMParameterSpec(128, nonce) : new IvParameterSpec(nonce);
    cipher.init(mode, key, parameters);
    MemorySegment.copy(m, JAVA_BYTE, packet, additional, 0, 4);
    if (additional.length == 12) {
      for (int i = 0; i < 4; i++) {
        additional[4 + i] = (byte) (highSequence >>> (24 - 8 * i));
      }
    }
    MemorySegment.copy(m, JAVA_BYTE, packet + 4, additional, additional.length - 4, 4);
    cipher.updateAAD(additional);
    MemorySegment.copy(source, JAVA_BYTE, from, input, 0, length);
    return cipher.doFinal(input, 0, length, output, 0);
  }
}
