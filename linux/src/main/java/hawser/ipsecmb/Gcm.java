package hawser.ipsecmb;

import hawser.bytes.Secret;
import hawser.crypto.EspSuite;
import hawser.esp.Engine.Direction;
import hawser.esp.SequenceNumbers;
import java.lang.foreign.MemorySegment;

/// AES-GCM by the library's single call.
final class Gcm extends Aead {
  private static final int RAW_KEY = 1536;

  private final MemorySegment function;

  Gcm(MbEngine engine, EspSuite suite, Secret keys, SequenceNumbers sequence, Direction direction) {
    super(engine, keys, suite.keyBits() / 8, sequence);
    int bits = suite.keyBits();
    function =
        engine.function(
            direction == Direction.OUTBOUND ? Layout.GCM128_ENC : Layout.GCM128_DEC, bits);
    Memory.put(keys, 0, bits / 8, block, RAW_KEY);
    Native.call(engine.function(Layout.GCM128_PRE, bits), base + RAW_KEY, base);
    block.asSlice(RAW_KEY, bits / 8).fill((byte) 0);
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
    Native.gcm(
        function,
        base,
        base + CONTEXT,
        out,
        in,
        length,
        nonce,
        additional,
        additionalLength,
        tag,
        16);
  }
}
