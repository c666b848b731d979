package hawser.ipsecmb;

import hawser.bytes.Secret;
import hawser.esp.Engine.Direction;
import hawser.esp.SequenceNumbers;
import java.lang.foreign.MemorySegment;

/// ChaCha20-Poly1305 by the library's three calls: begin, all of the packet, tag.
final class ChaCha extends Aead {
  private static final int KEY_LENGTH = 32;

  private final MemorySegment init;
  private final MemorySegment update;
  private final MemorySegment finish;

  ChaCha(MbEngine engine, Secret keys, SequenceNumbers sequence, Direction direction) {
    super(engine, keys, KEY_LENGTH, sequence);
    init = engine.function(Layout.CHACHA20_POLY1305_INIT);
    update =
        engine.function(
            direction == Direction.OUTBOUND
                ? Layout.CHACHA20_POLY1305_ENC_UPDATE
                : Layout.CHACHA20_POLY1305_DEC_UPDATE);
    finish = engine.function(Layout.CHACHA20_POLY1305_FINALIZE);
    Memory.put(keys, 0, KEY_LENGTH, block, 0);
  }

  @Override
  void run(
      long out,
      long in,
      long length,
      long nonce,
      long additional,
      long additionalLength,
      long tag) {
    long context = base + CONTEXT;
    Native.call(init, base, context, nonce, additional, additionalLength);
    Native.call(update, base, context, out, in, length);
    Native.call(finish, context, tag, 16);
  }
}
