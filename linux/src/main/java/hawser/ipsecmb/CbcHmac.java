package hawser.ipsecmb;

import hawser.bytes.Secret;
import hawser.crypto.EspSuite;
import hawser.crypto.Integrity;
import hawser.esp.EspCipher;
import hawser.esp.SequenceNumbers;
import hawser.net.Net;
import java.lang.foreign.MemorySegment;

/// AES-CBC (RFC 3602) with a truncated HMAC (RFC 2404, RFC 4868) as jobs: the library fills its
/// lanes with the packets of a batch.
///
/// The high half of an extended sequence number is hashed behind the packet (RFC 4303 section
/// 2.2.1). It stands where the ICV goes while the job runs; the received ICV is kept aside.
final class CbcHmac implements EspCipher {
  static final int IV = 16;
  static final int HEADER = 8 + IV;

  // Places in the block.
  private static final int DECRYPTION_KEYS = 256;
  private static final int INNER = 512;
  private static final int OUTER = 576;
  private static final int SCRATCH = 1024;

  private final MbEngine engine;
  private final Jobs jobs;
  private final MemorySegment block;
  private final boolean extended;
  final int keyLength;
  final int icvLength;
  final int hash;
  final long encryptionKeys;
  final long decryptionKeys;
  final long inner;
  final long outer;

  CbcHmac(MbEngine engine, EspSuite suite, Secret keys, SequenceNumbers sequence) {
    Integrity integrity = suite.integrity().orElseThrow();
    this.engine = engine;
    this.jobs = engine.jobs();
    this.block = engine.memory().take();
    this.extended = sequence == SequenceNumbers.EXTENDED;
    this.keyLength = suite.keyBits() / 8;
    this.icvLength = integrity.icvLength();
    this.encryptionKeys = block.address();
    this.decryptionKeys = block.address() + DECRYPTION_KEYS;
    this.inner = block.address() + INNER;
    this.outer = block.address() + OUTER;
    this.hash =
        switch (integrity) {
          case HMAC_SHA1_96 -> Layout.HMAC_SHA_1;
          case HMAC_SHA2_256_128 -> Layout.HMAC_SHA_256;
          case HMAC_SHA2_384_192 -> Layout.HMAC_SHA_384;
          case HMAC_SHA2_512_256 -> Layout.HMAC_SHA_512;
        };
    Memory.put(keys, 0, keyLength, block, SCRATCH);
    Native.call(
        engine.function(Layout.KEYEXP_128, suite.keyBits()),
        block.address() + SCRATCH,
        encryptionKeys,
        decryptionKeys);
    pad(integrity, keys, 0x36, inner);
    pad(integrity, keys, 0x5c, outer);
    block.asSlice(SCRATCH).fill((byte) 0);
  }

  @Override
  public void seal(
      MemorySegment source,
      long from,
      MemorySegment out,
      long packet,
      int length,
      long highSequence) {
    long to = Memory.address(out, packet, HEADER + length + icvLength);
    jobs.reserve();
    // The job runs later and in place, for the hash covers header, IV and ciphertext in a row.
    if (source.address() + from != to + HEADER) {
      MemorySegment.copy(source, from, out, packet + HEADER, length);
    }
    jobs.putIv(out, packet + 8);
    if (extended) {
      Net.put32(out, packet + HEADER + length, (int) highSequence);
    }
    jobs.submit(this, Layout.ENCRYPT, to, length, hashed(length), to + HEADER + length);
  }

  @Override
  public void open(
      MemorySegment m, long packet, int length, long highSequence, boolean[] authentic, int index) {
    long at = Memory.address(m, packet, HEADER + length + icvLength);
    jobs.reserve();
    long icv = packet + HEADER + length;
    long tag = jobs.expect(m, icv, icvLength, authentic, index);
    if (extended) {
      Net.put32(m, icv, (int) highSequence);
    }
    jobs.submit(this, Layout.DECRYPT, at, length, hashed(length), tag);
  }

  @Override
  public void finish() {
    jobs.finish();
  }

  @Override
  public void close() {
    engine.memory().giveBack(block);
  }

  private int hashed(int length) {
    return HEADER + length + (extended ? 4 : 0);
  }

  /// The state of the hash behind the first block: the key, filled up, XOR the octet (RFC 2104).
  private void pad(Integrity integrity, Secret keys, int octet, long to) {
    int blockLength = integrity.hash().length() > 32 ? 128 : 64;
    MemorySegment padded = block.asSlice(SCRATCH, blockLength);
    padded.fill((byte) 0);
    Memory.put(keys, keyLength, integrity.keyLength(), padded, 0);
    for (int i = 0; i < blockLength; i++) {
      Net.put8(padded, i, Net.u8(padded, i) ^ octet);
    }
    long function =
        switch (integrity) {
          case HMAC_SHA1_96 -> Layout.SHA1_ONE_BLOCK;
          case HMAC_SHA2_256_128 -> Layout.SHA256_ONE_BLOCK;
          case HMAC_SHA2_384_192 -> Layout.SHA384_ONE_BLOCK;
          case HMAC_SHA2_512_256 -> Layout.SHA512_ONE_BLOCK;
        };
    Native.call(engine.function(function), padded.address(), to);
  }
}
