package hawser.esp;

import java.lang.foreign.MemorySegment;

/// The cryptography of one direction of one SA. Owned by the SA's worker.
///
/// A packet is laid out as RFC 4303 has it; `packet` is where its SPI stands:
///
/// ```
/// SPI (4) | sequence (4) | IV | payload, padding, pad length, next header | ICV
/// ```
public interface EspCipher extends AutoCloseable {
  /// Encrypts `length` octets (payload with trailer), which stand in clear at their place in the
  /// packet, and appends the ICV. Writes the IV too. `highSequence` is the high half of an extended
  /// sequence number.
  void seal(MemorySegment m, long packet, int length, long highSequence);

  /// Verifies the ICV and only then decrypts `length` octets in place. False when it does not
  /// match.
  boolean open(MemorySegment m, long packet, int length, long highSequence);

  /// Forgets the keys.
  @Override
  void close();
}
