package hawser.esp;

/// Where one of several workers that send on the same SA gets its sequence numbers: in blocks, so
/// that no number is used twice (RFC 4303 section 3.3.3; an AEAD makes its IV of it). Owned by that
/// worker.
public interface SequenceBlocks {
  /// Numbers in a block.
  int LENGTH = 64;

  /// Takes the block behind the number that is returned.
  long take();

  /// Gives back the numbers behind `used` of the block that ends with `end`; they are skipped when
  /// another block was taken since.
  void giveBack(long used, long end);

  /// All that was sealed is on its way.
  void sent();

  /// No number up to `sequence` is given any more.
  void jumpTo(long sequence);
}
