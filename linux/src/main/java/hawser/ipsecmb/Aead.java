package hawser.ipsecmb;

import hawser.bytes.Secret;
import hawser.esp.EspCipher;
import hawser.esp.SequenceNumbers;
import hawser.net.Net;
import java.lang.foreign.MemorySegment;

/// AES-GCM (RFC 4106) and ChaCha20-Poly1305 (RFC 7634), done at once: the nonce is the salt and the
/// explicit IV, the additional data is the SPI and the sequence number, of 64 bits when extended.
abstract class Aead implements EspCipher {
  private static final int HEADER = 16;
  private static final int ICV = 16;

  // Places in the block; the key is before, and what a subclass works with.
  static final int CONTEXT = 1024;
  private static final int NONCE = 1280;
  private static final int ADDITIONAL = 1296;
  private static final int TAG = 1312;

  final MemorySegment block;
  final long base;
  private final MbEngine engine;
  private final boolean extended;

  Aead(MbEngine engine, Secret keys, int keyLength, SequenceNumbers sequence) {
    this.engine = engine;
    this.block = engine.memory().take();
    this.base = block.address();
    this.extended = sequence == SequenceNumbers.EXTENDED;
    Memory.put(keys, keyLength, 4, block, NONCE);
  }

  /// Encrypts or decrypts `length` octets from `in` to `out`, as the cipher's direction is, and
  /// writes the tag.
  abstract void run(
      long out, long in, long length, long nonce, long additional, long additionalLength, long tag);

  @Override
  public final void seal(
      MemorySegment source,
      long from,
      MemorySegment out,
      long packet,
      int length,
      long highSequence) {
    long in = Memory.address(source, from, length);
    long to = Memory.address(out, packet, HEADER + length + ICV);
    // RFC 4106 section 3.1: the IV must not repeat under a key; the sequence number does not.
    Net.put32(out, packet + 8, (int) highSequence);
    Net.put32(out, packet + 12, Net.i32(out, packet + 4));
    prepare(out, packet, highSequence);
    long additional = extended ? base + ADDITIONAL : to;
    run(to + HEADER, in, length, base + NONCE, additional, extended ? 12 : 8, to + HEADER + length);
  }

  @Override
  public final void open(
      MemorySegment m, long packet, int length, long highSequence, boolean[] authentic, int index) {
    long at = Memory.address(m, packet, HEADER + length + ICV);
    prepare(m, packet, highSequence);
    long additional = extended ? base + ADDITIONAL : at;
    run(at + HEADER, at + HEADER, length, base + NONCE, additional, extended ? 12 : 8, base + TAG);
    long icv = packet + HEADER + length;
    long difference =
        Net.i64(block, TAG) ^ Net.i64(m, icv) | Net.i64(block, TAG + 8) ^ Net.i64(m, icv + 8);
    authentic[index] = difference == 0;
  }

  @Override
  public final void finish() {
    // nothing is held back
  }

  @Override
  public final void close() {
    engine.memory().giveBack(block);
  }

  private void prepare(MemorySegment m, long packet, long highSequence) {
    Net.put64(block, NONCE + 4, Net.i64(m, packet + 8));
    if (extended) {
      Net.put32(block, ADDITIONAL, Net.i32(m, packet));
      Net.put32(block, ADDITIONAL + 4, (int) highSequence);
      Net.put32(block, ADDITIONAL + 8, Net.i32(m, packet + 4));
    }
  }
}
