package hawser.esp;

import java.lang.foreign.MemorySegment;

/// The cryptography of one direction of one SA. Owned by the SA's worker.
///
/// A packet is laid out as RFC 4303 has it; `packet` is where its SPI stands:
///
/// ```
/// SPI (4) | sequence (4) | IV | payload, padding, pad length, next header | ICV
/// ```
///
/// Work comes in batches: [#seal] or [#open] begin any number of packets, of any ciphers of one
/// engine, and one [#finish] completes them. An engine may do the work at once or hold it back to
/// do several packets side by side.
public interface EspCipher extends AutoCloseable {
  /// Encrypts `length` octets (payload with trailer) that stand in clear at `from` of `source` into
  /// the packet at `packet` of `out`, whose SPI and sequence number are there already: writes IV,
  /// ciphertext and ICV. The packet is complete only after [#finish].
  ///
  /// @param source may be `out` when `from` is the payload's own place in the packet, and must not
  ///   overlap the packet otherwise; may be changed as soon as this returns
  /// @param highSequence the high half of an extended sequence number
  void seal(
      MemorySegment source,
      long from,
      MemorySegment out,
      long packet,
      int length,
      long highSequence);

  /// Begins to verify the packet and to decrypt `length` octets in place. `authentic[index]` tells
  /// after [#finish] whether the ICV matches; if not, the octets are undefined.
  void open(
      MemorySegment m, long packet, int length, long highSequence, boolean[] authentic, int index);

  /// Completes all that was begun with this engine's ciphers.
  void finish();

  /// Forgets the keys. Nothing may be begun and not finished.
  @Override
  void close();
}
